// engines: Kafka
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReleaseMessages } from '@lyceum/contracts/platform/parking';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Decider } from '@lyceum/core/decider';
import type { Fact, Recorded, Wish } from '@lyceum/core/event';
import { pastOf } from '@lyceum/event-store/folds';
import { handle } from '@lyceum/event-store/handle';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { startKafka } from '../../../tools/engines/kafka.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { KafkaBus } from './kafka.ts';
import { parking } from './parking.decider.ts';
import { startReactions } from './reactions.ts';
import { Relay } from './relay.ts';
import { SqliteRelayState } from './sqlite-relay-state.ts';

/** From a log over a real broker to a reactor that can't handle one message, until somebody mends it. */
const now = '2026-03-06T10:00:00.000Z';
let engine: Engine, log: Awaited<ReturnType<typeof temporaryEventStore>>, folder: string, bus: KafkaBus, state: SqliteRelayState, relay: Relay;
const handled: string[] = [];
let healed = false;
const reactor = { name: 'holding', types: ['StudySessionClosed'], react: ({ id }: Recorded) => { if (id === 'poison' && !healed) throw new Error('cannot be understood'); handled.push(id); return []; } };

beforeAll(async () => {
  [engine, log, folder] = [await startKafka(), await temporaryEventStore(), mkdtempSync(join(tmpdir(), 'lyceum-parked-'))];
  [bus, state] = [await KafkaBus.open({ brokers: [engine.url], topic: 'lyceum.parked', partitions: 4 }), SqliteRelayState.open({ folder, identity: log.store.identity })];
  await startReactions([{ reactor, decider: undefined as unknown as Decider<unknown, Wish, Fact, unknown> }], { store: log.store, bus, vocabulary, now: () => now, pauses: [1] });
  relay = new Relay(log.store, bus, state, vocabulary);
  relay.start();
});
afterAll(async () => {
  await relay?.stop();
  await bus?.close();
  await state?.close();
  await log?.dispose();
  rmSync(folder, { recursive: true, force: true });
  await engine?.stop();
});

const closed = async (key: string, id: string) => {
  const past = await log.store.readStream(key);
  const data = { sessionId: key.slice(-1), unitId: 'u1', form: 'weekly-collective', day: '2026-03-06', week: '2026-W10', minutes: 60 };
  await log.store.append({
    checks: { [key]: past.at(-1)?.revision ?? 'none' },
    events: [{ stream: key, id, type: 'StudySessionClosed', version: 1, data, occurredAt: now, recordedAt: now, actor: 'member:ada', unit: 'u1', correlation: 'c', causation: null, command: id, bodyHash: '' }],
  });
};
const waiting = async () => parking.fold(await pastOf(log.store, vocabulary, 'parked-holding'));

describe('a message that a reactor can’t handle, on Kafka', () => {
  it('is parked with what follows on its key, while other keys flow; released, they are handled in their order', async () => {
    for (const [key, id] of [['study-session-a', 'before'], ['study-session-a', 'poison'], ['study-session-b', 'b1'], ['study-session-a', 'behind 1'], ['study-session-c', 'c1'], ['study-session-a', 'behind 2'], ['study-session-b', 'b2']] as const) await closed(key, id);
    await relay.idle();
    expect(handled.filter((id) => /^b\d|^c/.test(id)).sort()).toEqual(['b1', 'b2', 'c1']);
    expect(handled.filter((id) => !/^b\d|^c/.test(id))).toEqual(['before']);
    const parked = await waiting();
    expect([Object.keys(parked), parked['study-session-a']?.length]).toEqual([['study-session-a'], 3]);

    healed = true;
    await handle(log.store, vocabulary, parking, ReleaseMessages({ consumer: 'holding', key: 'study-session-a' }), { command: 'release', actor: 'member:ada', unit: 'u1', now, correlation: 'c' });
    await closed('study-session-a', 'after');
    await relay.idle();
    expect(handled.filter((id) => !/^b\d|^c/.test(id))).toEqual(['before', 'poison', 'behind 1', 'behind 2', 'after']);
    expect(await waiting()).toEqual({});
  }, 60_000);
});
