import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttendanceSigned, AttendanceWithdrawn } from '@lyceum/contracts/activity/attendance';
import { StudySessionCancelled, StudySessionClosed, StudySessionOpened, StudySessionPlanned, type StudyForm } from '@lyceum/contracts/activity/study-session';
import { CadenceMended, CadenceMet, CadenceMissed } from '@lyceum/contracts/assessment/cadence';
import { PolicyPublished } from '@lyceum/contracts/assessment/policy';
import { RoleGranted, type Role } from '@lyceum/contracts/member/roles';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Projection } from '@lyceum/core/projection';
import { project, recorded } from '@lyceum/core/specify';
import { grants } from '@lyceum/directory/grants.projection';
import { Projector } from '@lyceum/read-store/projector';
import type { Find, ReadStore } from '@lyceum/read-store/read-store';
import { unitWeek } from '../cadence/unit-week.projection.ts';
import { Explanations } from '../figures/explanation.query.ts';
import { parseKey } from '../figures/key.ts';
import { Measures } from '../figures/measures.query.ts';
import { settle, type Town } from '../testing/settle.ts';
import { history, range, tree, TownDirectory, units } from '../testing/town.ts';
import type { MissedLine } from './answers.ts';
import { BoardLists } from './lists.query.ts';

const granted = (memberId: string, role: Role, unitId: string, until: string | null = null) =>
  ({ fact: RoleGranted({ grantId: `${memberId}_${unitId}`, memberId, role, unitId, from: '2026-01-01', until }), unit: unitId });

const planned = (sessionId: string, unitId: string, day: string) =>
  ({ fact: StudySessionPlanned({ sessionId, unitId, form: 'weekly-collective', title: `Session ${sessionId}`, day, start: '15:00', minutes: 60, place: '', week: '2026-W15' }), unit: unitId });
const openedOn = (sessionId: string, day: string, lateSigningDays = 7) => ({ fact: StudySessionOpened({ sessionId, day, lateSigningDays }), unit: 'town' });
const signed = (sessionId: string, unit: string, day: string) => ({ fact: AttendanceSigned({ sessionId, memberId: 'p', day, minutes: 60, method: 'qr' }), unit });
const withdrawn = (sessionId: string, unit: string, day: string) => ({ fact: AttendanceWithdrawn({ sessionId, memberId: 'p', day, minutes: 60, method: 'qr', reason: 'not there' }), unit });

describe('the list of missed weeks', () => {
  const happened = [
    ...history(7), granted('tom', 'unit-administrator', 'town'), granted('nora', 'unit-administrator', 'north'), granted('ned', 'unit-administrator', 'n1'),
    granted('nick', 'unit-administrator', 'n2', '2026-04-30'), granted('lee', 'unit-leader', 's1'),
    // every unit missed the week after
    ...units.map(({ unitId }) => ({ fact: CadenceMissed({ unitId, week: '2026-W15', form: 'weekly-collective', policyId: 'weekly', policyVersion: 1, held: 0, atLeast: 1 }), unit: unitId })),
    // what of that week is not held yet, on 1 May
    planned('opened', 'n1', '2026-04-08'), openedOn('opened', '2026-04-08'), signed('opened', 'n1', '2026-04-08'),
    planned('opened_too', 'n1', '2026-04-28'), openedOn('opened_too', '2026-04-28'),
    planned('nobody_yet', 'town', '2026-04-20'), openedOn('nobody_yet', '2026-04-20', 11), signed('nobody_yet', 'town', '2026-04-20'), withdrawn('nobody_yet', 'town', '2026-04-20'), planned('beside', 'town', '2026-04-29'),
    planned('nobody', 'west', '2026-04-23'), openedOn('nobody', '2026-04-23'), planned('nobody_too', 's1', '2026-04-23'), openedOn('nobody_too', '2026-04-23'),
    planned('left_open', 'south', '2026-04-22'), openedOn('left_open', '2026-04-22'), signed('left_open', 'south', '2026-04-22'), withdrawn('left_open', 'south', '2026-04-22'),
    planned('not_opened', 'n2', '2026-04-24'), planned('to_come', 'n2', '2026-05-08'),
    planned('too_late', 'south', '2026-04-23'), planned('later', 's1', '2026-05-06'), planned('next', 's1', '2026-05-02'), planned('off', 'west', '2026-04-30'), { fact: StudySessionCancelled({ sessionId: 'off', reason: 'storm', hadSigned: 0 }), unit: 'west' },
    planned('mended', 'north', '2026-04-27'), planned('over', 'north', '2026-04-15'), openedOn('over', '2026-04-15'),
    { fact: StudySessionClosed({ sessionId: 'over', unitId: 'north', form: 'weekly-collective', day: '2026-04-15', week: '2026-W15', minutes: 60 }), unit: 'north' },
    { fact: CadenceMended({ unitId: 'north', week: '2026-W15', form: 'weekly-collective', policyId: 'weekly', policyVersion: 1, sessionId: 'over', day: '2026-04-15' }), unit: 'north' },
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
  const missed = (unitId: string, { persons = true, reaches = units.map((unit) => unit.unitId), ...more }: { today?: string; state?: MissedLine['state']; limit?: number; cursor?: string; persons?: boolean; reaches?: readonly string[] } = {}) =>
    lists.missed(unitId, { from: range.from, to: '2026-04-12', today: '2026-05-01', lateSigningDays: 7, tree, language: 'zh', reader: { persons, units: new Set(reaches) }, limit: 200, ...more });

  it('is whole, or of one state; what its pages hold is what its total says', async () => {
    const [all, waiting, mended] = await Promise.all([missed('town'), missed('town', { state: 'missed' }), missed('town', { state: 'mended' })]);
    const inState = (state: MissedLine['state']) => all.items.filter((one) => one.state === state);
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

  it('names the session of a week that still waits which a make-up should not be planned beside: to be closed before to be signed for before to be opened before to come; last, what can only be cancelled', async () => {
    const { items } = await missed('town');
    const ofWeek = Object.fromEntries(items.filter(({ week }) => week === '2026-W15').map(({ unitId, unfinished }) => [unitId, unfinished && [unfinished.sessionId, unfinished.step, unfinished.until]]));
    expect(ofWeek).toEqual({
      n1: ['opened', 'close', null], n2: ['not_opened', 'open', '2026-05-01'], s1: ['next', 'await', '2026-05-09'],
      town: ['nobody_yet', 'sign', '2026-05-01'], west: ['nobody', 'cancel', null], // within the days that it was opened with, and past them
      south: ['left_open', 'cancel', null], // left open until it was too late, also where somebody had signed; not the one that is too late to open
      north: null, // made good for, so that nothing waits
    });
    const onTheDay = (await missed('s1', { today: '2026-05-02' })).items.find(({ week }) => week === '2026-W15')!;
    expect(onTheDay.unfinished).toMatchObject({ sessionId: 'next', step: 'open' });
  });

  it('names neither a session of a unit that the reader’s right has not reached since it was moved away, nor who answers for it now', async () => {
    const { items } = await missed('town', { reaches: units.map(({ unitId }) => unitId).filter((unitId) => unitId !== 'n1') });
    const ofWeek = Object.fromEntries(items.filter(({ week }) => week === '2026-W15').map(({ unitId, unfinished }) => [unitId, unfinished?.sessionId]));
    expect(ofWeek).toMatchObject({ n1: undefined, n2: 'not_opened', s1: 'next' });
    expect(items.filter(({ owners }) => owners === null)).toEqual(items.filter(({ unitId }) => unitId === 'n1'));
    expect(Object.keys(ofWeek)).toContain('n1'); // its week was missed while it was here
  });

  it('names nobody to readers without a right to persons', async () => {
    const { items } = await missed('town', { persons: false });
    expect(items.every(({ owners }) => owners === null)).toBe(true);
  });
});

describe('a week that was missed in one form of study and kept in another', () => {
  const week = '2026-W15';
  const weekly = { unitId: 'n1', week, form: 'weekly-collective', policyId: 'weekly', policyVersion: 1 } as const;
  /** A form that the contract does not have yet, in facts as they would be read back. */
  const theme = { ...weekly, form: 'theme-day' as StudyForm, policyId: 'theme' } as const;
  const weeklyPolicy = history(7)[0]!.fact;
  const published = PolicyPublished({ policyId: 'theme', policyVersion: 1, unitId: 'town', title: 'Theme day', rule: { kind: 'cadence', form: weekly.form, per: 'week', atLeast: 1 }, basis: 'Document 8', effectiveFrom: '2026-01-01' });
  const ofForm = <F extends { readonly data: object }>(fact: F, verdict: object): F => ({ ...fact, data: { ...fact.data, ...verdict } });
  const miss = CadenceMissed({ ...weekly, held: 0, atLeast: 1 }), met = CadenceMet({ ...weekly, atLeast: 1 }), mended = CadenceMended({ ...weekly, sessionId: 's', day: '2026-04-15' });

  it.each([
    ['the weekly study', [miss, ofForm(met, theme)], weekly, 'Document 7', 'missed'],
    ['the theme day', [met, ofForm(miss, theme)], theme, 'Document 8', 'missed'],
    ['what waits of two', [miss, ofForm(miss, theme), mended], theme, 'Document 8', 'missed'],
    ['what was made good for', [miss, mended, ofForm(met, theme)], weekly, 'Document 7', 'mended'],
  ] as const)('names the form, the rule and its basis of the miss: %s', async (_, verdicts, { form, policyId }, basis, state) => {
    const town = await settle([{ fact: weeklyPolicy, unit: 'town' }, { fact: published, unit: 'town' }]);
    try {
      // A log can't hold the form before the contract does: its row is laid over those of the store.
      const row = project(unitWeek, ...verdicts.map((fact) => recorded(fact)))[`n1/${week}`]!;
      const reads = Object.assign(Object.create(town.reads) as ReadStore, { find: async (of: Projection<never>, query: Find) => (of.name === unitWeek.name ? { rows: [{ key: '', row }], next: null } : town.reads.find(of, query)) });
      const measures = new Measures(town.reads), directory = new TownDirectory(), reader = { persons: false, units: new Set(['n1']) };
      const asked = { tree, today: '2026-05-01', lateSigningDays: 7, language: 'zh', reader, limit: 10 } as const;
      const { items: [line] } = await new BoardLists(reads, measures, directory).missed('n1', { ...asked, from: '2026-04-06', to: '2026-04-12' });
      const { policy } = await new Explanations(reads, measures, town.store, directory).of(parseKey(line!.key.replace(/^missed/, state))!, { ...asked, at: town.positions.at(-1)!, now: true });
      expect(line).toMatchObject({ form, state, policy: { policyId, basis } });
      expect(policy).toEqual(line!.policy);
    } finally { await town.dispose(); }
  });
});
