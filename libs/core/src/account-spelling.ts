/** One spelling of an account's name, however it is typed. */
export const accountSpelling = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
