import { describe, expect, it } from '@jest/globals';
import { en } from './en.ts';
import { fill } from './fill.ts';
import { zh } from './zh.ts';

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('messages', () => {
  it('have the same holes in both languages', () => {
    const unlike = Object.keys(zh).filter((key) => holes(zh[key as keyof typeof zh]).join() !== holes(en[key as keyof typeof zh]).join());
    expect(unlike).toEqual([]);
  });
  it('are in English where they say so', () => {
    expect(Object.entries(en).filter(([, text]) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
  });
  it('have a word for one and another for more', () => {
    expect([1, 0, 2].map((n) => fill('{n} {n|row|rows} of {total}', { n }))).toEqual(['1 row of {total}', '0 rows of {total}', '2 rows of {total}']);
  });
  it('set thousands apart in numbers, and leave words as they are', () => {
    expect(fill('{n} of {total} in {year}', { n: 12, total: 117225, year: '2026' })).toBe('12 of 117,225 in 2026');
  });
  it('are never empty', () => {
    expect([...Object.values(zh), ...Object.values(en)].filter((text) => text.trim() === '')).toEqual([]);
  });
});
