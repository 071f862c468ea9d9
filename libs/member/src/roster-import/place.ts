import { error, mended, warning, type Note } from '../person/note.ts';
import { nameKey } from '../person/names.ts';
import type { Checked, FieldNote, Values } from './check.ts';
import { longerThan, spelling, type Near, type UnitIndex } from './units.ts';

/** What a person decided about a unit that the tree lacks: to make it, or which one is meant. */
export type UnitChoice = 'create' | { readonly unitId: string };
/** `longer`: other paths of the list that the tree lacks and that end in this one; it may be short for one of them. */
export type NewUnit = { readonly path: string; readonly nearest: readonly Near[]; readonly longer: readonly string[]; readonly decision?: 'create' | string };

/** A row with its unit found; `values.unit` is then the unit's own path. `place` is equal for equal units, also for one that is still to be made. */
export type Placed = {
  readonly row: number; readonly values: Values; readonly notes: readonly FieldNote[]; readonly nameKey: string;
  readonly unitId?: string; readonly newUnit?: string; readonly place: string;
};
type Where = { readonly place: string; readonly unitId?: string; readonly newUnit?: string; readonly unit?: string; readonly note?: FieldNote };
export const isRefused = ({ notes }: { readonly notes: readonly FieldNote[] }): boolean => notes.some(({ severity }) => severity === 'error');

/**
 * Finds the unit of each row, and collects the paths that lead nowhere; nothing is made silently. A name alone that leads out of the branch that the
 * list is of, though that has or is to get a unit of that name, is the list's own where it is to be created, and else asked about.
 */
export const place = (rows: readonly Checked[], units: UnitIndex, choices: ReadonlyMap<string, UnitChoice>): { readonly placed: readonly Placed[]; readonly newUnits: readonly NewUnit[] } => {
  const unknown = new Map<string, NewUnit>();
  const paths = new Set(rows.flatMap(({ values: { unit } }) => unit ?? []));
  const missing = new Set([...paths].filter((path) => 'nearest' in units.find(path)));
  const decided = (path: string): string | undefined => {
    const choice = choices.get(path);
    return choice === 'create' ? choice : choice && units.unit(choice.unitId)?.unitId;
  };
  const creating = new Set([...paths].filter((path) => decided(path) === 'create').map(spelling));
  const isCreating = (path: string) => creating.has(spelling(path));
  // When it is planned again, to be written, those that were to be created are there: that must change nothing.
  const made = new Set([...paths].flatMap((path) => { const there = isCreating(path) ? units.find(path) : {}; return 'unitId' in there ? [there.unitId] : []; }));
  const unmade = ({ unitId }: Near) => !made.has(unitId);
  const longer = longerThan(missing, missing);
  const ofList = longerThan(paths, [...paths].filter((path) => isCreating(path) || (missing.has(path) && decided(path) === undefined)));
  const branch = units.branchOf(paths);

  const found = (unitId: string, told?: (whole: string) => Note): Where => {
    const unit = units.unit(unitId)!.path.join('/');
    return { unitId, unit, place: unitId, ...(told ? { note: { field: 'unit', ...told(unit) } } : {}) };
  };
  const toBeMade = (path: string, note?: Note): Where => ({ newUnit: path, unit: path, place: `+${spelling(path)}`, ...(note ? { note: { field: 'unit', ...note } } : {}) });
  const ask = (path: string, nearest: readonly Near[], ambiguous: boolean, others: readonly string[]): Where => {
    const decision = decided(path);
    unknown.set(path, { path, nearest, longer: others, ...(decision === undefined ? {} : { decision }) });
    if (decision === 'create') return toBeMade(path);
    if (decision !== undefined) return found(decision, (whole) => mended('unit-chosen', path, whole));
    return { place: '', unit: path, note: { field: 'unit', severity: 'error', code: ambiguous ? 'unit-ambiguous' : 'unit-unknown', was: path, ...(nearest[0] ? { now: nearest[0].path } : {}) } };
  };

  const lacking = (path: string, nearest: readonly Near[], ambiguous: boolean): Where => {
    const [whole, ...more] = longer.get(path)!;
    const short = !ambiguous && decided(path) === undefined && whole !== undefined && more.length === 0 && isCreating(whole); // for what it will be short once that is there
    return short ? toBeMade(whole, mended('unit-short', path, whole)) : ask(path, nearest, ambiguous, longer.get(path)!);
  };
  const there = (path: string, unitId: string, short: boolean): Where => {
    const astray = branch !== null && decided(path) !== 'create' && !units.within(unitId, branch);
    const rivals = astray ? ofList.get(path)! : [];
    const near = astray ? units.endingIn(path, branch).filter(unmade) : [];
    if (rivals.length + near.length === 0) return found(unitId, short ? (whole) => mended('unit-short', path, whole) : undefined);
    const [own] = rivals;
    if (own === undefined || rivals.length + near.length > 1 || !isCreating(own) || decided(path) !== undefined) return ask(path, [...near, units.near(unitId)], true, rivals);
    const home = units.find(own);
    return 'unitId' in home ? found(home.unitId, (whole) => warning('unit-of-list', path, whole)) : toBeMade(own, warning('unit-of-list', path, own));
  };
  const find = (path: string): Where => {
    const looked = units.find(path);
    if ('unitId' in looked) return there(path, looked.unitId, looked.how === 'short');
    const [only, ...more] = looked.ambiguous ? looked.nearest.filter(unmade) : [];
    return only && more.length === 0 ? there(path, only.unitId, true) : lacking(path, looked.nearest, looked.ambiguous);
  };
  const places = new Map([...paths].map((path) => [path, find(path)]));

  const placed = rows.map(({ row, values, notes }): Placed => {
    const { note, unit, ...where }: Where = values.unit === undefined ? { place: '' } : places.get(values.unit)!;
    return { row, values: unit === undefined ? values : { ...values, unit }, notes: note ? [...notes, note] : notes, nameKey: nameKey(values.name ?? ''), ...where };
  });
  return { placed, newUnits: [...unknown.values()] };
};

export const refused = (row: Placed, field: FieldNote['field'], code: string, was = ''): Placed => ({ ...row, notes: [...row.notes, { field, ...error(code, was) }] });
