import { guess, warning } from '../person/note.ts';
import type { FieldNote, Values } from './check.ts';
import { given } from './check.ts';
import { inOneGo, type Steps } from './in-turns.ts';
import { matching, type Known, type Match, type People } from './match.ts';
import { isRefused, refused, type Placed } from './place.ts';
import { grouping, type Group } from './same-person.ts';

/** `waiting`: nothing is wrong but that somebody has not decided yet which unit is meant. */
export type State = 'ok' | 'warning' | 'waiting' | 'error';
/** `duplicate`: a further row of a person whose main row is another; its post may be kept beside the main one. */
export type Action = 'new' | 'unchanged' | 'changed' | 'duplicate' | 'skip';
export type Changed = Exclude<keyof Values, 'unit'> | 'unitId' | 'secondary';
/** What will be written for a row: everything for a new person, else what differs. */
export type Decision = {
  readonly row: number; readonly state: State; readonly action: Action; readonly values: Values; readonly notes: readonly FieldNote[];
  readonly unitId?: string; readonly newUnit?: string;
  /** A person whom the platform has, or the id under which one is being registered. */
  readonly memberId?: string;
  /** Of a person whom the platform has: the unit that they were in. */
  readonly was?: string;
  /** Of a duplicate: the row of the main post. */
  readonly mainRow?: number;
  readonly changes: readonly Changed[];
};

/** What somebody should look at, whatever else becomes of the row: that it waits for its unit, or is refused. */
export const isWarned = (notes: readonly FieldNote[]): boolean => notes.some(({ severity }) => severity === 'warning' || severity === 'guess');

/** What somebody is asked to confirm: by what its note is called. */
export const guesses = { mainPost: 'main-post-guess', tier: 'tier-guessed' } as const;
export type Guess = keyof typeof guesses;
/** Whether a row writes what was guessed. Of whom the platform has, no post or tier is changed by a guess; but their unit is by that of the main post, and a second post is new. */
export const writesGuess = ({ action, changes, notes }: Decision, guess: Guess): boolean =>
  (action === 'new' || changes.includes(guess === 'mainPost' ? 'unitId' : 'secondary')) && notes.some(({ code }) => code === guesses[guess]);

const stateOf = (notes: readonly FieldNote[]): State =>
  (['error', 'waiting'] as const).find((state) => notes.some(({ severity }) => severity === state)) ?? (isWarned(notes) ? 'warning' : 'ok');

/**
 * What an import would do, row by row: every row that comes in has one decision. `mainPosts` are the rows that somebody chose as
 * the main post of a person who has several. Pure: the same rows, people and choices give the same plan.
 */
export function* planning(placed: readonly Placed[], people: People, mainPosts: ReadonlySet<number>): Steps<readonly Decision[]> {
  const decisions = placed.filter(isRefused).map(skip);
  const groups = yield* grouping(placed.filter((row) => !isRefused(row)));
  const matches = yield* matching(groups.filter(({ rows }) => !rows.some(isRefused)), people);
  const phones = new Map<string, Group>();
  for (const each of groups) {
    yield;
    const found = matches.get(each);
    if (!found) decisions.push(...each.rows.map(skip)); // its rows contradict one another
    else if (found.refusal) decisions.push(...each.rows.map((row) => skip(refused(row, found.refusal!.field, found.refusal!.code))));
    else decisions.push(...decide(each, found, mainPosts, phones));
  }
  return decisions.sort((a, b) => a.row - b.row);
}
/** All of it at once. */
export const plan = (...given: Parameters<typeof planning>): readonly Decision[] => inOneGo(planning(...given));

const skip = (row: Placed): Decision => ({ ...rest(row), state: stateOf(row.notes), action: 'skip', changes: [] });
const rest = ({ row, values, notes, unitId, newUnit }: Placed) => ({ row, values, notes, ...given({ unitId, newUnit }) });

const decide = (same: Group, found: Match, mainPosts: ReadonlySet<number>, phones: Map<string, Group>): readonly Decision[] => {
  const { known } = found;
  const places = new Set(same.rows.map(({ place }) => place));
  const chosen = same.rows.find(({ row }) => mainPosts.has(row)) ?? same.rows.find(({ unitId }) => known !== undefined && unitId === known.unitId);
  const main = chosen ?? same.rows[0]!;
  const { values, notes } = person(same, main, found, phones);
  const asked: FieldNote[] = places.size > 1 && !chosen ? [{ field: 'unit', ...guess('main-post-guess', '', same.rows.map(({ row }) => row).join(', ')) }] : [];

  const changes = known ? differences(known, main, values) : [];
  const moved: FieldNote[] = known && changes.includes('unitId') ? [{ field: 'unit', ...warning('transfer', known.unit, values.unit) }] : [];
  const all = [...main.notes, ...found.notes, ...notes, ...asked, ...moved];
  const first: Decision = {
    ...rest(main), values, notes: all, state: stateOf(all), changes, action: !known ? 'new' : changes.length > 0 ? 'changed' : 'unchanged',
    ...given({ memberId: known?.memberId ?? found.claimed, was: known?.unitId }),
  };
  const seen = new Set([main.place]);
  const others = same.rows.filter((row) => row !== main).map((row): Decision => {
    const further = !seen.has(row.place);
    seen.add(row.place);
    const told: FieldNote[] = [...row.notes, { field: 'row', ...warning(further ? 'second-post' : 'same-person', '', String(main.row)) }];
    const held = known?.secondary.some(({ unitId, post, tier }) => unitId === row.unitId && post === row.values.post && tier === row.values.tier);
    return { ...rest(row), notes: told, state: stateOf(told), action: 'duplicate', mainRow: main.row, changes: further && !held ? ['secondary'] : [], ...given({ memberId: first.memberId }) };
  });
  return [first, ...others];
};

/** What the rows of a person say together: the main row first, the others where it is silent. A phone of somebody else identifies nobody here. */
const person = (same: Group, main: Placed, { phoneOfAnother }: Match, phones: Map<string, Group>): { values: Values; notes: readonly FieldNote[] } => {
  const fill: Partial<Record<'idNumber' | 'phone' | 'otherPhone' | 'joinedParty', string>> = {};
  for (const field of ['idNumber', 'phone', 'otherPhone', 'joinedParty'] as const) {
    const value = main.values[field] ?? same.rows.find(({ values }) => values[field] !== undefined)?.values[field];
    if (value !== undefined) fill[field] = value;
  }
  const { phone } = fill;
  if (phone === undefined) return { values: { ...main.values, ...fill }, notes: [] };
  const shared = phones.has(phone) && phones.get(phone) !== same;
  if (!shared) phones.set(phone, same);
  if (!shared && !phoneOfAnother) return { values: { ...main.values, ...fill }, notes: [] };
  const { phone: _phone, ...values } = { ...main.values, ...fill, otherPhone: fill.otherPhone ?? phone };
  return { values, notes: [{ field: 'phone', ...warning(shared ? 'phone-shared' : 'phone-of-another', phone) }] };
};

/** What a row would change. A guess changes nothing that is known, and an empty cell says nothing. */
const differences = (known: Known, main: Placed, values: Values): readonly Changed[] => {
  const guessed = new Set(main.notes.filter(({ severity }) => severity === 'guess').map(({ field }) => field));
  const changes = (['name', 'idNumber', 'phone', 'otherPhone', 'employment', 'party', 'joinedParty'] as const)
    .filter((field) => values[field] !== undefined && values[field] !== known[field] && !guessed.has(field));
  const second = known.secondary.find(({ unitId }) => unitId === main.unitId);
  if (main.unitId !== known.unitId && second) return second.post === values.post && second.tier === values.tier ? changes : [...changes, 'secondary'];
  const held = (['post', 'tier'] as const).filter((field) => values[field] !== known[field] && !guessed.has(field));
  return [...changes, ...held, ...(main.unitId === known.unitId || guessed.has('unit') ? [] : ['unitId' as const])];
};
