/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * One text for one value: keys sorted by UTF-16 code unit, no white space, `undefined` members left out (RFC 8785).
 * What is stored is this text as UTF-8.
 */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item === undefined ? null : item)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = value as Record<string, unknown>;
    const parts: string[] = [];
    for (const key of Object.keys(members).sort()) if (members[key] !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(members[key])}`);
    return `{${parts.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} has no place in JSON`);
  const text = JSON.stringify(value);
  if (text === undefined) throw new Error(`a ${typeof value} has no place in JSON`);
  return text;
};
