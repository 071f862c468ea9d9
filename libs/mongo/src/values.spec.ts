import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { patternOf, value, values } from './values.ts';

describe('a value on its way to MongoDB', () => {
  it('is what it was', () => fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)), (given) => { expect(value(given)).toBe(given); })));
  it('is never anything in which operators could be', () => {
    fc.assert(fc.property(fc.oneof(fc.object(), fc.array(fc.anything()), fc.constant(undefined), fc.bigInt(), fc.func(fc.anything()), fc.date()), (given) => { expect(() => value(given as never)).toThrow('is wanted'); }));
    for (const given of [{ $ne: null }, { $where: '1' }, /./, new Map(), Symbol('x'), Number.NaN, Object.create(null)]) expect(() => value(given as never)).toThrow('is wanted');
    expect(() => values(['a', { $gt: '' } as never])).toThrow('is wanted');
  });
});

describe('a pattern of a text', () => {
  it('finds that text, and no other, whatever its signs', () => fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (sought, text) => {
    // Written for a server's engine, where \\x{…} names a sign; here that is \\u{…}.
    const found = new RegExp(patternOf(sought).replaceAll('\\x{', '\\u{'), 'u').test(text);
    expect(found).toBe(text.includes(sought));
    expect(new RegExp(patternOf(sought).replaceAll('\\x{', '\\u{'), 'u').test(`a${sought}b`)).toBe(true);
  })));
  it('holds no sign that means anything in a pattern but those of its own', () =>
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => { expect(patternOf(text).replace(/\\x\{[0-9a-f]+\}/g, '')).toMatch(/^[\p{L}\p{N}]*$/u); })));
});
