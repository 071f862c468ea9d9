import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decode, Unreadable } from './decode.ts';
import { gb18030, utf16be, utf16le, utf8, utf8Marked } from './testing/encode.ts';

const text = '姓名,单位\r\n龚䶮,北台\r\n刘𠮷,北台\r\n刘〇一,北台\r\n';
const refusal = (bytes: Uint8Array) => { try { return decode(bytes).encoding; } catch (error) { return (error as Unreadable).code; } };

describe('encodings', () => {
  it.each([
    ['gb18030', gb18030(text)], ['utf-8', utf8(text)], ['utf-8 with mark', utf8Marked(text)], ['utf-16le', utf16le(text)], ['utf-16be', utf16be(text)],
    ['utf-16le', utf16le(`\ufeff${text}`)], ['utf-16be', utf16be(`\ufeff${text}`)],
  ])('are found: %s', (encoding, bytes) => expect(decode(bytes)).toEqual({ encoding, text }));
  it('of short words that could be UTF-8 are GB18030', () => expect(decode(gb18030('联通')).text).toBe('联通'));
  it('of plain Latin are UTF-8', () => expect(decode(utf8('name,unit\n'))).toEqual({ encoding: 'utf-8', text: 'name,unit\n' }));
  it('of damaged text still show the rest', () => expect(decode(Uint8Array.from([...gb18030('王芳,'), 0xff, ...gb18030(',李明')])).text).toBe('王芳,\ufffd,李明'));

  const sheetText = fc.array(fc.string({ unit: fc.constantFrom(...'王芳李明欧阳北台机务班䶮𠮷〇，．０１２,;"\t 0123abcXY'), maxLength: 20 }), { minLength: 1, maxLength: 20 }).map((lines) => `姓名,单位\r\n${lines.join('\r\n')}\r\n`);
  it.each([['GB18030', gb18030], ['UTF-8', utf8], ['UTF-8 with mark', utf8Marked], ['UTF-16 LE', utf16le], ['UTF-16 BE', utf16be]] as const)('give back what was written in %s', (_name, encode) =>
    fc.assert(fc.property(sheetText, (written) => expect(decode(encode(written)).text).toBe(written)), { numRuns: 150 }));
});

describe('files that are no text', () => {
  it('say that they are workbooks, and how to save them', () => {
    expect(refusal(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toBe('file-workbook');
    expect(refusal(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1))).toBe('file-workbook');
  });
  it('are refused where they are pictures or empty', () => {
    expect(refusal(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 1))).toBe('file-binary');
    expect(refusal(new Uint8Array())).toBe('file-empty');
  });
  it('never throw anything else', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    try { expect(typeof decode(bytes).text).toBe('string'); } catch (error) { expect(error).toBeInstanceOf(Unreadable); }
  }), { numRuns: 500 }));
});
