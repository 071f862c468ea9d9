import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CadenceMissed } from '@lyceum/contracts/assessment/cadence';
import { RoleGranted, type Role } from '@lyceum/contracts/member/roles';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { grants } from '@lyceum/directory/grants.projection';
import { Projector } from '@lyceum/read-store/projector';
import { settle, type Town } from '../testing/settle.ts';
import { history, range, tree, TownDirectory, units } from '../testing/town.ts';
import { Measures } from '../figures/measures.query.ts';
import { BoardLists, type MissedState } from './lists.query.ts';

const granted = (memberId: string, role: Role, unitId: string, until: string | null = null) =>
  ({ fact: RoleGranted({ grantId: `${memberId}_${unitId}`, memberId, role, unitId, from: '2026-01-01', until }), unit: unitId });

describe('the list of missed weeks', () => {
  const happened = [
    ...history(7), granted('tom', 'unit-administrator', 'town'), granted('nora', 'unit-administrator', 'north'), granted('ned', 'unit-administrator', 'n1'),
    granted('nick', 'unit-administrator', 'n2', '2026-04-30'), granted('lee', 'unit-leader', 's1'),
    // every unit missed the week after
    ...units.map(({ unitId }) => ({ fact: CadenceMissed({ unitId, week: '2026-W15', form: 'weekly-collective', policyId: 'weekly', policyVersion: 1, held: 0, atLeast: 1 }), unit: unitId })),
  ];
  let town: Town, lists: BoardLists, holders: Projector;
  beforeAll(async () => {
    town = await settle(happened);
    holders = new Projector(town.store, town.reads, [grants], vocabulary);
    await holders.start();
    await holders.waitFor(town.positions.at(-1)!, 10_000);
    lists = new BoardLists(town.reads, new Measures(town.reads), new TownDirectory());
  });
  afterAll(async () => { await holders.stop(); await town.dispose(); });
  const missed = (unitId: string, { persons = true, ...more }: { state?: MissedState; limit?: number; cursor?: string; persons?: boolean } = {}) =>
    lists.missed(unitId, { from: range.from, to: '2026-04-12', today: '2026-05-01', tree, language: 'zh', reader: { persons, units: new Set(units.map((unit) => unit.unitId)) }, limit: 200, ...more });

  it('is whole, or of one state; what its pages hold is what its total says', async () => {
    const [all, waiting, mended] = await Promise.all([missed('town'), missed('town', { state: 'missed' }), missed('town', { state: 'mended' })]);
    const inState = (state: MissedState) => all.items.filter((one) => one.state === state);
    for (const [some, state] of [[waiting, 'missed'], [mended, 'mended']] as const) {
      expect(some.items.length).toBeGreaterThan(0);
      expect(some.items).toEqual(inState(state));
      expect(some.total).toBe(some.items.length);
    }
    const first = await missed('town', { state: 'missed', limit: 1 });
    expect([first.items, first.total]).toEqual([waiting.items.slice(0, 1), waiting.total]);
    expect((await missed('town', { state: 'missed', limit: 1, cursor: first.next! })).items).toEqual(waiting.items.slice(1, 2));
  });

  it('names who answers for a unit: its own administrators of that day, else those of the nearest unit above, no higher than the board', async () => {
    const ownersIn = async (unitId: string) => Object.fromEntries((await missed(unitId)).items.map((one) => [one.unitId, one.owners!.map(({ memberId }) => memberId)]));
    const all = await ownersIn('town');
    const expected = { town: ['tom'], north: ['nora'], south: ['tom'], west: ['tom'], n1: ['ned'], n2: ['nora'], s1: ['tom'] };
    expect(all).toEqual(expected); // also where they belong to no unit of this board
    expect(await ownersIn('south')).toEqual({ south: [], s1: [] }); // the town's own lies above this board
  });

  it('names nobody to readers without a right to persons', async () => {
    const { items } = await missed('town', { persons: false });
    expect(items.every(({ owners }) => owners === null)).toBe(true);
  });
});
