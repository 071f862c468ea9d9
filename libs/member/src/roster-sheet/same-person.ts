import { inOneGo, type Steps } from './in-turns.ts';
import { refused, type Placed } from './place.ts';

/** Rows of one file that speak of one person. */
export type Group = { readonly rows: readonly Placed[] };

/** One of them while they are still being found: the names in their units that they go by, and their phones. */
type Open = { readonly rows: Placed[]; readonly names: Set<string>; readonly phones: Set<string> };

/**
 * Which rows are one person: those of one id number; without one, those of one phone and name; with neither, those of one name in one unit.
 * A row without an id number joins a person who has one where phone and name, or unit and name, leave no doubt. Every row comes back once.
 * Nothing is looked for one by one: a hundred thousand rows may all be of one name.
 */
export function* grouping(rows: readonly Placed[]): Steps<readonly Group[]> {
  const groups: Open[] = [];
  const of = { id: new Map<string, Open>(), phone: new Map<string, Set<Open>>(), name: new Map<string, Set<Open>>(), alike: new Map<string, Set<Open>>() };
  const add = (row: Placed, found: Open | undefined) => {
    const into = found ?? { rows: [], names: new Set(), phones: new Set() };
    if (!found) groups.push(into);
    const { nameKey, place, values: { idNumber, phone } } = row;
    const name = `${place}/${nameKey}`;
    const before = mark(into);
    into.rows.push(row);
    into.names.add(name);
    if (phone !== undefined) into.phones.add(phone);
    const now = mark(into);
    if (idNumber !== undefined) of.id.set(idNumber, into);
    if (phone !== undefined) put(of.phone, `${phone}/${nameKey}`, into);
    put(of.name, name, into);
    for (const each of now === before ? [name] : into.names) {
      of.alike.get(`${each}/${before}`)?.delete(into);
      if (now !== null) put(of.alike, `${each}/${now}`, into);
    }
  };
  /** Two people of one name in one unit are told apart by their phones. */
  const namesake = ({ place, nameKey, values: { phone } }: Placed): Open | undefined => {
    const name = `${place}/${nameKey}`;
    return phone === undefined ? only(of.name.get(name)) : only(of.alike.get(`${name}/`), of.alike.get(`${name}/${phone}`));
  };
  for (const row of rows) if (row.values.idNumber !== undefined) { yield; add(row, of.id.get(row.values.idNumber)); }
  for (const row of rows) if (row.values.idNumber === undefined) {
    yield;
    const byPhone = row.values.phone === undefined ? undefined : only(of.phone.get(`${row.values.phone}/${row.nameKey}`));
    add(row, byPhone ?? namesake(row));
  }
  const found: Group[] = [];
  for (const { rows: same } of groups) { yield; found.push({ rows: agreeOnName(same.sort((a, b) => a.row - b.row)) }); }
  return found.sort((a, b) => a.rows[0]!.row - b.rows[0]!.row);
}
export const group = (rows: readonly Placed[]): readonly Group[] => inOneGo(grouping(rows));

const put = <K, V>(map: Map<K, Set<V>>, key: K, value: V) => { const known = map.get(key); if (known) known.add(value); else map.set(key, new Set([value])); };
/** The one that there is in all of these together. */
const only = <T>(...found: readonly (ReadonlySet<T> | undefined)[]): T | undefined => {
  const [some, ...others] = found.filter((each) => each !== undefined && each.size > 0);
  return some?.size === 1 && others.length === 0 ? [...some][0] : undefined;
};
/** With which phone a person of the same name can be the same: their own; any where they have none (''); with none where they have several. */
const mark = ({ phones }: Open): string | null => (phones.size > 1 ? null : [...phones][0] ?? '');

const shown = 20; // rows that a note names

/** One id number under two names: which is right can't be known here, so that neither is written. */
const agreeOnName = (rows: readonly Placed[]): readonly Placed[] => {
  if (rows.every((row) => row.nameKey === rows[0]!.nameKey)) return rows;
  const which = `${rows.slice(0, shown).map((each) => String(each.row)).join(', ')}${rows.length > shown ? ' …' : ''}`;
  return rows.map((row) => refused(row, 'idNumber', 'id-of-two-names', which));
};
