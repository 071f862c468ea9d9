import { error, mended, type Note } from '../person/note.ts';
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

/** Finds the unit of each row, and collects the paths that lead nowhere; nothing is made silently. */
export const place = (rows: readonly Checked[], units: UnitIndex, choices: ReadonlyMap<string, UnitChoice>): { readonly placed: readonly Placed[]; readonly newUnits: readonly NewUnit[] } => {
  const unknown = new Map<string, NewUnit>();
  const missing = new Set(rows.flatMap(({ values: { unit } }) => (unit !== undefined && 'nearest' in units.find(unit) ? [unit] : [])));
  const longer = longerThan(missing);
  const creating = new Set([...missing].filter((path) => choices.get(path) === 'create').map(spelling));

  const found = (unitId: string, told?: (whole: string) => Note): Where => {
    const unit = units.unit(unitId)!.path.join('/');
    return { unitId, unit, place: unitId, ...(told ? { note: { field: 'unit', ...told(unit) } } : {}) };
  };
  const find = (path: string): Where => {
    const looked = units.find(path);
    if ('unitId' in looked) return found(looked.unitId, looked.how === 'short' ? (whole) => mended('unit-short', path, whole) : undefined);
    const choice = choices.get(path);
    const chosen = choice !== undefined && choice !== 'create' ? units.unit(choice.unitId)?.unitId : undefined;
    const decision = chosen ?? (choice === 'create' ? choice : undefined);
    const [whole, ...others] = longer.get(path)!;
    if (decision === undefined && !looked.ambiguous && whole !== undefined && others.length === 0 && creating.has(spelling(whole))) { // what it will be short for once that is there
      return { newUnit: whole, unit: whole, place: `+${spelling(whole)}`, note: { field: 'unit', ...mended('unit-short', path, whole) } };
    }
    unknown.set(path, { path, nearest: looked.nearest, longer: longer.get(path)!, ...(decision === undefined ? {} : { decision }) });
    if (chosen !== undefined) return found(chosen, (whole) => mended('unit-chosen', path, whole));
    if (choice === 'create') return { newUnit: path, unit: path, place: `+${spelling(path)}` };
    return { place: '', unit: path, note: { field: 'unit', severity: 'error', code: looked.ambiguous ? 'unit-ambiguous' : 'unit-unknown', was: path, ...(looked.nearest[0] ? { now: looked.nearest[0].path } : {}) } };
  };

  const placed = rows.map(({ row, values, notes }): Placed => {
    const { note, unit, ...where }: Where = values.unit === undefined ? { place: '' } : find(values.unit);
    return { row, values: unit === undefined ? values : { ...values, unit }, notes: note ? [...notes, note] : notes, nameKey: nameKey(values.name ?? ''), ...where };
  });
  return { placed, newUnits: [...unknown.values()] };
};

export const refused = (row: Placed, field: FieldNote['field'], code: string, was = ''): Placed => ({ ...row, notes: [...row.notes, { field, ...error(code, was) }] });
