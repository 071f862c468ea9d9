import { error, mended } from '../person/note.ts';
import { nameKey } from '../person/names.ts';
import type { Checked, FieldNote, Values } from './check.ts';
import type { Near, UnitIndex } from './units.ts';

/** What a person decided about a unit that the tree lacks: to make it, or which one is meant. */
export type UnitChoice = 'create' | { readonly unitId: string };
export type NewUnit = { readonly path: string; readonly nearest: readonly Near[]; readonly decision?: 'create' | string };

/** A row with its unit found. `place` is equal for equal units, also for one that is still to be made. */
export type Placed = {
  readonly row: number; readonly values: Values; readonly notes: readonly FieldNote[]; readonly nameKey: string;
  readonly unitId?: string; readonly newUnit?: string; readonly place: string;
};
export const isRefused = ({ notes }: { readonly notes: readonly FieldNote[] }): boolean => notes.some(({ severity }) => severity === 'error');

/** Finds the unit of each row, and collects the paths that lead nowhere; nothing is made silently. */
export const place = (rows: readonly Checked[], units: UnitIndex, choices: ReadonlyMap<string, UnitChoice>): { readonly placed: readonly Placed[]; readonly newUnits: readonly NewUnit[] } => {
  const unknown = new Map<string, NewUnit>();

  const find = (path: string): Pick<Placed, 'unitId' | 'newUnit' | 'place'> & { note?: FieldNote } => {
    const found = units.find(path);
    if ('unitId' in found) {
      const whole = units.unit(found.unitId)!.path.join('/');
      return { unitId: found.unitId, place: found.unitId, ...(found.how === 'short' ? { note: { field: 'unit', ...mended('unit-short', path, whole) } } : {}) };
    }
    const choice = choices.get(path);
    const chosen = choice !== undefined && choice !== 'create' ? units.unit(choice.unitId) : undefined;
    const decision = chosen ? chosen.unitId : choice === 'create' ? choice : undefined;
    unknown.set(path, { path, nearest: found.nearest, ...(decision === undefined ? {} : { decision }) });
    if (chosen) return { unitId: chosen.unitId, place: chosen.unitId, note: { field: 'unit', ...mended('unit-chosen', path, chosen.path.join('/')) } };
    if (choice === 'create') return { newUnit: path, place: `+${path}` };
    return { place: '', note: { field: 'unit', severity: 'error', code: found.ambiguous ? 'unit-ambiguous' : 'unit-unknown', was: path, ...(found.nearest[0] ? { now: found.nearest[0].path } : {}) } };
  };

  const placed = rows.map(({ row, values, notes }): Placed => {
    const { note, ...where } = values.unit === undefined ? { place: '' } : find(values.unit);
    return { row, values, notes: note ? [...notes, note] : notes, nameKey: nameKey(values.name ?? ''), ...where };
  });
  return { placed, newUnits: [...unknown.values()] };
};

export const refused = (row: Placed, field: FieldNote['field'], code: string, was = ''): Placed => ({ ...row, notes: [...row.notes, { field, ...error(code, was) }] });
