import { describe, expect, it } from '@jest/globals';
import { readPhones } from './phones.ts';

const value = (cell: string) => readPhones(cell).value;
const codes = (cell: string) => readPhones(cell).notes.map(({ code }) => code);

describe('phones', () => {
  it('are read as they are', () => expect(readPhones('10012345678')).toEqual({ value: { phone: '10012345678' }, notes: [] }));
  it.each(['１００１２３４５６７８', '100-1234-5678', '100 1234 5678', '+86 10012345678', "'10012345678", '10012345678\t', '="10012345678"', '100—1234—5678'])(
    'in full width, with dashes, blanks or a country code are the same number: %s', (cell) => {
      expect(value(cell)).toEqual({ phone: '10012345678' });
      expect(codes(cell)).toEqual(['phone-mended']);
    });
  it.each(['10012345678/10087654321', '10012345678、10087654321', '10012345678；10087654321', '10012345678 10087654321', '10012345678或10087654321'])(
    'in one cell are two: %s', (cell) => {
      expect(value(cell)).toEqual({ phone: '10012345678', otherPhone: '10087654321' });
      expect(codes(cell)).toEqual(['phone-second']);
    });
  it('are two at most, and the third is told', () => expect(codes('10012345678/10087654321/10011112222')).toEqual(['phone-too-many', 'phone-second']));
  it('of the same number twice are one', () => expect(value('10012345678/100 1234 5678')).toEqual({ phone: '10012345678' }));
  it('may be none', () => { for (const cell of ['', '　', '-', '/', '无']) expect(readPhones(cell)).toEqual({ notes: [] }); });
  it.each([['0000-12345678', '000012345678'], ['（000）1234567', '0001234567'], ['0000-12345678转12', '000012345678-12'], ['81234567', '81234567']])(
    'of an office are the other number, which identifies nobody: %s', (cell, otherPhone) => expect(value(cell)).toEqual({ otherPhone }));
  it('that a spreadsheet has rounded are left out, with a warning', () => expect(readPhones('1.00084E+10')).toEqual({ notes: [{ severity: 'warning', code: 'phone-mangled', was: '1.00084E+10' }] }));
  it('that are none are left out, with a warning', () => expect(codes('1001234567')).toEqual(['phone-unreadable']));
  it('in a cell that holds something else are not looked for, and told once', () => expect(codes(Array.from({ length: 500 }, (_, n) => String(10012345678 + n)).join('/'))).toEqual(['phone-unreadable']));
});
