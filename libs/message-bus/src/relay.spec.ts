import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReleaseMessages } from '@lyceum/contracts/platform/parking';
import { StudySessionClosed } from '@lyceum/contracts/activity/study-session';
import { CadenceHeld, RecordHolding } from '@lyceum/contracts/assessment/cadence';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { decider } from '@lyceum/core/decider';
import type { Fact, Wish } from '@lyceum/core/event';
import { reactor } from '@lyceum/core/reactor';
import { seeded } from '@lyceum/core/testing/seeded';
import { until } from '@lyceum/core/testing/until';
import type { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { commandId, handle } from '@lyceum/event-store/handle';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { HostileBus } from './hostile.ts';
import { InProcessBus } from './in-process.ts';
import { parking } from './parking.decider.ts';
import { startReactions } from './reactions.ts';
import { Relay } from './relay.ts';
import { SqliteRelayState } from './sqlite-relay-state.ts';

type Held = ReturnType<typeof StudySessionClosed>;
/** A small assessment: a session that was held is recorded for its unit and week. */
const weeks = decider<readonly string[], ReturnType<typeof RecordHolding>, ReturnType<typeof CadenceHeld>>({
  category: 'cadence', id: ({ unitId, week }) => `${unitId}-${week}`, initial: [],
  decide: { RecordHolding: (holding, seen) => (seen.includes(holding.sessionId) ? [] : [CadenceHeld(holding)]) },
  evolve: { CadenceHeld: (seen, { sessionId }) => [...seen, sessionId] },
});
const holding = reactor<Held, ReturnType<typeof RecordHolding>>({ name: 'holding', on: {
  StudySessionClosed: ({ revision: closing, data: { unitId, week, form, sessionId, day } }) => {
    if (sessionId.startsWith('poison') && !healed) throw new Error('cannot be understood');
    return [RecordHolding({ unitId, week, form, sessionId, day, closing })];
  },
} });
let healed = false;

let folder: string;
let log: Awaited<ReturnType<typeof temporaryEventStore>>;
let running: { relay: Relay; bus: InProcessBus; state: SqliteRelayState }[] = [];
const state = () => SqliteRelayState.open({ folder, identity: log.store.identity });

beforeEach(async () => { healed = false; folder = mkdtempSync(join(tmpdir(), 'lyceum-relay-')); log = await temporaryEventStore(); });
afterEach(async () => {
  for (const { relay, bus, state: held } of running.splice(0)) { await relay.stop(); await bus.close(); await held.close(); }
  await log.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (bus = new InProcessBus(), store: EventStore = log.store) => {
  const each = { relay: new Relay(store, bus, state(), vocabulary), bus, state: state() };
  await startReactions([{ reactor: holding, decider: weeks as unknown as Parameters<typeof startReactions>[0][number]['decider'] }], { store, bus, vocabulary, now: () => '2026-03-06T10:00:00.000Z', pauses: [1] });
  each.relay.start();
  running.push(each);
  return each;
};
let sent = 0;
/** Appends the fact that a session was held, on the session's stream. */
const close = async (sessionId: string, stream = `study-session-${sessionId}`) => {
  const data = StudySessionClosed({ sessionId, unitId: 'u1', form: 'weekly-collective', day: '2026-03-06', week: '2026-W10', minutes: 60 }).data;
  const past = await log.store.readStream(stream);
  await log.store.append({
    checks: { [stream]: past.at(-1)?.revision ?? 'none' },
    events: [{ stream, id: `e${++sent}`, type: 'StudySessionClosed', version: 1, data, occurredAt: '2026-03-06T09:00:00.000Z', recordedAt: '2026-03-06T09:00:00.000Z', actor: 'member:ada', unit: 'u1', correlation: 'c', causation: null, command: `c${sent}`, bodyHash: '' }],
  });
};
const recordedSessions = async () => (await log.store.readStream('cadence-u1-2026-W10')).map(({ data }) => data['sessionId']);
const lane = async () => parking.fold(await pastOf(log.store, vocabulary, 'parked-holding'));

describe('from the log to a reactor', () => {
  it('carries what was committed before it started and after', async () => {
    await close('s1');
    const { relay } = await start();
    await close('s2');
    await relay.idle();
    expect(await recordedSessions()).toEqual(['s1', 's2']);
  });

  it('names the event that a reaction rests on, and its claimed time', async () => {
    const { relay } = await start();
    await close('s1');
    await relay.idle();
    const [reaction] = await log.store.readStream('cadence-u1-2026-W10');
    expect(reaction).toMatchObject({ causation: `e${sent}`, actor: 'system:holding', occurredAt: '2026-03-06T09:00:00.000Z', recordedAt: '2026-03-06T10:00:00.000Z' });
  });

  it('handles each event once, though an unkind bus delivers again and a relay begins anew', async () => {
    const bus = new HostileBus(seeded(11));
    const first = await start(bus);
    for (let n = 0; n < 20; n++) await close(`s${n}`);
    await first.relay.idle();
    rmSync(join(folder, 'relay.db'), { force: true }); // its memory is lost: everything is relayed again
    await first.relay.stop();
    running = [];
    await bus.close();
    await first.state.close();
    folder = mkdtempSync(join(tmpdir(), 'lyceum-relay-'));
    const second = await start();
    await second.relay.idle();
    expect([...(await recordedSessions())].sort()).toEqual(Array.from({ length: 20 }, (_, n) => `s${n}`).sort());
  });

  it('lets one relay work at a time; a zombie’s checkpoint is refused', async () => {
    const held = state();
    const [one, other] = [await held.acquire('one', 1000, 100), await held.acquire('other', 1050, 100)];
    expect(one).toEqual({ fence: 1, until: 1100 });
    expect(other).toBeNull();
    const taken = await held.acquire('other', 1101, 100);
    expect(taken!.fence).toBeGreaterThan(one!.fence);
    expect(await held.save('0000000000000009', one!.fence)).toBe(false);
    expect(await held.save('0000000000000005', taken!.fence)).toBe(true);
    expect(await held.checkpoint()).toBe('0000000000000005');
    await held.close();
  });

  it('is well again when what was away is back, also where nothing is left to publish', async () => {
    let failing = true;
    const away = new Proxy(log.store, { get: (store, name) => (name === 'head' && failing ? async () => { throw new Error('away'); } : Reflect.get(store, name, store) as unknown) });
    const { relay } = await start(new InProcessBus(), away);
    const well = () => relay.healthy().then(() => true, () => false);
    await until('a relay that is not well', async () => !(await well()));
    failing = false;
    await until('a relay that is well again', well);
  });

  it('passes nothing over where it was further than the log is: it stops, and says so', async () => {
    const held = state();
    const lease = (await held.acquire('one', 1, 1))!;
    await held.save('0000000000000002', lease.fence);
    await held.close();
    await close('s1');
    const { relay } = await start();
    await until('a relay that has stopped', () => relay.healthy().then(() => false, () => true));
    await close('s2'); // the log looks whole again
    await close('s3');
    await new Promise((resolve) => { setTimeout(resolve, 150); });
    await expect(relay.healthy()).rejects.toThrow('it has lost its end');
    expect(await recordedSessions()).toEqual([]);
  });

  it('begins anew for another epoch of the log', async () => {
    const held = state();
    const lease = (await held.acquire('one', 1, 1))!;
    await held.save('0000000000000005', lease.fence);
    await held.close();
    const restored = SqliteRelayState.open({ folder, identity: { ...log.store.identity, epoch: log.store.identity.epoch + 1 } });
    expect(await restored.checkpoint()).toBe('');
    await restored.close();
  });
});

describe('a message that cannot be handled', () => {
  it('is parked by an event, with what follows on its key, while the rest flows on', async () => {
    const { relay } = await start();
    await close('poison', 'study-session-x');
    await close('s1', 'study-session-x');
    await close('s2', 'study-session-y');
    await relay.idle();
    expect(await recordedSessions()).toEqual(['s2']);
    expect((await lane())['study-session-x']).toHaveLength(2);
  });

  it('is handled in its order when it is released', async () => {
    const { relay } = await start();
    await close('poison', 'study-session-x');
    await close('s1', 'study-session-x');
    await relay.idle();
    healed = true;
    await release('study-session-x');
    await relay.idle();
    await close('s2', 'study-session-x');
    await relay.idle();
    expect(await recordedSessions()).toEqual(['poison', 's1', 's2']);
    expect(await lane()).toEqual({});
  });

  it('waits again where the release came too early', async () => {
    const { relay } = await start();
    await close('poison', 'study-session-x');
    await relay.idle();
    await release('study-session-x');
    await relay.idle();
    expect((await lane())['study-session-x']).toHaveLength(1);
    expect(await recordedSessions()).toEqual([]);
  });

  it('cannot be released where nothing waits', () => expect(release('study-session-z')).rejects.toThrow('nothing-parked'));
});

const release = (key: string) => handle<unknown, Wish, Fact, unknown>(log.store, vocabulary, parking as never, ReleaseMessages({ consumer: 'holding', key }), {
  command: commandId('release', key, String(++sent)), actor: 'member:ada', unit: 'u1', now: '2026-03-06T11:00:00.000Z', correlation: 'c',
});
