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

/** What messages and timers take, and what each process holds. */
export const holdings = async ({ redis }: CityEngines, events: EventStore, services: readonly Service[]): Promise<Figure[]> => {
  const sizes = (await events.readLog({ backwards: true, limit: 5000 })).filter(({ type }) => vocabulary.has(type)).map((stored) => {
    const { data, ...attributes } = toCloudEvent(messageOf(inTodaysShape(vocabulary, stored)));
    return stored.stream.length + JSON.stringify(data).length + Object.entries(attributes).reduce((sum, [name, value]) => sum + name.length + String(value).length + 5, 0);
  });
  const resident = await Promise.all(services.map(async ({ address }) => Number(/^process_resident_memory_bytes (\S+)$/m.exec(await (await fetch(`${address}/metrics`)).text())?.[1]) / 2 ** 20));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    figure('Kafka: a message, before compression and framing', mean(sizes), 'bytes'), figure('Redis: all that it holds', (await heldBy(redis.url)) / 2 ** 20, 'MB'),
    figure('a service\'s process: resident, the largest', Math.max(...resident), 'MB'), figure('a service\'s process: resident, on average', mean(resident), 'MB'),
  ];
};

const heldBy = async (url: string): Promise<number> => {
  const redis = new Redis(url);
  try { return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))![1]); } finally { redis.disconnect(); }
};
