import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Decider } from '@lyceum/core/decider';
import type { Fact, Recorded, Wish } from '@lyceum/core/event';
import type { EventStore } from '@lyceum/event-store/event-store';
import { consumerOf } from '@lyceum/message-bus/reactions';
import { noon } from './town.ts';

/** A consumer by the name of a real one, which fails when it is told to. */
export const weekly = async (store: EventStore) => {
  const state = { failing: false, handled: [] as string[] };
  const reactor = { name: 'cadence', types: ['UnitCreated'], react: ({ id }: Recorded) => { if (state.failing) throw new Error('not today'); state.handled.push(id); return []; } };
  const consumer = await consumerOf({ reactor, decider: undefined as unknown as Decider<unknown, Wish, Fact, unknown> }, { store, vocabulary, now: () => noon, pauses: [] });
  return Object.assign(state, { consumer });
};
