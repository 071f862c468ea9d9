import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import { valueOn, type Dated } from '@lyceum/core/dated';
import { decider, refuse } from '@lyceum/core/decider';
import { mustHaveSeen } from '@lyceum/core/seen';
import { UnitCreated, UnitMoved, UnitRenamed, type UnitTreeCommand, type UnitTreeEvent } from '@lyceum/contracts/member/unit-tree';

/** A unit is created so many days ahead at most: a year that is mistyped would stand for good. */
const daysAhead = 366;

/** All changes, newest first. A fold of thousands only links them; a decision indexes them once. */
export type UnitTree = { readonly change: Change; readonly before: UnitTree } | null;
type Change = { readonly unitId: string; readonly from: string; readonly name?: string; readonly parentId?: string | null };
type Unit = { readonly since: string; readonly names: Dated<string>; readonly parents: Dated<string | null> };

/**
 * The whole tree of a city is one stream, so that no two changes of it can contradict each other.
 * Every change holds from a day on; what it must not break, it must not break on any day from then.
 */
export const unitTree = decider<UnitTree, UnitTreeCommand, UnitTreeEvent>({
  category: 'unit-tree',
  id: () => 'city',
  initial: null,

  decide: {
    CreateUnit: (unit, tree, { now }) => {
      const units = index(tree);
      const last = addDays(shanghaiDay(now), daysAhead);
      if (unit.from > last) refuse('unit-too-far-ahead', { last });
      if (units.has(unit.unitId)) refuse('unit-exists');
      if (unit.parentId === null) { if (units.size > 0) refuse('root-exists'); } else existing(units, unit.parentId, unit.from, 'parent-unknown');
      keepsOrder(tree, unit);
      return [UnitCreated(unit)];
    },
    RenameUnit: ({ unitId, name, from, was }, tree, { now }) => {
      const { names } = existing(index(tree), unitId, from, 'unit-unknown');
      if (valueOn(names, from) === name) return [];
      if (was !== undefined) mustHaveSeen(names, { from, today: shanghaiDay(now) }, (held) => held === was, (held) => ({ name: held }));
      keepsOrder(tree, { unitId, name, from });
      return [UnitRenamed({ unitId, name, from })];
    },
    MoveUnit: ({ unitId, parentId, from, was }, tree, { now }) => {
      const units = index(tree);
      const { parents } = existing(units, unitId, from, 'unit-unknown');
      existing(units, parentId, from, 'parent-unknown');
      const there = valueOn(parents, from)!;
      if (there === parentId) return [];
      if (was !== undefined) mustHaveSeen(parents, { from, today: shanghaiDay(now) }, (above) => above === was, (above) => ({ parentId: above! })); // the root, which has none, moves nowhere
      keepsOrder(tree, { unitId, parentId, from });
      const until = valueOn(parents, addDays(from, -1)); // not what was to come on that very day, unless the unit begins then
      return [UnitMoved({ unitId, fromParentId: until === undefined || until === null || until === parentId ? there : until, parentId, from })];
    },
  },

  evolve: {
    UnitCreated: (before, { unitId, from, name, parentId }) => ({ change: { unitId, from, name, parentId }, before }),
    UnitRenamed: (before, { unitId, from, name }) => ({ change: { unitId, from, name }, before }),
    UnitMoved: (before, { unitId, from, parentId }) => ({ change: { unitId, from, parentId }, before }),
  },
});

/** The first day of every unit. */
export const startsOf = (tree: UnitTree): ReadonlyMap<string, string> => new Map([...index(tree)].map(([unitId, { since }]) => [unitId, since]));

const changesOf = (tree: UnitTree): Change[] => {
  const changes: Change[] = [];
  for (let node = tree; node; node = node.before) changes.push(node.change);
  return changes.reverse();
};

const index = (tree: UnitTree): ReadonlyMap<string, Unit> => {
  const units = new Map<string, { since: string; names: { from: string; value: string }[]; parents: { from: string; value: string | null }[] }>();
  for (const { unitId, from, name, parentId } of changesOf(tree)) {
    const unit = units.get(unitId) ?? { since: from, names: [], parents: [] };
    if (name !== undefined) unit.names.push({ from, value: name });
    if (parentId !== undefined) unit.parents.push({ from, value: parentId });
    units.set(unitId, unit);
  }
  return units;
};

const existing = (units: ReadonlyMap<string, Unit>, unitId: string, day: string, code: string): Unit => {
  const unit = units.get(unitId);
  return unit && unit.since <= day ? unit : refuse(code, { unit: unitId, day });
};

/** Blanks and full-width letters don't tell names apart for those who read them. */
const alike = (name: string) => name.normalize('NFKC').replace(/\s/g, '');

/** From the change's day on, no unit lies under itself, and no two units under one parent have one name. */
const keepsOrder = (tree: UnitTree, change: Change): void => {
  const units = index({ change, before: tree });
  const changed = units.get(change.unitId)!;
  const days = new Set([change.from, ...changesOf(tree).map(({ from }) => from).filter((from) => from > change.from)]);
  for (const day of days) {
    const parent = valueOn(changed.parents, day) ?? null;
    for (let above = parent; above !== null; above = valueOn(units.get(above)?.parents ?? [], day) ?? null) {
      if (above === change.unitId) refuse('unit-under-itself', { day });
    }
    const name = valueOn(changed.names, day)!;
    for (const [unitId, other] of units) {
      if (unitId === change.unitId || other.since > day || (valueOn(other.parents, day) ?? null) !== parent) continue;
      if (alike(valueOn(other.names, day)!) === alike(name)) refuse('unit-name-taken', { name, day });
    }
  }
};
