import { Redis } from 'ioredis';
import pg from 'pg';
import type { Service } from '@lyceum/city/testing/services';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { EventStore } from '@lyceum/event-store/event-store';
import { inTodaysShape } from '@lyceum/event-store/folds';
import { toCloudEvent } from '@lyceum/message-bus/cloud-event';
import { messageOf } from '@lyceum/message-bus/relay';
import type { CityEngines } from '../engines/city.ts';
import type { Figure } from './figure.ts';

const figure = (name: string, value: number, unit: string): Figure => ({ name, value, unit, baseline: null, ratio: null, floor: '', met: true });

/** How many connections so many processes of services hold, by what PostgreSQL says; who asks is not counted. */
export class Connections {
  private readonly seen: { processes: number; connections: number }[] = [];
  private readonly client: pg.Client;
  constructor(url: string) { this.client = new pg.Client({ connectionString: url, application_name: 'bench' }); }

  async look(processes: number): Promise<void> {
    if (this.seen.length === 0) await this.client.connect();
    const { rows: [found] } = await this.client.query<{ count: number }>("select count(*)::int as count from pg_stat_activity where application_name = 'lyceum'");
    this.seen.push({ processes, connections: found!.count });
  }
  figures(): Figure[] { return this.seen.map(({ processes, connections }) => figure(`connections to PostgreSQL, ${processes} processes of services and this one`, connections, '')); }
  async close(): Promise<void> { if (this.seen.length > 0) await this.client.end(); }
}

/** What a city takes of disk and memory for each event, as the engines themselves say. */
export const storage = async ({ postgres, redis }: CityEngines, events: EventStore, services: readonly Service[]): Promise<Figure[]> => {
  const client = new pg.Client(postgres.url);
  await client.connect();
  const ask = async (text: string) => { const { rows: [row] } = await client.query<Record<string, string>>(text); return Object.fromEntries(Object.entries(row!).map(([name, value]) => [name, Number(value)])) as Record<string, number>; };
  try {
    const log = await ask("select count(*) as events, avg(octet_length(text)) as text, pg_table_size('log.event') as heap, pg_indexes_size('log.event') as indexes, pg_total_relation_size('log.stream') as streams, (select count(*) from log.stream) as names from log.event");
    const tables = await client.query<{ schema: string; name: string; bytes: string }>("select schemaname as schema, tablename as name, pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass) as bytes from pg_tables where schemaname like 'rows\\_%' and schemaname <> 'rows_bench'");
    const of = async (kind: string) => {
      const chosen = tables.rows.filter(({ name }) => name.includes('@') && (kind === 'current' ? /@\d+$/.test(name) : name.endsWith(` ${kind}`)));
      let rows = 0;
      for (const { schema, name } of chosen) rows += (await ask(`select count(*) as count from ${schema}."${name}"`))['count']!;
      return { rows, bytes: chosen.reduce((sum, { bytes }) => sum + Number(bytes), 0) };
    };
    const [versions, current, former] = [await of('versions'), await of('current'), await of('former')];
    const sample = (await events.readLog({ limit: 5000 })).filter(({ type }) => vocabulary.has(type)).map((stored) => {
      const { data, ...attributes } = toCloudEvent(messageOf(inTodaysShape(vocabulary, stored)));
      return stored.stream.length + JSON.stringify(data).length + Object.entries(attributes).reduce((sum, [name, value]) => sum + name.length + String(value).length + 5, 0);
    });
    const resident = await Promise.all(services.map(async ({ address }) => Number(/^process_resident_memory_bytes (\S+)$/m.exec(await (await fetch(`${address}/metrics`)).text())?.[1])));
    return [
      figure('PostgreSQL, log: events', log['events']!, ''),
      figure('PostgreSQL, log: text of an event', log['text']!, 'bytes'),
      figure('PostgreSQL, log: an event with its row, indexes and its share of stream names', (log['heap']! + log['indexes']! + log['streams']!) / log['events']!, 'bytes'),
      figure('PostgreSQL, log: of it indexes', log['indexes']! / log['events']!, 'bytes'),
      figure('PostgreSQL, rows of all services: versions for each event', versions.rows / log['events']!, ''),
      figure('PostgreSQL, rows of all services: a version with its indexes', versions.bytes / versions.rows, 'bytes'),
      figure('PostgreSQL, rows of all services: a current row with its indexes', current.bytes / current.rows, 'bytes'),
      figure('PostgreSQL, rows of all services: current and former, for each version', (current.bytes + former.bytes) / versions.rows, 'bytes'),
      figure('Kafka: a message, before compression and framing', sample.reduce((sum, size) => sum + size, 0) / sample.length, 'bytes'),
      figure('Redis: all that it holds', (await heldBy(redis.url)) / 2 ** 20, 'MB'),
      figure('a service\'s process: resident, the largest', Math.max(...resident) / 2 ** 20, 'MB'),
      figure('a service\'s process: resident, on average', resident.reduce((sum, each) => sum + each, 0) / resident.length / 2 ** 20, 'MB'),
    ];
  } finally { await client.end(); }
};

const heldBy = async (url: string): Promise<number> => {
  const redis = new Redis(url);
  try { return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))![1]); } finally { redis.disconnect(); }
};
