import { describe, expect, it } from '@jest/globals';
import { maskId } from '@lyceum/core/mask';
import { birthday, checkCharacter, readIdNumber } from './identity.ts';

const sound = (seventeen: string) => seventeen + checkCharacter(seventeen);
const codes = (cell: string) => readIdNumber(cell).notes.map(({ severity, code }) => `${severity} ${code}`);

describe('id numbers', () => {
  it('have the check character of GB 11643', () => expect(checkCharacter('11010519491231002')).toBe('X')); // the standard's own example
  it('are read as they are', () => expect(readIdNumber(sound('00000019900307123'))).toEqual({ value: sound('00000019900307123'), notes: [] }));
  it.each(['1.98811E+11', '1.10101E+17', '1e17'])('that a spreadsheet turned into %s are refused', (cell) => expect(readIdNumber(cell)).toEqual({ notes: [{ severity: 'error', code: 'id-mangled', was: cell }] }));
  it('whose last digits a spreadsheet has rounded away are refused', () => expect(codes('000000199003071000')).toEqual(['error id-rounded']));
  it('with a wrong check character are a warning, and kept', () => {
    const wrong = '000000199003071239';
    expect(wrong).not.toBe(sound(wrong.slice(0, 17)));
    expect(readIdNumber(wrong)).toEqual({ value: wrong, notes: [{ severity: 'warning', code: 'id-check', was: wrong }] });
  });
  it('get a capital X', () => {
    const seventeen = '00000019850108342';
    expect(checkCharacter(seventeen)).toBe('X');
    expect(readIdNumber(`${seventeen}x`)).toMatchObject({ value: `${seventeen}X`, notes: [{ severity: 'mended', code: 'id-mended' }] });
    expect(readIdNumber(`${seventeen}Ｘ`).value).toBe(`${seventeen}X`);
  });
  it('lose the wrappers by which spreadsheets keep digits', () => {
    const id = sound('00000019900307123');
    for (const cell of [`'${id}`, `="${id}"`, `${id}\t`, `${id.slice(0, 6)} ${id.slice(6)}`]) expect(readIdNumber(cell).value).toBe(id);
  });
  it('of fifteen digits are flagged', () => expect(codes('000000900307123')).toEqual(['warning id-fifteen']));
  it('with a day of birth that never was are flagged', () => expect(codes(sound('00000019900230123'))).toEqual(['warning id-birthday']));
  it('of other documents are flagged', () => expect(codes('E00001234')).toEqual(['warning id-other']));
  it.each(['00000019900307123', '12', '000000 1990'])('with too few digits are refused: %s', (cell) => expect(codes(cell)[0]).toMatch(/error id-length|mended/));
  it('that are words are refused', () => expect(codes('不详')).toEqual(['error id-unreadable']));
  it('may be none', () => expect(readIdNumber('')).toEqual({ notes: [] }));
  it('are shown without their middle', () => expect(maskId('000000199003071239')).toBe('000***********1239'));
  it('tell the day of birth', () => expect([birthday('000000199003071239'), birthday('000000199002301239'), birthday('E00001234')]).toEqual(['1990-03-07', undefined, undefined]));
});
