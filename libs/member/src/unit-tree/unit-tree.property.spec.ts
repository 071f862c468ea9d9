import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '@lyceum/core/decider';
import { CreateUnit, MoveUnit, RenameUnit, UnitCreated, type UnitTreeCommand, type UnitTreeEvent } from '@lyceum/contracts/member/unit-tree';
import { unitTree } from './unit-tree.decider.ts';

const days = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'];
const ids = ['a', 'b', 'c', 'd', 'e'];
const day = fc.constantFrom(...days), id = fc.constantFrom(...ids), name = fc.constantFrom('一台', '二台', '三台');
const wish: fc.Arbitrary<UnitTreeCommand> = fc.oneof(
  fc.record({ unitId: id, name, parentId: fc.constantFrom('root', ...ids), from: day }).map((unit) => CreateUnit({ ...unit, type: 'station' })),
  fc.record({ unitId: id, name, from: day }).map((data) => RenameUnit(data)),
  fc.record({ unitId: fc.constantFrom('root', ...ids), parentId: fc.constantFrom('root', ...ids), from: day }).map((data) => MoveUnit(data)),
);

/** The tree of one day, in the plainest way: each day's changes over those of the days before, in the order in which they were recorded. */
const treeOn = (facts: readonly UnitTreeEvent[], at: string) => {
  const tree = new Map<string, { name: string; parentId: string | null }>();
  for (const from of days.filter((each) => each <= at)) {
    for (const { type, data } of facts.filter((fact) => fact.data.from === from)) {
      const unit = tree.get(data.unitId);
      if (type === 'UnitCreated') tree.set(data.unitId, { name: data.name, parentId: data.parentId });
      else if (type === 'UnitRenamed') tree.set(data.unitId, { ...unit!, name: data.name });
      else tree.set(data.unitId, { ...unit!, parentId: data.parentId });
    }
  }
  return tree;
};

const start = (): UnitTreeEvent[] => [
  UnitCreated({ unitId: 'root', name: '市局', type: 'agency', parentId: null, from: days[0]! }),
  UnitCreated({ unitId: 'a', name: '一台', type: 'station', parentId: 'root', from: days[0]! }),
  UnitCreated({ unitId: 'b', name: '二台', type: 'station', parentId: 'root', from: days[1]! }),
  UnitCreated({ unitId: 'c', name: '三台', type: 'station', parentId: 'a', from: days[0]! }),
];

it('whatever is granted: on every day all units hang on the root, and siblings have different names', () => {
  const seen = { granted: 0, refused: new Set<string>() };
  fc.assert(fc.property(fc.array(wish, { minLength: 5, maxLength: 40 }), (wishes) => {
    const facts = start();
    for (const each of wishes) {
      try {
        facts.push(...unitTree.decide(each, unitTree.fold(facts), { now: '2026-03-06T09:00:00.000Z', actor: 'setup', newId: String }));
        seen.granted++;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        seen.refused.add(error.code);
      }
    }
    for (const at of days) {
      const tree = treeOn(facts, at);
      for (const unitId of tree.keys()) {
        const path = new Set<string>();
        for (let above: string | null = unitId; above !== null; above = tree.get(above)!.parentId) {
          expect(tree.has(above) && !path.has(above)).toBe(true);
          path.add(above);
        }
        expect(path.has('root')).toBe(true);
      }
      const named = [...tree.values()].map((unit) => `${unit.parentId}/${unit.name}`);
      expect(new Set(named).size).toBe(named.length);
    }
  }), { numRuns: 400 });
  expect(seen.granted).toBeGreaterThan(800);
  expect([...seen.refused].sort()).toEqual(['parent-unknown', 'unit-exists', 'unit-name-taken', 'unit-under-itself', 'unit-unknown']);
});
