import { ParkMessage } from '@lyceum/contracts/platform/parking';
import type { Decider } from '@lyceum/core/decider';
import type { EventDefinition, Fact, Recorded, Wish } from '@lyceum/core/event';
import type { Reactor } from '@lyceum/core/reactor';
import { BadPosition, NewerRelease, Unavailable, type EventStore } from '@lyceum/event-store/event-store';
import { Folds, inTodaysShape } from '@lyceum/event-store/folds';
import { commandId, handle, type Ask } from '@lyceum/event-store/handle';
import type { Consumer, MessageBus } from './message-bus.ts';
import { parking, type Parked } from './parking.decider.ts';
import { messageOf } from './relay.ts';

type Handled = { readonly reactor: Reactor; readonly decider: Decider<unknown, Wish, Fact, unknown> };
type Surroundings = { store: EventStore; bus: Pick<MessageBus, 'consume'>; vocabulary: ReadonlyMap<string, EventDefinition>; now: () => string; pauses?: readonly number[] };

const patience = [50, 250, 1000]; // milliseconds between attempts, before a message is parked

/** Subscribes every reactor to the bus, as a consumer of its own. */
export const startReactions = async (reactions: readonly Handled[], surroundings: Surroundings): Promise<void> => {
  for (const reaction of reactions) await surroundings.bus.consume(await consumerOf(reaction, surroundings));
};

/**
 * An event to commands to the log. A message only says where to look: what is reacted to is what the log has there, since whoever reaches the bus can
 * write to it, and it may still hold what a restored log no longer has. A command's id follows from the reactor and the event, so that a message delivered twice is handled once.
 * What can't be handled is parked by an event, and what follows on its key behind it; a release handles them in their order. It comes by the way of
 * that key (see `messageOf` of the relay), so that whichever replica has the key handles what waited before what follows.
 */
export const consumerOf = async ({ reactor, decider }: Handled, { store, vocabulary, now, pauses = patience }: Omit<Surroundings, 'bus'>): Promise<Consumer> => {
  const lane = `parked-${reactor.name}`;
  let noted: readonly Recorded[] = [];
  let waiting: Parked = parking.initial;
  /** What waits, as the log has it now: another replica may have parked or released since. */
  const look = async (): Promise<void> => {
    const from = noted.length;
    const since = await store.readStream(lane, { from });
    if (from + since.length <= noted.length) return; // nothing new, or somebody looked meanwhile
    noted = [...noted.slice(0, from), ...since.map((stored) => inTodaysShape(vocabulary, stored))];
    waiting = parking.fold(noted);
  };

  const types: readonly string[] = [...reactor.types, 'MessagesReleased'];
  /** The event that a message tells of; undefined where nobody recorded it. */
  const recorded = async ({ position, id }: Recorded): Promise<Recorded | undefined> => {
    const there = await store.readAt([position]).catch((error: unknown) => { if (error instanceof BadPosition) return []; throw error; });
    const stored = there.find((each) => each.id === id);
    return stored && types.includes(stored.type) ? inTodaysShape(vocabulary, stored) : undefined;
  };

  const ask = (event: Recorded, part: string): Ask => ({
    command: commandId(reactor.name, event.id, part), actor: `system:${reactor.name}`, unit: event.unit, now: now(),
    occurredAt: event.occurredAt, correlation: event.correlation, causation: event.id,
  });
  const folds = new Folds();
  const react = async (event: Recorded) => {
    let index = 0;
    for (const wish of reactor.react(event)) await handle(store, vocabulary, decider, wish, ask(event, String(index++)), folds);
  };
  const park = async (event: Recorded, error: string) => {
    const wish = ParkMessage({ consumer: reactor.name, key: event.stream, eventId: event.id, position: event.position, error: error.slice(0, 2000) });
    await handle(store, vocabulary, parking, wish, ask(event, `parked after ${noted.length}`)); // it may be released, fail and be parked again
    await look();
  };
  const reactOrPark = async (event: Recorded) => {
    for (let attempt = 0; ; attempt++) {
      try { return await react(event); } catch (error) {
        if (error instanceof Unavailable || error instanceof NewerRelease) throw error; // nothing is wrong with the message: the bus brings it again
        const wait = pauses[attempt];
        if (wait === undefined) return park(event, String(error));
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  };
  /** The positions of a key that were waiting when it was released, in their order; the first that fails again parks it and the rest. */
  const resume = async (key: string, releaseRevision: number) => {
    const positions = parking.fold(noted.filter(({ revision }) => revision < releaseRevision))[key] ?? [];
    for (const stored of await store.readAt(positions)) {
      const event = inTodaysShape(vocabulary, stored);
      if (waiting[key]) await park(event, 'behind a message that failed'); else await reactOrPark(event);
    }
  };

  return {
    name: reactor.name,
    types,
    receive: async (message) => {
      const event = await recorded(message.event);
      if (!event) return;
      const { key } = messageOf(event);
      await look();
      if (event.type === 'MessagesReleased') {
        const released = (event.data as { consumer: string; key: string });
        return released.consumer === reactor.name ? resume(released.key, event.revision) : undefined;
      }
      if (waiting[key]) return park(event, 'behind a message that failed');
      return reactOrPark(event);
    },
  };
};
