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

/** UTF-16 without a mark: its line ends, separators and digits have a zero byte, on one side in the one kind and on the other in the other. */
const utf16 = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  if (bytes.length % 2 !== 0) return undefined;
  const plain = { 'utf-16le': 0, 'utf-16be': 0 };
  for (let index = 0; index < Math.min(bytes.length, 65_536); index += 2) {
    if (bytes[index + 1] === 0 && isPlain(bytes[index]!)) plain['utf-16le']++;
    if (bytes[index] === 0 && isPlain(bytes[index + 1]!)) plain['utf-16be']++;
  }
  const likely = plain['utf-16le'] > plain['utf-16be'] ? 'utf-16le' : 'utf-16be';
  return plain[likely] > 0 && isWellFormed(likely, bytes) ? likely : undefined;
};
const isPlain = (byte: number) => byte === 9 || byte === 10 || byte === 13 || (byte >= 0x20 && byte < 0x7f);
/** And not some binary file that happens to have its zeros there. */
const isWellFormed = (encoding: 'utf-16le' | 'utf-16be', bytes: Uint8Array): boolean => {
  try { return !/[\u0000-\u0008\u000e-\u001f]/.test(new TextDecoder(encoding, { fatal: true }).decode(bytes)); } catch { return false; }
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
