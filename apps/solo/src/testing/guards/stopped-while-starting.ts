import { setTimeout } from 'node:timers/promises';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { ThreadedRows } from '../../threaded-rows.ts';

/** The server is told to stop while its start makes rows, which goes on until what it needs is closed; closing the log takes a moment. */
const { promise: closing, resolve: closes } = Promise.withResolvers<void>();
const { close } = SqliteEventStore.prototype;
SqliteEventStore.prototype.close = async function slowly(this: SqliteEventStore) {
  closes();
  await setTimeout(500);
  return close.call(this);
};
const { start } = ThreadedRows.prototype;
ThreadedRows.prototype.start = async function stopped(this: ThreadedRows) {
  process.kill(process.pid, 'SIGTERM');
  await closing;
  return start.call(this);
};
