/** A sealed text of which one character was changed where it rests. */
export const garbled = (sealed: string): string => `${sealed.slice(0, -4)}${sealed.at(-4) === 'A' ? 'B' : 'A'}${sealed.slice(-3)}`;
