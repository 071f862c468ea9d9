import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReleaseMessages } from '@lyceum/contracts/platform/parking';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Decider } from '@lyceum/core/decider';
import type { Fact, Recorded, Wish } from '@lyceum/core/event';
import { NewerRelease, Unavailable } from '@lyceum/event-store/event-store';
import { inTodaysShape, pastOf } from '@lyceum/event-store/folds';
import { handle } from '@lyceum/event-store/handle';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { parking } from './parking.decider.ts';
import { consumerOf } from './reactions.ts';
import { messageOf } from './relay.ts';

/** Keys move between the replicas of a service: what one has parked, the other must know. */
const now = '2026-03-06T10:00:00.000Z';
const key = 'study-session-x';
let log: Awaited<ReturnType<typeof temporaryEventStore>>;
let handled: string[], healed: boolean;
const reactor = {
  name: 'holding', types: ['StudySessionClosed'],
  react: ({ id }: Recorded) => { if (id === 'outage') throw new Unavailable('the log is away'); if (id === 'newer') throw new NewerRelease('a newer release wrote what this one can’t read'); if (id === 'poison' && !healed) throw new Error('poison'); handled.push(id); return []; },
};
const replica = () => consumerOf({ reactor, decider: undefined as unknown as Decider<unknown, Wish, Fact, unknown> }, { store: log.store, vocabulary, now: () => now, pauses: [] });
const closed = async (id: string) => {
  const past = await log.store.readStream(key);
  const data = { sessionId: id, unitId: 'u1', form: 'weekly-collective', day: '2026-03-06', week: '2026-W10', minutes: 60 };
  await log.store.append({
    checks: { [key]: past.at(-1)?.revision ?? 'none' },
    events: [{ stream: key, id, type: 'StudySessionClosed', version: 1, data, occurredAt: now, recordedAt: now, actor: 'member:ada', unit: 'u1', correlation: 'c', causation: null, command: id, bodyHash: '' }],
  });
  return messageOf(inTodaysShape(vocabulary, (await log.store.readStream(key)).at(-1)!));
};
const release = async () => {
  await handle(log.store, vocabulary, parking, ReleaseMessages({ consumer: 'holding', key }), { command: 'release', actor: 'member:ada', unit: 'u1', now, correlation: 'c' });
  return messageOf(inTodaysShape(vocabulary, (await log.store.readStream('parked-holding')).at(-1)!));
};

beforeEach(async () => { [log, handled, healed] = [await temporaryEventStore(), [], false]; });
afterEach(() => log.dispose());

describe('two replicas of a reactor', () => {
  it('park what follows on a key, whichever of them has the key by then', async () => {
    const [one, other] = [await replica(), await replica()];
    await one.receive(await closed('poison'));
    await other.receive(await closed('behind'));
    expect(handled).toEqual([]);
    expect(parking.fold(await pastOf(log.store, vocabulary, 'parked-holding'))[key]).toHaveLength(2);
  });

  it('both know of a release that came to one of them', async () => {
    const [one, other] = [await replica(), await replica()];
    await one.receive(await closed('poison'));
    healed = true;
    await other.receive(await release());
    await one.receive(await closed('after'));
    expect(handled).toEqual(['poison', 'after']);
  });

  it('get a release by the way of the key that it releases', async () => {
    const one = await replica();
    await one.receive(await closed('poison'));
    expect((await release()).key).toBe(key);
  });
});

describe('a message', () => {
  it('that nobody recorded comes to nothing, and what follows on its key goes on', async () => {
    const one = await replica();
    const { event } = await closed('said');
    const forged: Partial<Recorded>[] = [{ id: 'forged' }, { id: 'forged', position: '9999999999999999' }, { id: 'forged', position: 'anything' }, { position: '9999999999999999' }];
    for (const lie of forged) await one.receive({ key, event: { ...event, ...lie } });
    expect(handled).toEqual([]);
    await one.receive({ key, event });
    expect(handled).toEqual(['said']);
    expect(await log.store.readStream('parked-holding')).toEqual([]);
  });

  it('is told by the log, whatever it says itself', async () => {
    const one = await replica();
    const { event } = await closed('poison');
    await one.receive({ key: 'another key', event: { ...event, stream: 'another-stream', data: {} } });
    expect(Object.keys(parking.fold(await pastOf(log.store, vocabulary, 'parked-holding')))).toEqual([key]);
  });

  it('of a type that the reactor does not know is passed over, though it calls itself another', async () => {
    const one = await replica();
    await one.receive(await closed('poison'));
    const { event: parked } = messageOf(inTodaysShape(vocabulary, (await log.store.readStream('parked-holding')).at(-1)!));
    await one.receive({ key, event: { ...parked, type: 'StudySessionClosed' } });
    expect(await log.store.readStream('parked-holding')).toHaveLength(1);
  });
});

describe('what is wrong with the log, and not with a message,', () => {
  it.each([['outage', 'the log is away'], ['newer', 'a newer release']])('parks nothing: the bus brings the message again (%s)', async (id, why) => {
    const one = await replica();
    await expect(one.receive(await closed(id))).rejects.toThrow(why);
    expect(await log.store.readStream('parked-holding')).toEqual([]);
  });
});
