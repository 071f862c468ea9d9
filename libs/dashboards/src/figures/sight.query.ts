import type { Position } from '@lyceum/core/event';
import { isFew, leavesFew } from '@lyceum/directory/few';
import { sightOf, together, type Sight } from '@lyceum/directory/privacy';
import type { Tree } from '@lyceum/directory/tree';
import { added, countsPeople, figures, leavesOf, wholeOf, withWholes, type Days, type Values } from './figure.ts';
import type { Measures } from './measures.query.ts';

/** Who reads: whether they may know persons, and which units their figures reach. */
export type Reader = { readonly persons: boolean; readonly units: ReadonlySet<string> };

/**
 * Whether a count of people upon a later tree is covered for who may not know persons: where a unit was moved meanwhile, that and the count upon the tree of its
 * own days would tell how many came of whoever was moved, and what is covered upon the one would be seen upon the other. All of a city is the same upon both.
 */
export const isVeiled = (name: string, unitId: string | null, { tree, ownTree = tree, reader }: { readonly tree: Tree; readonly ownTree?: Tree; readonly reader: Reader }): boolean =>
  !reader.persons && leavesOf(name).some(countsPeople) && tree !== ownTree && (unitId === null || tree.unit(unitId)?.parentId !== null)
  && tree.all().some(({ unitId: id, parentId }) => (ownTree.unit(id)?.parentId ?? parentId) !== parentId);

/** Of each of some values that add up: what may be seen of a figure. */
export const sightsOf = (name: string, parts: readonly Values[], persons: boolean): readonly Sight[] => {
  if (persons || !leavesOf(name).some(countsPeople)) return parts.map(() => 'clear');
  const perLeaf = leavesOf(name).map((leaf) => sightsOfLeaf(leaf, parts));
  return parts.map((_, at) => (figures[name]!.kind === 'ratio' ? together(...perLeaf.map((sights) => sights[at]!)) : perLeaf[0]![at]!));
};

/**
 * A count is covered where it is small, and where what is left of its whole is: the whole beside it would tell how few did not come.
 * Of distinct persons also where their person-times are: where each came once, the one is the other.
 */
const sightsOfLeaf = (leaf: string, parts: readonly Values[]): readonly Sight[] => {
  const [figure, whole] = [figures[leaf]!, wholeOf(leaf)];
  const rests = whole === undefined ? [] : sightOf(parts.map((values) => (values[whole] ?? 0) - (values[leaf] ?? 0)));
  const times = figure.kind === 'persons' ? sightsOfLeaf(figure.who, parts) : [];
  const clear = (sights: readonly Sight[], at: number) => (sights[at] ?? 'clear') === 'clear';
  return sightOf(parts.map((values) => values[leaf] ?? 0)).map((sight, at) => (sight === 'clear' && !(clear(rests, at) && clear(times, at)) ? 'hidden' : sight));
};

/** Of one value by itself. */
const sightAlone = (name: string, values: Values, persons: boolean): Sight => {
  if (persons) return 'clear';
  const sights = leavesOf(name).map((leaf): Sight => {
    const [count, whole] = [values[leaf] ?? 0, wholeOf(leaf)];
    if (!countsPeople(leaf)) return 'clear';
    if (isFew(count)) return 'small';
    return whole !== undefined && leavesFew(count, values[whole] ?? 0) ? 'hidden' : 'clear';
  });
  return figures[name]!.kind === 'ratio' ? together(...sights) : sights[0]!;
};

/** Of each figure what its reader may see, and whether it is hidden for the sake of another unit's: then its parts, which add up to it, are as well. */
export type UnitSight = { readonly of: (name: string) => Sight; readonly coversAnother: (name: string) => boolean };

/**
 * What a reader may see of a unit's figures, wherever they are asked for: as beside the other units under the same parent,
 * so that a number hidden on one board is not shown on another.
 */
export const sightOfUnit = async (
  measures: Measures, tree: Tree, reader: Reader, names: readonly string[], at: Days & { unitId: string; own: boolean; asOf?: Position | undefined }, values: Values,
): Promise<UnitSight> => {
  const alone = (name: string) => sightAlone(name, values, reader.persons);
  const wholeId = at.own ? at.unitId : tree.unit(at.unitId)?.parentId;
  if (reader.persons || !wholeId || !reader.units.has(wholeId) || !names.some((name) => leavesOf(name).some(countsPeople))) return { of: alone, coversAnother: () => false };

  const { parts, unitIds } = await partsOf(measures, tree, wholeId, withWholes(names), at);
  const whole = await sightOfUnit(measures, tree, reader, names, { ...at, unitId: wholeId, own: false }, added(...parts));
  const place = at.own ? 0 : unitIds.indexOf(at.unitId);
  const beside = new Map(names.map((name) => [name, sightsOfParts(name, parts, reader, whole)[place]]));
  const of = (name: string) => (alone(name) === 'clear' ? beside.get(name) ?? 'clear' : alone(name));
  return { of, coversAnother: (name) => alone(name) === 'clear' && of(name) === 'hidden' };
};
/** Of each part of a unit, as its board shows them below one another. */
export const sightsOfParts = (name: string, parts: readonly Values[], { persons }: Reader, whole: Pick<UnitSight, 'coversAnother'>): readonly Sight[] =>
  sightsOf(name, parts, persons).map((sight) => (sight === 'clear' && whole.coversAnother(name) ? 'hidden' : sight));

/** A unit's figures in parts: the unit by itself first, then each unit right below it with its subtree. Distinct persons are counted for each part: they are not added up. */
export const partsOf = async (measures: Measures, tree: Tree, unitId: string, names: readonly string[], { from, to, asOf }: Days & { asOf?: Position | undefined }): Promise<{ unitIds: readonly string[]; parts: readonly Values[] }> => {
  const below = (id: string) => tree.subtree(id).map((unit) => unit.unitId);
  const leaves = [...new Set(names.flatMap(leavesOf))];
  const distinct = leaves.filter((leaf) => figures[leaf]!.kind === 'persons');
  const { unitIds, parts } = split(tree, unitId, await measures.by(leaves.filter((leaf) => !distinct.includes(leaf)), { place: 'unit', ids: below(unitId), from, to, asOf }, 'unitId'));
  if (distinct.length === 0) return { unitIds, parts };
  const persons = await Promise.all(unitIds.map((id, at) => measures.of(distinct, { place: 'unit', ids: at === 0 ? [id] : below(id), from, to, asOf })));
  return { unitIds, parts: parts.map((values, at) => ({ ...values, ...persons[at] })) };
};

export const split = (tree: Tree, unitId: string, byUnit: ReadonlyMap<string | null, Values>): { unitIds: readonly string[]; parts: readonly Values[] } => {
  const children = tree.children(unitId);
  const under = (id: string) => added(...tree.subtree(id).map((unit) => byUnit.get(unit.unitId) ?? {}));
  return { unitIds: [unitId, ...children.map((child) => child.unitId)], parts: [byUnit.get(unitId) ?? {}, ...children.map((child) => under(child.unitId))] };
};
