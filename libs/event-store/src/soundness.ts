import { positionOf } from './envelope.ts';
import { batchesOf, Damaged, type EventStore } from './event-store.ts';

/**
 * Every event of a log, as any adapter reads it, up to where it ends when asked: revisions dense, positions rising, all of this log and of no
 * epoch to come. Answers how much there is; throws `Damaged` at the first thing that is wrong. `progress` is told how far it is.
 */
export const walk = async (store: EventStore, progress: (done: number, of: number) => void = () => undefined): Promise<{ readonly events: number; readonly streams: number; readonly position: string }> => {
  const { log, epoch } = store.identity;
  const end = await store.head();
  const last = new Map<string, number>();
  let events = 0;
  let position = '';
  for await (const some of batchesOf(store, { asOf: end })) {
    for (const event of some) {
      const wrong = (why: string) => new Damaged(`the event at ${event.position}, ${event.stream}@${event.revision}, is not as it was recorded: ${why}. Stop every service, keep what the server holds, and restore the last backup`);
      if (event.position <= position) throw wrong(`it follows ${position}`);
      if (event.revision !== (last.get(event.stream) ?? -1) + 1) throw wrong(`the one before it in its stream is ${last.get(event.stream) ?? 'missing'}`);
      if (event.log !== log || event.epoch > epoch) throw wrong(`it belongs to the log ${event.log}, epoch ${event.epoch}`);
      last.set(event.stream, event.revision);
      events++;
      position = event.position;
    }
    progress(Number(position), Number(end));
  }
  if (position !== end) throw new Damaged(`the log should end at ${end || positionOf(0)} but ends at ${position || positionOf(0)}`);
  return { events, streams: last.size, position };
};
