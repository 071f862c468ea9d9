import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, weekOf } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import { AttendanceSigned, AttendanceWithdrawn } from '@lyceum/contracts/activity/attendance';
import { InvitationsWithdrawn, MembersInvited, StudySessionClosed, StudySessionPlanned } from '@lyceum/contracts/activity/study-session';
import { CadenceMissed } from '@lyceum/contracts/assessment/cadence';
import { PolicyPublished } from '@lyceum/contracts/assessment/policy';
import { BadCursor } from '@lyceum/read-store/read-store';
import { settle, type Town } from '../testing/settle.ts';
import { tally, termsOf } from '../testing/tally.ts';
import { history, members, range, TownDirectory, tree, units, type Happened } from '../testing/town.ts';
import type { Explanation } from './answers.ts';
import { deltasOf } from './deltas.ts';
import { Explanations } from './explanation.query.ts';
import { figures, isKnownAt } from './figure.ts';
import { keyText, parseKey, placeOf, type FigureKey, type ScopeKind } from './key.ts';
import { Measures } from './measures.query.ts';

const everyone = { persons: true, units: new Set(units.map(({ unitId }) => unitId)) };

const explain = ({ store, reads }: Town, key: FigureKey, at: Position, now: boolean, cursor?: string, limit = 7): Promise<Explanation> =>
  new Explanations(reads, new Measures(reads), store, new TownDirectory()).of(key, { at, now, today: '2026-05-01', tree, reader: everyone, language: 'en', limit, cursor });

/** As a reader without a right to persons sees it. */
const blind = ({ store, reads, positions }: Town, key: FigureKey, cursor?: string): Promise<Explanation> =>
  new Explanations(reads, new Measures(reads), store, new TownDirectory()).of(key, { at: positions.at(-1)!, now: true, today: '2026-05-01', tree, reader: { ...everyone, persons: false }, language: 'zh', limit: 50, cursor });
const toCome = (sessionId: string, count: number) => ({ sessionId, day: range.from, invited: Array.from({ length: count }, (_, n) => ({ memberId: `west_p${n}`, unit: 'west' })) });
type Coming = ReturnType<typeof toCome>;

const everyKey = (happened: readonly Happened[], { from, to }: { from: string; to: string }): readonly FigureKey[] => {
  const opened = happened.flatMap(({ fact }) => (fact.type === 'MembersInvited' ? [fact.data as { sessionId: string; day: string }] : []));
  const [within, outside] = [true, false].map((inRange) => opened.filter(({ day }) => (day >= from && day <= to) === inRange).map(({ sessionId }) => sessionId));
  const sessions = [...within!.filter((_, n) => n % 3 === 0), ...outside!.slice(0, 1)]; // of every week some
  const ids: Record<ScopeKind, readonly string[]> = { unit: units.map(({ unitId }) => unitId), own: ['town', 'north', 'west', 'n1'], session: sessions, member: members.slice(10, 16) };
  return Object.keys(figures).flatMap((figure) => (Object.keys(ids) as ScopeKind[]).filter((scope) => isKnownAt(figure, placeOf(scope)))
    .flatMap((scope) => ids[scope].map((id) => ({ figure, scope, id, from, to }))));
};

/** The figure equals the plain tally, its terms or events add up to it, and each term opens to what it shows (tried for the present only: it takes long). */
const holds = async (town: Town, happened: readonly Happened[], key: FigureKey, at: Position, now: boolean) => {
  const found = await explain(town, key, at, now);
  for (const term of now ? found.terms : []) {
    const opened = await explain(town, parseKey(term.key)!, at, now);
    expect([keyText(key), term.key, term.value]).toEqual([keyText(key), term.key, opened.value]);
  }
  const { figure, scope, id, from, to } = key;
  if (figures[figure]!.kind === 'ratio') {
    const [of, by] = termsOf(figure).map((name) => tally(happened, name, scope, id, from, to));
    expect([keyText(key), found.value]).toEqual([keyText(key), by === 0 ? null : (100 * of!) / by!]);
    expect(found.terms.map(({ value }) => value)).toEqual([of, by]);
    return;
  }
  expect([keyText(key), at, found.value]).toEqual([keyText(key), at, tally(happened, figure, scope, id, from, to)]);
  if (found.events === null) {
    expect(found.terms.reduce((sum, { value }) => sum + value!, 0)).toBe(found.value);
    return;
  }
  let [sum, count, cursor] = [0, 0, null as string | null];
  const total = found.events.total;
  do {
    const { events } = await explain(town, key, at, now, cursor ?? undefined);
    for (const { delta, position } of events!.items) { sum += delta; count++; expect(position <= at).toBe(true); }
    cursor = events!.next;
  } while (cursor !== null);
  expect([keyText(key), sum, count]).toEqual([keyText(key), found.value, total]);
};

describe('a figure', () => {
  it('equals the plain tally, and its terms and events add up to it, now and as of any position', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0.02, max: 0.98, noNaN: true }), fc.integer({ min: 0, max: 12 }), async (seed, part, skip) => {
      const happened = history(seed);
      const town = await settle(happened);
      try {
        const days = { from: `2026-03-${String(2 + skip).padStart(2, '0')}`, to: range.to };
        const then = Math.floor(happened.length * part);
        for (const key of everyKey(happened, days)) {
          await holds(town, happened, key, town.positions.at(-1)!, true);
          await holds(town, happened.slice(0, then + 1), key, town.positions[then]!, false);
        }
      } finally { await town.dispose(); }
    }), { numRuns: 4, examples: [[7, 0.5, 3]] }); // one town that is always the same, and three that are not
  }, 120_000);
});

describe('an explanation', () => {
  let town: Town;
  const happened = history(7);
  beforeAll(async () => { town = await settle(happened); });
  afterAll(() => town.dispose());
  const last = () => town.positions.at(-1)!;

  it('tells the facts newest first, in sentences, with the stream and revision that prove them', async () => {
    const { events } = await explain(town, { figure: 'signed', scope: 'own', id: 'north', ...range }, last(), true, undefined, 3);
    expect(events!.items).toHaveLength(3);
    expect([...events!.items].map(({ position }) => position)).toEqual(events!.items.map(({ position }) => position).sort().reverse());
    expect(events!.items[0]!.sentence).toMatch(/^(Name of north_p\d signed at|withdrew the signature of Name of north_p\d)/);
    expect(events!.items[0]).toMatchObject({ revision: 0, actor: { id: 'member:clerk', name: 'Name of clerk' } });
    expect(events!.items[0]!.stream).toMatch(/^e-\d+$/);
  });

  it('names the rule, its version and its basis behind a missed week', async () => {
    const { policy, projection } = await explain(town, { figure: 'missed', scope: 'unit', id: 'town', ...range }, last(), true);
    expect(policy).toEqual({ policyId: 'weekly', version: 1, title: 'Weekly study', basis: 'Document 7' });
    expect(projection).toEqual({ name: 'unit-week', version: 4 });
  });

  it('names the rule behind held and missed weeks also below any number of newer weeks that nobody has judged yet', async () => {
    const newer = Array.from({ length: 13 }, (_, n) => addDays(range.to, 5 + 7 * n));
    const held = newer.flatMap((day) => units.map(({ unitId }): Happened =>
      ({ fact: StudySessionClosed({ sessionId: `later_${unitId}_${weekOf(day).replace('-', '_')}`, unitId, form: 'weekly-collective', day, week: weekOf(day), minutes: 60 }), unit: unitId })));
    const longer = await settle([...happened, ...held]);
    try {
      const now = longer.positions.at(-1)!;
      for (const figure of ['missed', 'held']) for (const at of [{ to: newer.at(-1)!, rule: 'weekly' }, { to: '2026-03-01', rule: undefined }]) {
        const { policy } = await explain(longer, { figure, scope: 'unit', id: 'town', from: '2026-01-05', to: at.to }, now, true);
        expect([figure, at.to, policy?.policyId]).toEqual([figure, at.to, at.rule]);
      }
    } finally { await longer.dispose(); }
  });

  it('names the newest of the rules that its weeks were judged by', async () => {
    const second = { policyId: 'weekly', policyVersion: 2 }, form = 'weekly-collective' as const;
    const revised = await settle([
      ...happened,
      { fact: PolicyPublished({ ...second, unitId: 'town', title: 'Twice a week', rule: { kind: 'cadence', form, per: 'week', atLeast: 2 }, basis: 'Document 8', effectiveFrom: '2026-04-06' }), unit: 'town' },
      { fact: CadenceMissed({ ...second, unitId: 'north', week: '2026-W15', form, held: 1, atLeast: 2 }), unit: 'north' },
    ]);
    try {
      for (const [to, version] of [[range.to, 1], ['2026-04-12', 2]] as const) {
        expect([to, (await explain(revised, { figure: 'missed', scope: 'unit', id: 'town', from: range.from, to }, revised.positions.at(-1)!, true)).policy?.version]).toEqual([to, version]);
      }
    } finally { await revised.dispose(); }
  });

  it('keeps its pages together while the log grows', async () => {
    const own = { figure: 'invited', scope: 'own', id: 'west', ...range } as const;
    const at = town.positions[Math.floor(happened.length / 2)]!;
    const first = await explain(town, own, at, false, undefined, 2);
    const rest = await explain(town, own, at, false, first.events!.next!, 100);
    expect([...first.events!.items, ...rest.events!.items].reduce((sum, { delta }) => sum + delta, 0)).toBe(first.value);
  });

  it('refuses a cursor where it lists nothing to page through: of a share, of several units together, of what is not to be seen', async () => {
    const cursor = (await explain(town, { figure: 'signed', scope: 'own', id: 'north', ...range }, last(), true, undefined, 1)).events!.next!;
    for (const [figure, id] of [['attendance', 'west'], ['signed', 'town']] as const) await expect(explain(town, { figure, scope: 'unit', id, ...range }, last(), true, cursor)).rejects.toThrow(BadCursor);
    const few = { figure: 'signed', scope: 'session', id: 's_west_0', ...range } as const;
    await expect(blind(town, few, cursor)).rejects.toThrow(BadCursor);
    expect((await explain(town, few, last(), true)).value).toBeLessThan(5);
  });
  it('lists persons once each, for a reader who may know them, and to nobody else', async () => {
    const key = { figure: 'signed-persons', scope: 'unit', id: 'town', ...range } as const;
    const { events, value } = await explain(town, key, last(), true, undefined, 100);
    expect(events!.items).toHaveLength(value!);
    expect((await blind(town, key)).events).toBeNull();
  });

  it('says of distinct persons whose line each is, although one event brought many of them', async () => {
    const coming = toCome('s1', 9);
    const town = await settle([{ fact: MembersInvited(coming), unit: 'west' }, { fact: MembersInvited({ ...coming, sessionId: 's2' }), unit: 'west' }]);
    try {
      const key = { figure: 'invited-persons', scope: 'unit', id: 'town', ...range } as const;
      const first = await explain(town, key, town.positions.at(-1)!, true, undefined, 5);
      const lines = [...first.events!.items, ...(await explain(town, key, town.positions.at(-1)!, true, first.events!.next!, 5)).events!.items];
      expect(lines.map(({ position, delta, memberId, sentence }) => [position, delta, memberId, sentence])).toEqual(
        coming.invited.map(({ memberId }) => [town.positions[0], 1, memberId, `invited 9 to the study session on ${range.from}, among them Name of ${memberId}`]));
    } finally { await town.dispose(); }
  });

  it('shows a reader without a right to persons neither names nor streams nor actors', async () => {
    const invited = [10, 8].map((count, n) => ({ fact: MembersInvited(toCome(`s${n}`, count)), unit: 'west' }));
    const large = await settle(invited);
    try {
      const { events } = await blind(large, { figure: 'invited', scope: 'own', id: 'west', ...range });
      expect(events!.items.map(({ delta }) => delta)).toEqual([8, 10]);
      expect(JSON.stringify(events)).not.toMatch(/_p\d|clerk/);
      expect(new Set(events!.items.flatMap(({ position, occurredAt, recordedAt }) => [position, occurredAt.length, recordedAt.length]))).toEqual(new Set(['', 10])); // the day alone
    } finally { await large.dispose(); }
    const held = await blind(town, { figure: 'held', scope: 'own', id: 'north', ...range });
    expect(held.events!.items.map(({ actor }) => actor)).toContainEqual({ id: '', name: '一名成员' }); // where no name is given, no id is, which would be as good
    expect(JSON.stringify(held.events)).not.toContain('clerk');
  });

  const [three, four, many] = [3, 4, 9].map((count, n) => toCome(`s${n}`, count)) as [Coming, Coming, Coming];
  const ofEach = (event: typeof AttendanceSigned | typeof AttendanceWithdrawn, { sessionId, day, invited }: Coming) =>
    invited.map(({ memberId }) => (event === AttendanceSigned ? AttendanceSigned({ sessionId, memberId, day, minutes: 60, method: 'qr' }) : AttendanceWithdrawn({ sessionId, memberId, day, minutes: 60, method: 'qr', reason: 'not there' })));
  it.each([
    ['four were invited, and no longer are', 'invited', [MembersInvited(four), InvitationsWithdrawn(four)], 0, null],
    ['many were, and no longer are', 'invited', [MembersInvited(many), InvitationsWithdrawn(many)], 0, [-9, 9]],
    ['many are, of them three to one session', 'invited', [MembersInvited(many), MembersInvited(three)], 12, null],
    ['never fewer than five were, by large steps', 'invited', [MembersInvited(many), MembersInvited(toCome('s3', 5)), InvitationsWithdrawn(many), InvitationsWithdrawn(toCome('s3', 5))], 0, [-5, -9, 5, 9]],
    ['few are left over between large steps', 'invited', [MembersInvited(many), InvitationsWithdrawn(toCome('s2', 6)), MembersInvited(toCome('s3', 7))], 10, null],
    ['three signed, and were withdrawn', 'signed', [MembersInvited(many), ...ofEach(AttendanceSigned, three), ...ofEach(AttendanceWithdrawn, three)], 0, null],
    ['many signed, one by one', 'signed', [MembersInvited(many), ...ofEach(AttendanceSigned, many)], 9, null],
    ['nobody signed', 'signed', [MembersInvited(many)], 0, []],
  ] as const)('tells a reader without a right to persons of no few in what a clear number rests on: %s', async (_, figure, facts, value, deltas) => {
    const small = await settle(facts.map((fact) => ({ fact, unit: 'west' })));
    try {
      const found = await blind(small, { figure, scope: 'own', id: 'west', ...range });
      expect([found.value, found.events && found.events.items.map(({ delta }) => delta)]).toEqual([value, deltas]);
      expect((await explain(small, { figure, scope: 'own', id: 'west', ...range }, small.positions.at(-1)!, true)).events).not.toBeNull();
    } finally { await small.dispose(); }
  });

  it('names the event since which somebody counts, not one that was taken back', async () => {
    const on = (sessionId: string) => ({ sessionId, day: range.from, invited: [{ memberId: 'west_p0', unit: 'west' }] });
    const mistaken = await settle([MembersInvited(on('s1')), InvitationsWithdrawn(on('s1')), MembersInvited(on('s2')), MembersInvited(on('s3'))].map((fact) => ({ fact, unit: 'west' })));
    try {
      const { items } = await deltasOf(mistaken.reads, new Measures(mistaken.reads), 'invited-persons', { place: 'unit', ids: ['west'], ...range, asOf: mistaken.positions.at(-1)! }, { limit: 9 });
      expect(items).toEqual([{ position: mistaken.positions[2], delta: 1, memberId: 'west_p0' }]);
    } finally { await mistaken.dispose(); }
  });

  it('lists of somebody who signed in two units what each unit saw, the first of it in the log, and names nothing of the other', async () => {
    const plan = (sessionId: string, unitId: string, day: string): Happened =>
      ({ fact: StudySessionPlanned({ sessionId, unitId, form: 'weekly-collective', title: `Study ${sessionId}`, day, start: '15:00', minutes: 60, place: '', week: weekOf(day) }), unit: unitId });
    const signed = (sessionId: string, unit: string, day: string): Happened => ({ fact: AttendanceSigned({ sessionId, memberId: 'ada', day, minutes: 60, method: 'qr' }), unit });
    const west = ['at_west', 'west', '2026-03-03'] as const, late = ['at_n1_late', 'n1', '2026-03-12'] as const, early = ['at_n1_early', 'n1', '2026-03-10'] as const;
    const moved = await settle([plan(...west), plan(...late), plan(...early), signed(...west), signed(...late), signed(...early)]);
    try {
      const seen = async (scope: ScopeKind, id: string) => {
        const found = await explain(moved, { figure: 'signed-persons', scope, id, ...range }, moved.positions.at(-1)!, true);
        return [found.value, found.events!.items.map(({ position }) => moved.positions.indexOf(position)), [...new Set(JSON.stringify(found).match(/at_\w+/g))]];
      };
      for (const [scope, id] of [['own', 'n1'], ['unit', 'n1'], ['unit', 'north']] as const) expect([id, ...(await seen(scope, id))]).toEqual([id, 1, [4], ['at_n1_late']]);
      expect(await seen('own', 'west')).toEqual([1, [3], ['at_west']]);
      expect(await seen('unit', 'town')).toEqual([1, [3], ['at_west']]);
    } finally { await moved.dispose(); }
  });

  it('gives others their turn while it seeks the events of many persons', async () => {
    let [turns, watching] = [0, true];
    const turn = () => { turns++; if (watching) setImmediate(turn); };
    setImmediate(turn);
    const { items } = await deltasOf(town.reads, new Measures(town.reads), 'signed-persons', { place: 'unit', ids: units.map(({ unitId }) => unitId), ...range, asOf: last() }, { limit: 200 });
    watching = false;
    expect(items.length).toBeGreaterThan(10);
    expect(turns).toBeGreaterThanOrEqual(items.length);
  });
});
