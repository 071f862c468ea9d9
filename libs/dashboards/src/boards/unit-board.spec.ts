import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settle, type Town } from '../testing/settle.ts';
import { tally } from '../testing/tally.ts';
import { history, range, tree, units } from '../testing/town.ts';
import { Measures } from '../figures/measures.query.ts';
import { daysOf } from './grid.query.ts';
import { UnitBoards } from './unit-board.query.ts';

const reader = { persons: true, units: new Set(units.map(({ unitId }) => unitId)) };

describe('a unit’s board', () => {
  const happened = history(7);
  let town: Town;
  beforeAll(async () => { town = await settle(happened); });
  afterAll(() => town.dispose());
  const board = (unitId: string, days = range) => new UnitBoards(town.reads, new Measures(town.reads)).of(unitId, { ...days, today: '2026-05-01', tree, reader, language: 'zh' });

  it('has rows that add up to its head: the unit by itself, marked, and the units right below', async () => {
    for (const unitId of ['town', 'north']) {
      const { figures, children } = await board(unitId);
      expect(children.map(({ unitId: id, own }) => [id, own])).toEqual([[unitId, true], ...tree.children(unitId).map((child) => [child.unitId, undefined])]);
      expect(children[0]).toMatchObject({ name: `${tree.unit(unitId)!.name}（本级）`, figures: { held: { key: `held/own:${unitId}/${range.from}..${range.to}`, value: tally(happened, 'held', 'own', unitId, range.from, range.to) } } });
      for (const name of ['held', 'missed']) {
        const head = figures.find(({ key }) => key.startsWith(`${name}/`))!.value;
        expect([unitId, name, children.reduce((sum, child) => sum + child.figures[name]!.value!, 0)]).toEqual([unitId, name, head]);
      }
    }
  });

  it('has no row for the unit itself where that has nothing of its own, or nothing below', async () => {
    expect((await board('town', { from: '2026-06-01', to: '2026-06-07' })).children.map(({ unitId }) => unitId)).toEqual(['north', 'south', 'west']);
    expect((await board('west')).children).toEqual([]);
  });

  it('says in each week how many of the units below missed it, of how many that held or were judged', async () => {
    let most = 0;
    for (const { unitId, own, weeks } of (await board('town')).children) for (const { week, state, missed, of } of weeks) {
      const { from, to } = daysOf(week, range);
      const counts = (own ? [unitId] : tree.subtree(unitId).map((unit) => unit.unitId)).map((id) => {
        const of = (figure: string) => tally(happened, figure, 'own', id, from, to)!;
        return { missed: of('missed') > of('mended'), known: of('held') + of('missed') > 0 };
      });
      expect([unitId, week, missed, of]).toEqual([unitId, week, counts.filter((one) => one.missed).length, counts.filter((one) => one.known).length]);
      expect([unitId, week, state === 'missed']).toEqual([unitId, week, missed > 0]);
      most = Math.max(most, of - missed, 0);
    }
    expect(most).toBeGreaterThan(1); // some cell stands for several units
  });
});
