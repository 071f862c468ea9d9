import type { Employment, Party, Tier } from '@lyceum/contracts/member/member';
import { readDate } from '../person/dates.ts';
import { birthday, readIdNumber } from '../person/identity.ts';
import { readName } from '../person/names.ts';
import { error, guess, warning, type Note, type Reading } from '../person/note.ts';
import { readPhones } from '../person/phones.ts';
import { readEmployment, readParty, readPost, readTier } from '../person/words.ts';
import { tidy } from '../person/text.ts';
import { fields, type Field, type Heading } from './headings.ts';
import type { Line } from './sheet.ts';
import { pathOf } from './units.ts';

/** What a row says of a person, as understood. `unit` is a path as written. */
export type Values = {
  readonly name?: string; readonly idNumber?: string; readonly unit?: string; readonly post?: string; readonly tier?: Tier;
  readonly employment?: Employment; readonly party?: Party; readonly joinedParty?: string; readonly phone?: string; readonly otherPhone?: string;
};
/** `row` where a note concerns the whole row. */
export type FieldNote = Note & { readonly field: Field | 'row' };
export type Checked = { readonly row: number; readonly values: Values; readonly notes: readonly FieldNote[] };

/** The cells of one row by field. A function made once for all rows of a sheet. */
export const cellsBy = (headings: readonly Heading[]) => {
  const columns = new Map(headings.flatMap(({ field, column }) => (field ? [[field, column] as const] : [])));
  return (cells: readonly string[]) => (field: Field): string => {
    const column = columns.get(field);
    const cell = column === undefined ? '' : (cells[column] ?? '');
    return /^'[=+\-@＝＋－＠\t\r]/.test(cell) ? cell.slice(1) : cell; // the mark by which our own exports keep such cells inert
  };
};

export type Circumstances = {
  /** The day of the import. */
  readonly today: string;
  /** The unit of everybody, where the list has no column for it. */
  readonly unit?: string;
};
/** Characters of a cell that says something of a person: no name, post or number comes near, and what is longer is not worked on. */
const longest = 500;
/** Reads one row, cell by cell, without knowing any other. */
export const checkRow = ({ row, cells }: Line, by: ReturnType<typeof cellsBy>, { today, unit: assumed }: Circumstances): Checked => {
  const cell = by(cells);
  const endless = fields.filter((field) => cell(field).length > longest);
  if (endless.length > 0) return { row, values: {}, notes: endless.map((field) => ({ field, ...error('cell-endless', tidy(cell(field).slice(0, 20))), now: String(longest) })) };
  const notes: FieldNote[] = [];
  const take = <T>(field: Field, { value, notes: said }: Reading<T>): T | undefined => {
    for (const note of said) notes.push({ field, ...note });
    return value;
  };

  const name = take('name', readName(cell('name')));
  const idNumber = take('idNumber', readIdNumber(cell('idNumber')));
  const unit = assumed ?? pathOf(cell('unit'), cell('department'));
  if (assumed !== undefined) notes.push({ field: 'unit', ...guess('unit-assumed', '', assumed) });
  if (unit === '') notes.push({ field: 'unit', ...error('unit-missing', '') });
  if (unit.length > 200) notes.push({ field: 'unit', ...error('unit-too-long', unit.slice(0, 200)) });
  const post = take('post', readPost(cell('post'), cell('tier')));
  const tier = take('tier', readTier(cell('tier'), post ?? ''));
  const employment = take('employment', readEmployment(cell('employment')));
  const party = take('party', readParty(cell('party')));
  const joinedParty = joined(take('joinedParty', readDate(cell('joinedParty'))), party, idNumber, today, notes);
  const phones = take('phone', readPhones(cell('phone'))) ?? {};
  const more = take('otherPhone', readPhones(cell('otherPhone'))) ?? {};
  const otherPhone = phones.otherPhone ?? more.phone ?? more.otherPhone;

  const values = { name, idNumber, unit: unit === '' ? undefined : unit.slice(0, 200), post, tier, employment, party, joinedParty, phone: phones.phone, otherPhone };
  return { row, values: given(values), notes };
};

/** The day of joining, where it can be true and belongs to a member of the party. */
const joined = (day: string | undefined, party: Party | undefined, idNumber: string | undefined, today: string, notes: FieldNote[]): string | undefined => {
  if (day === undefined || party === undefined) return undefined;
  const born = idNumber === undefined ? undefined : birthday(idNumber);
  const wrong = party === 'non-party' ? 'joined-without-party' : day > today ? 'joined-in-future' : born !== undefined && day < born ? 'joined-before-birth' : undefined;
  if (wrong) notes.push({ field: 'joinedParty', ...warning(wrong, day) });
  return party === 'non-party' || wrong === 'joined-in-future' ? undefined : day;
};

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
/** Without the members that are undefined. */
export const given = <T extends object>(values: T): Given<T> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
