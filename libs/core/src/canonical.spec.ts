import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from './canonical.ts';

describe('the canonical text of a value', () => {
  it('does not depend on the order of members', () => expect(canonical({ b: 1, a: { d: 2, c: [3, null] } })).toBe('{"a":{"c":[3,null],"d":2},"b":1}'));
  it('reads back as the value', () => fc.assert(fc.property(fc.jsonValue(), (value) => {
    expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value));
  })));
  it('refuses what JSON cannot carry', () => {
    expect(() => canonical({ x: Number.NaN })).toThrow('no place in JSON');
    expect(() => canonical(() => 1)).toThrow('no place in JSON');
  });
});
