import type { Position } from '@lyceum/core/event';
import { isSmall, leavesFew } from '@lyceum/directory/few';
import type { Tree } from '@lyceum/directory/tree';
import { added, countsPeople, figures, leavesOf, wholeOf, withWholes, type Days, type Values } from './figure.ts';
import type { Measures } from './measures.query.ts';
import { sightOf, together, type Sight } from './privacy.ts';

/** Who reads: whether they may know persons, and which units their figures reach. */
export type Reader = { readonly persons: boolean; readonly units: ReadonlySet<string> };

/** Of each of some values that add up: what may be seen of a figure. */
export const sightsOf = (name: string, parts: readonly Values[], persons: boolean): readonly Sight[] => {
  if (persons || !leavesOf(name).some(countsPeople)) return parts.map(() => 'clear');
  const perLeaf = leavesOf(name).map((leaf) => sightsOfLeaf(leaf, parts));
  return parts.map((_, at) => (figures[name]!.kind === 'ratio' ? together(...perLeaf.map((sights) => sights[at]!)) : perLeaf[0]![at]!));
};

/** A count is covered where it is small, and where what is left of its whole is: the whole beside it would tell how few did not come. */
const sightsOfLeaf = (leaf: string, parts: readonly Values[]): readonly Sight[] => {
  const [sights, whole] = [sightOf(parts.map((values) => values[leaf] ?? 0)), wholeOf(leaf)];
  if (whole === undefined) return sights;
  const rests = sightOf(parts.map((values) => (values[whole] ?? 0) - (values[leaf] ?? 0)));
  return sights.map((sight, at) => (sight === 'clear' && rests[at] !== 'clear' ? 'hidden' : sight));
};

/** Of one value by itself. */
const sightAlone = (name: string, values: Values, persons: boolean): Sight => {
  if (persons) return 'clear';
  const sights = leavesOf(name).map((leaf): Sight => {
    const [count, whole] = [values[leaf] ?? 0, wholeOf(leaf)];
    if (!countsPeople(leaf)) return 'clear';
    if (isSmall(count)) return 'small';
    return whole !== undefined && leavesFew(count, values[whole] ?? 0) ? 'hidden' : 'clear';
  });
  return figures[name]!.kind === 'ratio' ? together(...sights) : sights[0]!;
};

/**
 * What a reader may see of a unit's figures, wherever they are asked for: as beside the other units under the same parent,
 * so that a number hidden on one board is not shown on another.
 */
export const sightOfUnit = async (
  measures: Measures, tree: Tree, reader: Reader, names: readonly string[], at: Days & { unitId: string; own: boolean; asOf?: Position | undefined }, values: Values,
): Promise<(name: string) => Sight> => {
  const alone = (name: string) => sightAlone(name, values, reader.persons);
  const parentId = at.own ? at.unitId : tree.unit(at.unitId)?.parentId;
  const counted = names.filter((name) => leavesOf(name).every((leaf) => figures[leaf]!.kind === 'sum'));
  if (reader.persons || !parentId || !reader.units.has(parentId) || !counted.some((name) => leavesOf(name).some(countsPeople))) return alone;

  const { parts, unitIds } = await partsOf(measures, tree, parentId, withWholes(counted), at);
  const place = at.own ? 0 : unitIds.indexOf(at.unitId);
  return (name) => {
    const sight = alone(name);
    return sight === 'clear' && counted.includes(name) ? sightsOf(name, parts, false)[place] ?? 'clear' : sight;
  };
};

/** A unit's figures in parts: the unit by itself first, then each unit right below it with its subtree. */
export const partsOf = async (measures: Measures, tree: Tree, unitId: string, names: readonly string[], { from, to, asOf }: Days & { asOf?: Position | undefined }): Promise<{ unitIds: readonly string[]; parts: readonly Values[] }> => {
  const subtree = tree.subtree(unitId).map((unit) => unit.unitId);
  return split(tree, unitId, await measures.by(names, { place: 'unit', ids: subtree, from, to, asOf }, 'unitId'));
};

export const split = (tree: Tree, unitId: string, byUnit: ReadonlyMap<string | null, Values>): { unitIds: readonly string[]; parts: readonly Values[] } => {
  const children = tree.children(unitId);
  const under = (id: string) => added(...tree.subtree(id).map((unit) => byUnit.get(unit.unitId) ?? {}));
  return { unitIds: [unitId, ...children.map((child) => child.unitId)], parts: [byUnit.get(unitId) ?? {}, ...children.map((child) => under(child.unitId))] };
};
