import { refused, type Placed } from './place.ts';

/** Rows of one file that speak of one person. */
export type Group = { readonly rows: readonly Placed[] };

/**
 * Which rows are one person: those of one id number; without one, those of one phone and name; with neither, those of one name in one unit.
 * A row without an id number joins a person who has one where phone and name, or unit and name, leave no doubt. Every row comes back once.
 */
export const group = (rows: readonly Placed[]): readonly Group[] => {
  const groups: { rows: Placed[] }[] = [];
  const of = { id: new Map<string, { rows: Placed[] }>(), phone: new Map<string, Set<{ rows: Placed[] }>>(), name: new Map<string, Set<{ rows: Placed[] }>>() };
  const add = (row: Placed, found: { rows: Placed[] } | undefined) => {
    const into = found ?? { rows: [] };
    if (!found) groups.push(into);
    into.rows.push(row);
    if (row.values.idNumber !== undefined) of.id.set(row.values.idNumber, into);
    if (row.values.phone !== undefined) put(of.phone, `${row.values.phone}/${row.nameKey}`, into);
    put(of.name, `${row.place}/${row.nameKey}`, into);
  };
  for (const row of rows) if (row.values.idNumber !== undefined) add(row, of.id.get(row.values.idNumber));
  for (const row of rows) if (row.values.idNumber === undefined) {
    const byPhone = row.values.phone === undefined ? undefined : only(of.phone.get(`${row.values.phone}/${row.nameKey}`));
    add(row, byPhone ?? only(samePhone(of.name.get(`${row.place}/${row.nameKey}`), row)));
  }
  return groups.map(({ rows: same }) => ({ rows: agreeOnName(same.sort((a, b) => a.row - b.row)) })).sort((a, b) => a.rows[0]!.row - b.rows[0]!.row);
};

const put = <K, V>(map: Map<K, Set<V>>, key: K, value: V) => { const known = map.get(key); if (known) known.add(value); else map.set(key, new Set([value])); };
const only = <T>(found: ReadonlySet<T> | undefined): T | undefined => (found?.size === 1 ? [...found][0] : undefined);
/** Two people of one name in one unit are told apart by their phones. */
const samePhone = (groups: ReadonlySet<{ rows: Placed[] }> | undefined, { values: { phone } }: Placed) =>
  new Set([...(groups ?? [])].filter(({ rows }) => phone === undefined || rows.every(({ values }) => values.phone === undefined || values.phone === phone)));

/** One id number under two names: which is right can't be known here, so that neither is written. */
const agreeOnName = (rows: readonly Placed[]): readonly Placed[] =>
  rows.every((row) => row.nameKey === rows[0]!.nameKey) ? rows : rows.map((row) => refused(row, 'idNumber', 'id-of-two-names', rows.map((each) => String(each.row)).join(', ')));
