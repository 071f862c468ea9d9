/** What may stand in a filter or a document for something that came from outside. */
export type Value = string | number | boolean | null | Buffer;

/**
 * A value as it is: never a document or a pattern, in which a database would find operators. Types are gone at run time; so whatever comes from
 * outside goes through here on its way into a filter, an update or a document. Throws for anything else.
 */
export const value = <V extends Value>(given: V): V => {
  if (given === null || typeof given === 'string' || typeof given === 'boolean' || (typeof given === 'number' && !Number.isNaN(given)) || Buffer.isBuffer(given)) return given;
  throw new Error(`a text, a number, a boolean or null is wanted, not ${Array.isArray(given) ? 'a list' : typeof given === 'number' ? 'NaN' : `a thing of type ${typeof given}`}`);
};
export const values = <V extends Value>(given: readonly V[]): V[] => given.map(value);

/** A pattern that finds a text as it stands: every sign that is neither a letter nor a digit is named by its number. */
export const patternOf = (text: string): string => value(text).replace(/[^\p{L}\p{N}]/gu, (sign) => `\\x{${sign.codePointAt(0)!.toString(16)}}`);
