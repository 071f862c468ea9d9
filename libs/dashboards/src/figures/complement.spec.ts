import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttendanceSigned } from '@lyceum/contracts/activity/attendance';
import { MembersInvited } from '@lyceum/contracts/activity/study-session';
import { UnitBoards } from '../boards/unit-board.query.ts';
import { settle, type Town } from '../testing/settle.ts';
import { range, tree, TownDirectory, units, type Happened } from '../testing/town.ts';
import { Explanations } from './explanation.query.ts';
import type { ScopeKind } from './key.ts';
import { Measures } from './measures.query.ts';
import { sightsOf } from './sight.query.ts';

const day = '2026-03-06';
/** Sessions to which everybody of their unit comes. */
const heldIn = (people: Readonly<Record<string, number>>, times = 1): readonly Happened[] => Object.entries(people).flatMap(([unit, count]) => Array.from({ length: times }, (_, time) => `session_${unit}_${time}`).flatMap((sessionId) => {
  const invited = Array.from({ length: count }, (_, n) => ({ memberId: `${unit}_p${n}`, unit }));
  return [
    { fact: MembersInvited({ sessionId, day, invited }), unit },
    ...invited.map(({ memberId }) => ({ fact: AttendanceSigned({ sessionId, memberId, day, minutes: 60, method: 'qr' }), unit })),
  ];
}));
/** The south has three people, and the first station of the north two. */
const happened = heldIn({ north: 10, n1: 2, n2: 8, s1: 3, west: 30 });
const all = ['invited', 'signed', 'invited-persons', 'signed-persons'];

describe('a number that is hidden for another’s sake', () => {
  let town: Town;
  beforeAll(async () => { town = await settle(happened); });
  afterAll(() => town.dispose());
  const asked = (persons: boolean) => ({ ...range, today: '2026-05-01', tree, reader: { persons, units: new Set(units.map(({ unitId }) => unitId)) }, language: 'zh' }) as const;
  const explained = (figure: string, scope: ScopeKind, id: string, persons = false, of = town) =>
    new Explanations(of.reads, new Measures(of.reads), of.store, new TownDirectory()).of({ figure, scope, id, ...range }, { ...asked(persons), at: of.positions.at(-1)!, now: true, limit: 50 });
  const board = (unitId: string, persons = false) => new UnitBoards(town.reads, new Measures(town.reads), new TownDirectory()).of(unitId, asked(persons));

  it('is hidden as well where each person is counted once, and of a unit by itself that has nothing below it', async () => {
    for (const figure of all) for (const scope of ['unit', 'own'] as const) {
      const shown = [(await explained(figure, scope, 'n1')).shown, (await explained(figure, scope, 'n2')).shown, (await explained(figure, scope, 'west')).shown];
      expect([figure, scope, ...shown]).toEqual([figure, scope, '<5', '*', '30']);
    }
    expect((await explained('coverage', 'unit', 'n2')).shown).toBe('*');
    expect((await explained('invited-persons', 'own', 'n2', true)).shown).toBe('8'); // nothing is hidden from who may know the people
  });
  it('takes its parts with it, which add up to it: the north covers the south, so that its own ten are covered, too', async () => {
    for (const figure of all) expect([figure, (await explained(figure, 'unit', 'south')).shown, (await explained(figure, 'unit', 'north')).shown, (await explained(figure, 'own', 'north')).shown]).toEqual([figure, '<5', '*', '*']);
    expect((await explained('signed', 'unit', 'north')).terms.map(({ shown }) => shown)).toEqual(['*', '<5', '*']);
    const shownOf = async (unitId: string, persons = false) => (await board(unitId, persons)).children.map(({ figures }) => figures['invited']!.shown);
    expect([await shownOf('north'), await shownOf('north', true)]).toEqual([['*', '<5', '*'], ['10', '2', '8']]);
  });
  it('is one of distinct persons, too, where few people came so often that their number is large', async () => {
    const often = await settle([...heldIn({ n1: 3 }, 3), ...heldIn({ north: 30, n2: 8 })]);
    try {
      const shown = (figure: string) => Promise.all(['n1', 'n2'].map(async (id) => (await explained(figure, 'unit', id, false, often)).shown));
      expect([await shown('invited'), await shown('invited-persons'), await shown('signed-persons')]).toEqual([['9', '8'], ['<5', '*'], ['<5', '*']]);
    } finally { await often.dispose(); }
  });
  it('is shown below a hidden share as under its own key', async () => {
    const few = await settle(heldIn({ west: 30 }).slice(0, -2));
    try {
      const { shown, terms } = await explained('attendance', 'unit', 'west', false, few);
      expect([shown, ...terms.map((term) => term.shown)]).toEqual(['*', '*', '30']);
    } finally { await few.dispose(); }
  });
  it('takes the coverage at the head of its board with it', async () => {
    const coverage = async (unitId: string) => (await board(unitId)).figures[1]!.shown;
    expect([await coverage('town'), await coverage('north'), await coverage('n2')]).toEqual(['100.0 %', '*', '*']);
  });
});

it('covers distinct persons where it covers how often they came', () => {
  const parts = [[4, 4], [16, 8], [10, 10], [50, 25]].map(([invited, persons]) => ({ invited: invited!, 'invited-persons': persons! }));
  expect(sightsOf('invited', parts, false)).toEqual(['small', 'clear', 'hidden', 'clear']);
  expect(sightsOf('invited-persons', parts, false)).toEqual(['small', 'hidden', 'hidden', 'clear']);
});
