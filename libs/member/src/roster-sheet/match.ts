import { nameKey } from '../person/names.ts';
import { warning } from '../person/note.ts';
import type { Employment, Party, Tier } from '@lyceum/contracts/member/member';
import type { FieldNote } from './check.ts';
import type { Steps } from './in-turns.ts';
import type { Group } from './same-person.ts';

/** A person whom the platform has, as of the day of the import. `within`: in a unit of the importer's scope. */
export type Known = {
  readonly memberId: string; readonly name: string; readonly idNumber?: string | undefined; readonly phone?: string | undefined; readonly otherPhone?: string | undefined;
  /** `unit` is its path, for people to read. */
  readonly unitId: string; readonly unit: string; readonly post: string; readonly tier: Tier; readonly employment: Employment; readonly party: Party; readonly joinedParty?: string | undefined;
  readonly secondary: readonly { readonly unitId: string; readonly post: string; readonly tier: Tier }[];
  readonly within: boolean;
  /** Nobody can tell whether a row means them. What they have of a name and of numbers stands as something that no row can say. */
  readonly unreadable?: true;
};
/** What the plan must know of people. */
export type People = {
  holder(kind: 'id-number' | 'phone', value: string): string | undefined;
  known(memberId: string): Known | undefined;
  /** Members of a unit by the key of their name, and those whose names can't be read by any. */
  named(unitId: string, nameKey: string): readonly string[];
};
/** `claimed`: an id under which a person is being registered; no person yet. */
export type Match = { readonly known?: Known; readonly claimed?: string; readonly notes: readonly FieldNote[]; readonly refusal?: { readonly field: FieldNote['field']; readonly code: string }; readonly phoneOfAnother?: true };

const details = ({ rows }: Group) => ({
  key: rows[0]!.nameKey,
  idNumber: rows.find(({ values }) => values.idNumber !== undefined)?.values.idNumber,
  phone: rows.find(({ values }) => values.phone !== undefined)?.values.phone,
});

/** Finds each person by id number, then by phone and name, then by unit and name; no two find the same one. A phone of a person elsewhere finds nobody. */
export function* matching(groups: readonly Group[], people: People): Steps<ReadonlyMap<Group, Match>> {
  const matches = new Map<Group, Match>();
  const taken = new Set<string>();
  const settle = (group: Group, found: Match) => { if (found.known) taken.add(found.known.memberId); matches.set(group, found); };

  for (const group of groups) {
    yield;
    const { idNumber, key } = details(group);
    const holder = idNumber === undefined ? undefined : people.holder('id-number', idNumber);
    if (holder === undefined) continue;
    const known = people.known(holder);
    if (!known) settle(group, { claimed: holder, notes: [] });
    else if (!known.within) settle(group, { notes: [], refusal: { field: 'idNumber', code: 'person-elsewhere' } });
    else if (known.unreadable) { settle(group, perhaps('idNumber')); taken.add(holder); } // this is them, and no other row is
    else if (nameKey(known.name) !== key) settle(group, { notes: [], refusal: { field: 'idNumber', code: 'id-of-another-name' } });
    else settle(group, { known, notes: [] });
  }
  for (const group of groups) if (!matches.has(group)) {
    yield;
    const { idNumber, phone, key } = details(group);
    const known = phone === undefined ? undefined : people.known(people.holder('phone', phone) ?? '');
    if (!known || taken.has(known.memberId)) continue;
    // Of somebody elsewhere whatever the row's name: an answer that differed by it would tell, name by name, whose phone it is.
    if (!known.within) settle(group, { notes: [], refusal: { field: 'phone', code: 'phone-elsewhere' } });
    else if (known.unreadable) settle(group, perhaps('phone'));
    else if (nameKey(known.name) === key && !differ(idNumber, known.idNumber)) settle(group, { known, notes: [] });
  }
  for (const group of groups) if (!matches.has(group)) { yield; settle(group, byName(group, people, taken)); }

  for (const [group, found] of matches) { yield; if (isPhoneOfAnother(group, found, people)) matches.set(group, { ...found, phoneOfAnother: true }); }
  return matches;
}

/** Writing such a row could register somebody twice. */
const perhaps = (field: FieldNote['field']): Match => ({ notes: [], refusal: { field, code: 'perhaps-unreadable' } });
const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;

/** Of somebody who can't be read the claims know their id number and phone still: a row with another is told apart from them as it is from a namesake who can be read. */
const byName = (group: Group, people: People, taken: ReadonlySet<string>): Match => {
  const { idNumber, phone, key } = details(group);
  const units = new Set(group.rows.flatMap(({ unitId }) => (unitId === undefined ? [] : [unitId])));
  const all = [...new Set([...units].flatMap((unitId) => people.named(unitId, key)))]
    .filter((memberId) => !taken.has(memberId))
    .flatMap((memberId) => people.known(memberId) ?? [])
    .filter((known) => known.within && !differ(idNumber, known.idNumber) && !(idNumber === undefined && differ(phone, known.phone)));
  const found = all.filter((known) => !known.unreadable);
  if (found.length === 0 && all.length > 0) return perhaps('name');
  if (found.length > 1) return { notes: [], refusal: { field: 'name', code: 'name-ambiguous' } };
  const [known] = found;
  if (!known) return { notes: [] };
  const sure = idNumber === undefined || (phone !== undefined && phone === known.phone);
  return { known, notes: sure ? [] : [{ field: 'name', ...warning('matched-by-name', known.name) }] };
};

const isPhoneOfAnother = (group: Group, { known, claimed }: Match, people: People): boolean => {
  const { phone } = details(group);
  const holder = phone === undefined ? undefined : people.holder('phone', phone);
  return holder !== undefined && holder !== known?.memberId && holder !== claimed;
};
