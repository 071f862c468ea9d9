import { inOneGo, type Steps } from './in-turns.ts';

/** How a file's characters are encoded. */
export type Encoding = 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be' | 'gb18030';
export type Decoded = { readonly encoding: Encoding; readonly text: string };

/** A file that is no roster that can be read: the code's message says why and what to do. */
export class Unreadable extends Error {
  constructor(readonly code: string, readonly details: Readonly<Record<string, string | number>> = {}) { super(code); }
}

const starts = (bytes: Uint8Array, ...head: readonly number[]) => head.every((byte, index) => bytes[index] === byte);
const piece = 2 ** 18; // bytes
/** Throws where they are not of that encoding and that is `fatal`. */
function* read(encoding: string, bytes: Uint8Array, fatal = false): Steps<string> {
  const decoder = new TextDecoder(encoding, { fatal });
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += piece) { parts.push(decoder.decode(bytes.subarray(at, at + piece), { stream: true })); yield; }
  return parts.join('') + decoder.decode();
}

/**
 * The text of a file, by its mark or else by what its bytes can be. Excel saves Chinese CSV as GB18030, or as UTF-8 with a mark,
 * and "Unicode text" as UTF-16. Throws `Unreadable` for a workbook, other binary files and an empty one.
 */
export function* decoding(bytes: Uint8Array): Steps<Decoded> {
  if (bytes.length === 0) throw new Unreadable('file-empty');
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04) || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw new Unreadable('file-workbook');
  const marked = starts(bytes, 0xef, 0xbb, 0xbf) ? 'utf-8' : starts(bytes, 0xff, 0xfe) ? 'utf-16le' : starts(bytes, 0xfe, 0xff) ? 'utf-16be' : undefined;
  if (marked) return { encoding: marked === 'utf-8' ? 'utf-8 with mark' : marked, text: yield* read(marked, bytes) };
  const wide = yield* utf16(bytes);
  if (wide) return wide;
  if (bytes.subarray(0, 65_536).includes(0)) throw new Unreadable('file-binary');
  return (yield* utf8(bytes)) ?? { encoding: 'gb18030', text: yield* read('gb18030', bytes) };
}
/** For what is small. */
export const decode = (bytes: Uint8Array): Decoded => inOneGo(decoding(bytes));

/** UTF-16 without a mark: its line ends, separators and digits have a zero byte, on one side in the one kind and on the other in the other. */
function* utf16(bytes: Uint8Array): Steps<Decoded | undefined> {
  if (bytes.length % 2 !== 0) return undefined;
  const plain = { 'utf-16le': 0, 'utf-16be': 0 };
  for (let index = 0; index < Math.min(bytes.length, 65_536); index += 2) {
    if (bytes[index + 1] === 0 && isPlain(bytes[index]!)) plain['utf-16le']++;
    if (bytes[index] === 0 && isPlain(bytes[index + 1]!)) plain['utf-16be']++;
  }
  const likely = plain['utf-16le'] > plain['utf-16be'] ? 'utf-16le' : 'utf-16be';
  if (plain[likely] === 0) return undefined;
  const text = yield* wellFormed(likely, bytes);
  return text === undefined || /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : { encoding: likely, text }; // a binary file may have its zeros there
}
const isPlain = (byte: number) => byte === 9 || byte === 10 || byte === 13 || (byte >= 0x20 && byte < 0x7f);
/** The text, where every byte is of that encoding. */
function* wellFormed(encoding: string, bytes: Uint8Array): Steps<string | undefined> {
  try { return yield* read(encoding, bytes, true); } catch { return undefined; }
}

/**
 * Chinese in UTF-8 takes three bytes a character, so that bytes which could be UTF-8, but only with characters of two,
 * are short words of GB18030 (the well-known "联通").
 */
function* utf8(bytes: Uint8Array): Steps<Decoded | undefined> {
  const text = yield* wellFormed('utf-8', bytes);
  return text !== undefined && (!/[^\0-\u007f]/.test(text) || /[\u0800-\u{10ffff}]/u.test(text)) ? { encoding: 'utf-8', text } : undefined;
}
