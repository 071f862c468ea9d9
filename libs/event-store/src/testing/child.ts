// A process that appends under load and says on its standard output what was acknowledged, one event id in a line.
//   child.ts <adapter> <where> <name> <lanes> <appends per lane> [early]
// `early` is the control of the crash tests: it says so before the append is durable.
import { writeSync } from 'node:fs';
import type { EventStore } from '../event-store.ts';
import { noted } from './noted.ts';

const [adapter, where, name, lanes, most, early] = process.argv.slice(2) as [string, string, string, string, string, string | undefined];
const adapters: Record<string, () => Promise<EventStore>> = {
  sqlite: async () => (await import('../sqlite.ts')).SqliteEventStore.open({ folder: where }),
  postgres: async () => (await import('../postgres.ts')).PostgresEventStore.open({ url: where }),
  kurrentdb: async () => (await import('../kurrentdb.ts')).KurrentEventStore.open({ url: where }),
};
const store = await adapters[adapter!]!();
const say = (...ids: string[]): void => {
  const bytes = Buffer.from(ids.map((id) => `${id}\n`).join(''));
  for (let sent = 0; sent < bytes.length;) {
    try { sent += writeSync(1, bytes, sent); } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error; } // the pipe is full: whoever reads is busy
  }
};

await Promise.all(Array.from({ length: Number(lanes) }, async (_, lane) => {
  const stream = `${name}-${lane}`;
  const pair = `${name}-pair-${lane}`;
  for (let n = 0; n < Number(most); n++) {
    // Every third append writes two streams, so that half an append would show.
    const both = n % 3 === 0;
    const checks = { [stream]: n === 0 ? 'none' as const : n - 1, ...(both ? { [pair]: n === 0 ? 'none' as const : n / 3 - 1 } : {}) };
    const events = [noted(stream, n), ...(both ? [noted(pair, n / 3)] : [])];
    if (early) say(...events.map(({ id }) => id));
    await store.append({ events, checks });
    if (!early) say(...events.map(({ id }) => id));
  }
}));
await store.close();
