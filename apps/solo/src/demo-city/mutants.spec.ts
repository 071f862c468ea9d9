import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Projection } from '@lyceum/core/projection';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { ProjectedDirectory } from '@lyceum/directory/projected-directory';
import type { Stored } from '@lyceum/event-store/event-store';
import type { Change } from '@lyceum/read-store/read-store';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { contexts } from '../contexts.ts';
import { bringAbout } from './testing/aftermath.ts';
import { everyChange, everyHistory, whoLooked } from './testing/audit.ts';
import type { Check, Scene } from './testing/checks.ts';
import { Graft, Replay } from './testing/graft.ts';
import { mutantsOf, type Mutant } from './testing/mutations.ts';
import { everyAccount, everyClaim, everyMoment, everyPerson, headcountsOfUnits, theRoster, theTree, whoBelongsWhere, whoMayWhat } from './testing/people.ts';
import {
  attendanceExplained, boardsOfSingleDays, boardsOfSomeWeeks, everyBoard, everyLearningFile, everyPolicy, everyRecord, everySession, heldForEachWeek, missedWeeks, personsExplained, personsOfBoards,
  plansExplained, rhythmExplained, rulesBehindWeeks, sessionsExplained, sessionsOfBoards, sessionsUnderWay, whileReopened, whoWasThere,
} from './testing/study.ts';
import { everything, seedTown } from './testing/town.ts';

/** Of each projection: what looks at its rows. A projection without a line here fails. */
const checks: Readonly<Record<string, readonly Check[]>> = {
  units: [theTree], people: [everyPerson, whoMayWhat], postings: [whoBelongsWhere], grants: [whoMayWhat], instants: [everyMoment],
  account: [everyAccount, everyClaim], headcount: [headcountsOfUnits], looks: [whoLooked], roster: [theRoster],
  'study-session': [everySession], 'session-attendance': [everySession, whoWasThere],
  policy: [everyPolicy], 'learning-file-entry': [everyLearningFile], 'session-outline': [heldForEachWeek, everyLearningFile],
  'unit-day': [everyBoard, boardsOfSomeWeeks, boardsOfSingleDays, attendanceExplained], 'session-unit': [sessionsOfBoards, sessionsExplained],
  'member-day': [personsOfBoards, everyRecord, personsExplained], 'member-year': [everyBoard, boardsOfSomeWeeks, boardsOfSingleDays, personsExplained],
  'unit-week': [everyBoard, missedWeeks, rhythmExplained, rulesBehindWeeks], 'unit-year': [everyBoard, whileReopened], 'policy-version': [missedWeeks], 'cadence-rule': [rulesBehindWeeks],
  'session-plan': [sessionsOfBoards, sessionsUnderWay, everyBoard, plansExplained, everyRecord], history: [everyHistory], matter: [everyChange],
};

/** Bugs that nobody could see: who says twice from when on something holds has said it once; distinct persons and a week's letter only ask whether there was one; some keys only tell rows apart. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  units: ['takes UnitRenamed twice', 'takes UnitMoved twice'],
  postings: ['takes MemberTransferred twice'],
  headcount: ['files MemberRegistered under another day', 'files MemberTransferred under another day'],
  people: ['takes MemberTransferred twice', 'takes PostChanged twice', 'takes SecondaryPostAdded twice'],
  'member-year': ['takes InvitationsWithdrawn twice', 'takes AttendanceWithdrawn twice'],
  'unit-year': ['takes CadenceMissLifted twice'],
  looks: ['files RecordLookedAt under another key'],
  matter: ['takes UnitRenamed twice', 'takes UnitMoved twice', 'takes MemberTransferred twice', 'takes PostChanged twice', 'takes SecondaryPostAdded twice'],
};
/** Of a projection of every event: those that are the first of their minute, at times. */
const samples = ['MembersInvited', 'CadenceMissed', 'AttendanceSigned'];
/** Large, and the same for every session: some sessions are enough. */
const brief = ['history', 'matter'];

let folder: string;
let close: (() => Promise<void>) | undefined; // a host left open would hold up whoever waits for this file's end
let scene: Scene;
let graft: Graft;
let scions: SqliteReadStore;
let whole: Replay;
let some: Replay;
let projections: readonly Projection[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lyceum-mutants-'));
  scions = await SqliteReadStore.open({ folder, identity: { log: 'mutants', epoch: 0 } });
  const town = await seedTown((reads) => (graft = new Graft(reads, scions)));
  close = () => town.close();
  const after = await bringAbout(town);
  const { events, keys, search, clock } = town.host.adapters;
  projections = projectionsOf(contexts);
  // A directory anew each time: it remembers trees, also a mutant's.
  const look = async (): Promise<Scene> => ({ town, after, reads: graft, get directory() { return new ProjectedDirectory({ reads: graft, events, keys, search, clock }); }, log: await everything(events) });
  scene = await look();
  for (const check of new Set(Object.values(checks).flat())) { // whoever looks at a person leaves a trace, once
    await check(scene);
    await town.host.settle();
    scene = await look();
  }
  whole = new Replay(scene.log);
  some = new Replay(ofSomeSessions(scene));
}, 120_000);
afterAll(async () => { await close?.(); rmSync(folder, { recursive: true, force: true }); });

describe('the tiny city and what happened after its year', () => {
  it('hold every type of event that a projection looks at', () => {
    const wanted = new Set(projections.flatMap(({ types }) => (types === 'every' ? [] : types)));
    expect([...wanted].filter((type) => !some.types.has(type))).toEqual([]);
  });
  it('leave no message waiting that a reactor could not take', () => expect(scene.log.filter(({ type, data }) => type === 'MessageParked' && data['consumer'] !== 'nobody').map(({ data }) => data['error'])).toEqual([]));
  it('are looked at by a check for every projection', () => expect(Object.keys(checks).sort()).toEqual(projections.map(({ name }) => name).sort()));
});

describe('a bug in a projection', () => {
  it.each(Object.keys(checks))('of %s is caught: events overlooked, counted twice, filed under another key', async (name) => {
    const projection = projections.find((each) => each.name === name)!;
    const types = projection.types === 'every' ? samples : projection.types;
    const replay = brief.includes(name) ? some : whole;
    const sound = textOf(await replay.changes({ ...projection, version: 900 }, scions));
    const fates: { what: string; fate: 'alike' | 'caught' | 'survived' }[] = [];
    for (const mutant of mutantsOf(projection, types)) fates.push({ what: mutant.what, fate: await fateOf(mutant, replay, sound, checks[name]!) });
    const those = (fate: string) => fates.filter((each) => each.fate === fate).map(({ what }) => what);
    expect(those('survived')).toEqual(harmless[name] ?? []);
    expect(those('alike').filter((what) => what.startsWith('overlooks'))).toEqual([]); // every type of event matters to rows
    expect(those('caught').length).toBeGreaterThan(0);
  }, 60_000);
});

const ofSomeSessions = ({ town: { weeks }, after, log }: Scene): readonly Stored[] => {
  const telling = weeks.flatMap(({ held, cancelled }) => [...held.filter(({ withdrawals, reopened }) => withdrawals.length > 0 || reopened), ...cancelled, ...held.slice(0, 1)]);
  const ids = new Set([after.replanned, ...telling.map(({ sessionId }) => sessionId)]);
  return log.filter(({ data: { sessionId } }) => sessionId === undefined || ids.has(String(sessionId)));
};

const textOf = (changes: readonly Change[]) => JSON.stringify(changes);

/** `alike`: its rows are those of the sound projection, so that there is no bug. */
const fateOf = async ({ projection }: Mutant, replay: Replay, sound: string, looks: readonly Check[]): Promise<'alike' | 'caught' | 'survived'> => {
  let changes: readonly Change[];
  try { changes = await replay.changes(projection, scions); } catch { return 'caught'; } // the projector stops at it, and says so
  if (textOf(changes) === sound) return 'alike';
  await replay.write(projection, changes, scions);
  graft.graft(projection);
  try {
    for (const look of looks) await look({ ...scene, directory: scene.directory, log: replay.log });
    return 'survived';
  } catch { return 'caught'; } finally {
    graft.graft(null);
    await scions.forget([]);
  }
};
