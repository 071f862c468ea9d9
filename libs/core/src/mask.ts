/** What may be shown of an id number, which is a key to everything else about a person: the first three and the last four characters. */
export const maskId = (id: string): string => (id.length < 10 ? '*'.repeat(id.length) : id.slice(0, 3) + '*'.repeat(id.length - 7) + id.slice(-4));
