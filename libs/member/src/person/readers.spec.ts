import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDate } from './dates.ts';
import { readIdNumber } from './identity.ts';
import { readName } from './names.ts';
import type { Reading } from './note.ts';
import { readPhones } from './phones.ts';

/** Cells as people type and as they do not. */
const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ maxLength: 40 }), fc.string({ unit: fc.constantFrom(...'李明䶮𠮷　 ·•．０１２345-/.年月日Xx=+@?\t\n\ufeff\ufffd'), maxLength: 25 }),
  fc.stringMatching(/^1\d{10}[\/ 、]1\d{10}$/), fc.stringMatching(/^\d{17}[\dXx]$/), fc.stringMatching(/^(19|20)\d\d[.\/-]\d{1,2}([.\/-]\d{1,2})?$/),
);

describe('every reader', () => {
  const readers: [string, (cell: string) => Reading<string>][] = [
    ['names', readName], ['id numbers', readIdNumber], ['dates', readDate],
    ['phones', (text) => { const { value, notes } = readPhones(text); return value ? { value: [value.phone, value.otherPhone].filter(Boolean).join('/'), notes } : { notes }; }],
  ];
  it.each(readers)('of %s finds nothing to mend in what it gave', (_name, read) => fc.assert(fc.property(cell, (text) => {
    const { value } = read(text);
    if (value === undefined) return;
    const again = read(value);
    expect(again.value).toBe(value);
    expect(again.notes.filter(({ severity, code }) => severity === 'mended' && code !== 'phone-second')).toEqual([]);
  }), { numRuns: 400 }));
  it.each(readers)('of %s gives a value, or says why not, or was given nothing', (_name, read) => fc.assert(fc.property(cell, (text) => {
    const { value, notes } = read(text);
    expect(value !== undefined || notes.length > 0 || /^[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2060-\u206f\u202a-\u202e\ufeff\-\/－／无或,;，；、|\\`'="]*$/u.test(text)).toBe(true);
  }), { numRuns: 400 }));
});
