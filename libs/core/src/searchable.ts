/** A text as searches compare it: wide and narrow signs, capitals and small letters are alike, and spaces are none. */
export const searchable = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/g, '');
