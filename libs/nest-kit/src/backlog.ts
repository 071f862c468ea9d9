import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Position } from '@lyceum/core/event';
import { pastOf } from '@lyceum/event-store/folds';
import { parking } from '@lyceum/message-bus/parking.decider';
import type { Rows } from '@lyceum/read-store/rows';
import type { Adapters } from './host-module.ts';
import type { Telemetry } from './telemetry.ts';

/** More than so many events that wait are not counted one by one. */
const countedMost = 1000;

/** What is asked of the log when the figures are read: how far rows and the relay are behind, and what waits for somebody's decision. */
export const showBacklog = (telemetry: Telemetry, { adapters: { events, relay, clock }, rows, reactors }: { readonly adapters: Adapters; readonly rows: Rows; readonly reactors: readonly string[] }): void => {
  const age = async (position: Position) => {
    const [next] = await events.readLog({ after: position, limit: 1 });
    return next ? Math.max(0, (Date.parse(clock.now()) - Date.parse(next.recordedAt)) / 1000) : 0;
  };
  telemetry.gauge('lyceum_projection_lag_seconds', 'Age of the oldest event that is not in the rows', () => age(rows.position()));
  telemetry.gauges('lyceum_projection_state', 'Projections of this process by name: 1 follows the log, 0.5 catches up, 0 is held up', 'projection', async () =>
    Object.fromEntries(rows.progress().map(({ name, state }) => [name, { following: 1, 'catching-up': 0.5, stopped: 0 }[state]])));
  // Of the whole city, whichever process relays.
  telemetry.gauge('lyceum_relay_lag_seconds', 'Age of the oldest event that was not published', async () => age(await relay.checkpoint()));
  telemetry.gauge('lyceum_relay_backlog_events', `Events that were not published yet; ${countedMost} stands for as many or more`, async () =>
    (await events.readLog({ after: await relay.checkpoint(), limit: countedMost })).length);
  telemetry.gauges('lyceum_parked_keys', 'Keys whose messages a reactor could not handle, and which wait to be released', 'consumer', async () => {
    const counts: Record<string, number> = {};
    for (const name of reactors) {
      counts[name] = Object.keys(parking.fold(await pastOf(events, vocabulary, `parked-${name}`))).length;
    }
    return counts;
  });
};
