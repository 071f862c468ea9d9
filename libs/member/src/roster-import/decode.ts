/** How a file's characters are encoded. */
export type Encoding = 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be' | 'gb18030';
export type Decoded = { readonly encoding: Encoding; readonly text: string };

/** A file that is no roster that can be read: the code's message says why and what to do. */
export class Unreadable extends Error {
  constructor(readonly code: string, readonly details: Readonly<Record<string, string | number>> = {}) { super(code); }
}

const starts = (bytes: Uint8Array, ...head: readonly number[]) => head.every((byte, index) => bytes[index] === byte);
const read = (encoding: string, bytes: Uint8Array): string => new TextDecoder(encoding).decode(bytes);

/**
 * The text of a file, by its mark or else by what its bytes can be. Excel saves Chinese CSV as GB18030, or as UTF-8 with a mark,
 * and "Unicode text" as UTF-16. Throws `Unreadable` for a workbook, other binary files and an empty one.
 */
export const decode = (bytes: Uint8Array): Decoded => {
  if (bytes.length === 0) throw new Unreadable('file-empty');
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04) || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw new Unreadable('file-workbook');
  if (starts(bytes, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8 with mark', text: read('utf-8', bytes) };
  if (starts(bytes, 0xff, 0xfe)) return { encoding: 'utf-16le', text: read('utf-16le', bytes) };
  if (starts(bytes, 0xfe, 0xff)) return { encoding: 'utf-16be', text: read('utf-16be', bytes) };
  const unmarked = utf16(bytes);
  if (unmarked) return { encoding: unmarked, text: read(unmarked, bytes) };
  if (bytes.subarray(0, 65_536).includes(0)) throw new Unreadable('file-binary');
  return isUtf8(bytes) ? { encoding: 'utf-8', text: read('utf-8', bytes) } : { encoding: 'gb18030', text: read('gb18030', bytes) };
};

/** Line ends and separators of UTF-16 without a mark have a zero byte, always on the same side; no other text has any. */
const utf16 = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  const zeros = [0, 0];
  const end = Math.min(bytes.length, 65_536);
  for (let index = 0; index < end; index++) if (bytes[index] === 0) zeros[index % 2]!++;
  if (bytes.length % 2 !== 0 || zeros[0]! + zeros[1]! === 0) return undefined;
  if (zeros[0] === 0) return bothWays('utf-16le', bytes);
  return zeros[1] === 0 ? bothWays('utf-16be', bytes) : undefined;
};
/** Only if it is well-formed, and not some binary file that happens to have its zeros there. */
const bothWays = (encoding: 'utf-16le' | 'utf-16be', bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return /[\u0001-\u0008\u000e-\u001f]/.test(text) ? undefined : encoding;
  } catch { return undefined; }
};

/**
 * Chinese in UTF-8 takes three bytes a character, so that bytes which could be UTF-8, but only with characters of two,
 * are short words of GB18030 (the well-known "联通").
 */
const isUtf8 = (bytes: Uint8Array): boolean => {
  let text: string;
  try { text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); } catch { return false; }
  return !/[^\0-\u007f]/.test(text) || /[\u0800-\u{10ffff}]/u.test(text);
};
