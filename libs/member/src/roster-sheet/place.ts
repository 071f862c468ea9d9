import { error, mended, warning, type Note } from '../person/note.ts';
import { nameKey } from '../person/names.ts';
import type { Checked, FieldNote, Values } from './check.ts';
import { Unreadable } from './decode.ts';
import { inOneGo, type Steps } from './in-turns.ts';
import { longerThan, spelling, type Near, type UnitIndex } from './units.ts';

/** What a person decided about a unit that the tree lacks: to make it, or which one is meant. */
export type UnitChoice = 'create' | { readonly unitId: string };
/**
 * `longer`: other paths of the list that the tree lacks and that end in this one, the first of `longerTotal`; it may be short for one of them.
 * `makes`: what is made where it is to be created, each of the names below the one before; itself is the last, and `below` is there already.
 * Thousands of these are kept and answered together: no list in them grows with the file, or with the tree.
 */
export type NewUnit = { readonly path: string; readonly nearest: readonly Near[]; readonly longer: readonly string[]; readonly longerTotal: number; readonly makes: { readonly below: string; readonly names: readonly string[] }; readonly decision?: 'create' | string };
/** Units that somebody can be asked about, whether the tree lacks them or has several; more of them mean that the wrong column was taken for the unit. */
export const mostNewUnits = 2000;
const offered = 10; // of each list

/** A row with its unit found; `values.unit` is then the unit's own path. `place` is equal for equal units, also for one that is still to be made. */
export type Placed = {
  readonly row: number; readonly values: Values; readonly notes: readonly FieldNote[]; readonly nameKey: string;
  readonly unitId?: string; readonly newUnit?: string; readonly place: string;
};
type Where = { readonly place: string; readonly unitId?: string; readonly newUnit?: string; readonly unit?: string; readonly note?: FieldNote };
export const isRefused = ({ notes }: { readonly notes: readonly FieldNote[] }): boolean => notes.some(({ severity }) => severity === 'error' || severity === 'waiting');

type Placing = { readonly placed: readonly Placed[]; readonly newUnits: readonly NewUnit[] };
/**
 * Finds the unit of each row, and collects the paths that lead nowhere; nothing is made silently. A name alone that leads out of the branch that the
 * list is of, though that has or is to get a unit of that name, is the list's own where it is to be created, and else asked about. Each row may
 * name another unit: a step is one path or one row, and what is looked up for it is not copied. Throws `Unreadable` where too many are asked about.
 */
export function* placing(rows: readonly Checked[], units: UnitIndex, choices: ReadonlyMap<string, UnitChoice>): Steps<Placing> {
  const unknown = new Map<string, NewUnit>();
  const paths = new Set(rows.flatMap(({ values: { unit } }) => unit ?? []));
  const missing = new Set<string>();
  for (const path of paths) {
    yield;
    if ('nearest' in units.find(path)) missing.add(path);
    mustBeFew(missing);
  }
  const decided = (path: string): string | undefined => {
    const choice = choices.get(path);
    return choice === 'create' ? choice : choice && units.unit(choice.unitId)?.unitId;
  };
  const creating = new Set([...paths].filter((path) => decided(path) === 'create').map(spelling));
  const isCreating = (path: string) => creating.has(spelling(path));
  const made = new Set<string>(); // When it is planned again, to be written, those that were to be created are there: that must change nothing.
  const unmade = ({ unitId }: Near) => !made.has(unitId);
  const own: string[] = [];
  let shared: readonly string[] | null = null;
  for (const path of paths) {
    yield;
    const looked = units.find(path);
    if (isCreating(path)) {
      own.push(path);
      if ('unitId' in looked) made.add(looked.unitId);
    } else if (missing.has(path) && decided(path) === undefined) own.push(path);
    if (path.includes('/')) shared = units.shared(path, shared);
  }
  const branch = shared;
  const longer = longerThan(missing);
  const ofList = longerThan(own);

  const found = (unitId: string, told?: (whole: string) => Note): Where => {
    const unit = units.unit(unitId)!.path.join('/');
    return { unitId, unit, place: unitId, ...(told ? { note: { field: 'unit', ...told(unit) } } : {}) };
  };
  const toBeMade = (path: string, note?: Note): Where => ({ newUnit: path, unit: path, place: `+${spelling(path)}`, ...(note ? { note: { field: 'unit', ...note } } : {}) });
  const ask = (path: string, nearest: readonly Near[], ambiguous: boolean, others: readonly string[], implied?: string): Where => {
    const decision = decided(path) ?? implied;
    const { above, names } = units.placeFor(path);
    unknown.set(path, { path, nearest, longer: others.slice(0, offered), longerTotal: others.length, makes: { below: above.join('/'), names }, ...(decision === undefined ? {} : { decision }) });
    if (decision === 'create') return toBeMade(path);
    if (decision !== undefined) return found(decision, (whole) => mended(decided(path) === undefined ? 'unit-implied' : 'unit-chosen', path, whole));
    return { place: '', unit: path, note: { field: 'unit', severity: 'waiting', code: ambiguous ? 'unit-ambiguous' : 'unit-unknown', was: path, ...(nearest[0] ? { now: nearest[0].path } : {}) } };
  };

  const lacking = (path: string, nearest: readonly Near[], ambiguous: boolean): Where => {
    const others = longer(path);
    const whole = others.length === 1 && !ambiguous && decided(path) === undefined ? others[0]! : undefined;
    return whole !== undefined && isCreating(whole) ? toBeMade(whole, mended('unit-short', path, whole)) : ask(path, nearest, ambiguous, others); // short for what will be there
  };
  const there = (path: string, unitId: string, short: boolean): Where => {
    const astray = branch !== null && decided(path) !== 'create' && !units.within(unitId, branch);
    const rivals = astray ? ofList(path) : [];
    const near = astray ? units.endingIn(path, branch).filter(unmade) : [];
    if (rivals.length + near.length === 0) return found(unitId, short ? (whole) => mended('unit-short', path, whole) : undefined);
    const [rival] = rivals;
    if (rival === undefined || rivals.length + near.length > 1 || !isCreating(rival) || decided(path) !== undefined) return ask(path, [...near.slice(0, offered - 1), units.near(unitId)], true, rivals);
    const home = units.find(rival);
    return 'unitId' in home ? found(home.unitId, (whole) => warning('unit-of-list', path, whole)) : toBeMade(rival, warning('unit-of-list', path, rival));
  };
  const find = (path: string): Where => {
    const looked = units.find(path);
    if ('unitId' in looked && looked.how === 'implied' && decided(path) !== 'create') return ask(path, [units.near(looked.unitId)], false, [], looked.unitId); // decided by others, and to be changed
    if ('unitId' in looked) return there(path, looked.unitId, looked.how === 'short');
    const [only, ...more] = looked.ambiguous ? looked.nearest.filter(unmade) : [];
    return only && more.length === 0 ? there(path, only.unitId, true) : lacking(path, looked.nearest, looked.ambiguous);
  };
  const places = new Map<string, Where>();
  for (const path of paths) {
    yield;
    places.set(path, find(path));
    mustBeFew(unknown);
  }

  const placed: Placed[] = [];
  for (const { row, values, notes } of rows) {
    yield;
    const { note, unit, ...where }: Where = values.unit === undefined ? { place: '' } : places.get(values.unit)!;
    placed.push({ row, values: unit === undefined ? values : { ...values, unit }, notes: note ? [...notes, note] : notes, nameKey: nameKey(values.name ?? ''), ...where });
  }
  return { placed, newUnits: [...unknown.values()] };
}
export const place = (...given: Parameters<typeof placing>): Placing => inOneGo(placing(...given));

const mustBeFew = ({ size }: { readonly size: number }): void => { if (size > mostNewUnits) throw new Unreadable('too-many-new-units', { limit: mostNewUnits }); };

export const refused = (row: Placed, field: FieldNote['field'], code: string, was = ''): Placed => ({ ...row, notes: [...row.notes, { field, ...error(code, was) }] });
