import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importMessages } from './messages.ts';

/** Codes as the sources spell them where a note is made, or a file refused. */
const codes = ['.', '../roster-sheet', '../person'].flatMap((folder) => readdirSync(join(import.meta.dirname, folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts')).flatMap((name) =>
  [...readFileSync(join(import.meta.dirname, folder, name), 'utf8').matchAll(/(?:error|warning|mended|guess|Unreadable|refused\([^,]+, '\w+',)\(?\s?'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code]) => code!)));

describe('messages', () => {
  it('are there for every code that a reader can say', () => {
    expect(codes.length).toBeGreaterThan(40);
    expect([...new Set(codes)].filter((code) => !importMessages[`roster.${code}`])).toEqual([]);
  });
});
