import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StudySessionCancelled, StudySessionClosed, StudySessionOpened, StudySessionPlanned } from '@lyceum/contracts/activity/study-session';
import { CadenceMissed } from '@lyceum/contracts/assessment/cadence';
import { PolicyEnded, PolicyPublished } from '@lyceum/contracts/assessment/policy';
import { settle, type Town } from '../testing/settle.ts';
import { tally } from '../testing/tally.ts';
import { history, range, tree, TownDirectory, units } from '../testing/town.ts';
import { Measures } from '../figures/measures.query.ts';
import { daysOf } from './grid.query.ts';
import { BoardLists } from './lists.query.ts';
import { UnitBoards } from './unit-board.query.ts';

const reader = { persons: true, units: new Set(units.map(({ unitId }) => unitId)) };

describe('a unit’s board', () => {
  const happened = history(7);
  let town: Town;
  beforeAll(async () => { town = await settle(happened); });
  afterAll(() => town.dispose());
  const board = (unitId: string, days = range) => new UnitBoards(town.reads, new Measures(town.reads), new TownDirectory()).of(unitId, { ...days, today: '2026-05-01', tree, reader, language: 'zh' });

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

  it('tells beside missed weeks how many of them were mended, as a figure that opens', async () => {
    const { among } = (await board('town')).figures.find(({ key }) => key.startsWith('missed/'))!;
    expect(among!.value).toBeGreaterThan(0);
    expect(among).toMatchObject({ key: `mended/unit:town/${range.from}..${range.to}`, value: tally(happened, 'mended', 'unit', 'town', range.from, range.to) });
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

describe('the running week and later ones', () => {
  /** Everybody has people; the west since the Tuesday. */
  class Peopled extends TownDirectory {
    override async headcounts({ day }: { day?: string } = {}) { return new Map(units.flatMap(({ unitId }) => (unitId === 'west' && day! < '2026-03-03' ? [] : [[unitId, 4]]))); }
  }
  const week = '2026-W10', form = 'weekly-collective' as const, policyId = 'weekly';
  const plan = (sessionId: string, unitId: string) => ({ fact: StudySessionPlanned({ sessionId, unitId, form, title: sessionId, day: '2026-03-06', start: '15:00', minutes: 60, place: '', week }), unit: unitId });
  const opened = (sessionId: string, unit: string) => ({ fact: StudySessionOpened({ sessionId, day: '2026-03-06', lateSigningDays: 7 }), unit });
  const held = (sessionId: string, unitId: string) =>
    [plan(sessionId, unitId), opened(sessionId, unitId), { fact: StudySessionClosed({ sessionId, unitId, form, day: '2026-03-06', week, minutes: 60 }), unit: unitId }];
  const happened = [
    { fact: PolicyPublished({ policyId, policyVersion: 1, unitId: 'town', title: 'Weekly study', rule: { kind: 'cadence', form, per: 'week', atLeast: 1 }, basis: 'Document 7', effectiveFrom: '2026-03-02' }), unit: 'town' },
    ...held('one', 'north'), plan('two', 'n1'), plan('three', 's1'), opened('three', 's1'), // under way
    { fact: PolicyEnded({ policyId, until: '2026-03-15' }), unit: 'town' },
  ];
  let town: Town;
  beforeAll(async () => { town = await settle(happened); });
  afterAll(() => town.dispose());
  const days = { from: '2026-02-23', to: '2026-03-22' };
  const board = (unitId: string, more: { today?: string; asOf?: string; from?: string; to?: string } = {}) =>
    new UnitBoards(town.reads, new Measures(town.reads), new Peopled()).of(unitId, { ...days, today: '2026-03-04', tree, reader, language: 'zh', ...more });
  const states = (cells: readonly { state: string }[]) => cells.map(({ state }) => state).join(' ');

  it('say what is still due by the policies in force; what is planned says so, and above units the worst counts', async () => {
    const { children, weekStates } = await board('north');
    expect([states(weekStates), ...children.map(({ weeks }) => states(weeks))]).toEqual(['none held due none', 'none held due none', 'none planned due none', 'none due due none']);
    expect((await board('town')).children.map(({ unitId, weeks }) => [unitId, weeks[1]!.state])).toEqual([['town', 'due'], ['north', 'due'], ['south', 'due'], ['west', 'none']]);
    expect(states((await board('s1')).weekStates)).toBe('none due due none');
  });
  it('ask nothing in the running week of a unit that nobody belonged to on its Monday', async () => expect(states((await board('west')).weekStates)).toBe('none none due none'));
  it('are as they stood: nothing is due before a policy was published, or once the week is over', async () => {
    expect(states((await board('n2', { asOf: town.positions[0]! })).weekStates)).toBe('none due due due'); // its end was not known yet
    expect(states((await board('north', { asOf: town.positions[2]! })).weekStates)).toBe('none due due due'); // not yet closed
    expect(states((await board('n2', { today: '2026-03-11' })).weekStates)).toBe('none none due none');
  });
  it('wait, where a policy asks for two, for the second as well; a week that ended with one of two is missed', async () => {
    const twice = { policyId: 'twice', policyVersion: 1 };
    const asking = [
      { fact: PolicyPublished({ ...twice, unitId: 'town', title: 'Twice a week', rule: { kind: 'cadence', form, per: 'week', atLeast: 2 }, basis: 'Document 8', effectiveFrom: '2026-03-02' }), unit: 'town' },
      ...held('n1a', 'n1'), plan('n1b', 'n1'), ...held('n2a', 'n2'), ...held('s1a', 's1'), ...held('s1b', 's1'),
    ];
    const judged = ['n1', 'n2'].map((unit) => ({ fact: CadenceMissed({ ...twice, unitId: unit, week, form, held: 1, atLeast: 2 }), unit }));
    const demanding = await settle([...asking, ...judged]);
    const asOf = demanding.positions[asking.length - 1]!;
    try {
      const shown = (more: { today: string; asOf?: string }) => Promise.all(['n1', 'n2', 's1'].map(async (unitId) => {
        const boards = new UnitBoards(demanding.reads, new Measures(demanding.reads), new Peopled());
        return (await boards.of(unitId, { from: '2026-03-02', to: '2026-03-08', tree, reader, language: 'zh', ...more })).weekStates.map(({ state }) => state).join();
      }));
      expect(await shown({ today: '2026-03-06', asOf })).toEqual(['planned', 'due', 'held']);
      expect(await shown({ today: '2026-03-11', asOf })).toEqual(['held', 'held', 'held']); // over, and not yet judged
      expect(await shown({ today: '2026-03-11' })).toEqual(['missed', 'missed', 'held']);
    } finally { await demanding.dispose(); }
  });
  it('tell how many sessions are open, whose people count as invited already', async () =>
    expect([(await board('town')).open, (await board('north')).open, (await board('town', { to: '2026-03-05' })).open, (await board('town', { from: '2026-03-07' })).open]).toEqual([1, 0, 0, 0]));
});

describe('the sessions of a unit’s board', () => {
  it('say of one that was cancelled after people had signed how many, and to who may not know them that there were some', async () => {
    const cancelled = (sessionId: string, hadSigned: number) => [
      StudySessionPlanned({ sessionId, unitId: 'n1', form: 'weekly-collective', title: sessionId, day: range.from, start: '15:00', minutes: 60, place: '', week: '2026-W10' }),
      StudySessionCancelled({ sessionId, reason: 'did not take place', hadSigned }),
    ];
    const town = await settle([...cancelled('a', 0), ...cancelled('b', 6)].map((fact) => ({ fact, unit: 'n1' })));
    try {
      const lists = new BoardLists(town.reads, new Measures(town.reads), new TownDirectory());
      const seen = async (persons: boolean) => Object.fromEntries((await lists.sessions('north', { ...range, tree, reader: { ...reader, persons }, language: 'zh', limit: 9 })).items.map(({ sessionId, hadSigned }) => [sessionId, hadSigned]));
      expect([await seen(true), await seen(false)]).toEqual([{ a: 0, b: 6 }, { a: 0, b: null }]);
    } finally { await town.dispose(); }
  });
});
