import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { activityContext } from '@lyceum/activity/activity.context';
import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { auditContext } from '@lyceum/audit/audit.context';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import { dashboardsContext } from '@lyceum/dashboards/dashboards.context';
import { PostgresEventStore } from '@lyceum/event-store/postgres';
import { memberContext } from '@lyceum/member/member.context';
import type { Context } from '@lyceum/nest-kit/context';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { schemaOfRows, withSchema } from '@lyceum/postgres/schema';
import { PostgresReadStore } from '@lyceum/read-store/postgres';
import { Projector } from '@lyceum/read-store/projector';
import { makeCity } from '@lyceum/solo/demo-city/city';
import { makeYear } from '@lyceum/solo/demo-city/year';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { startPostgres } from '../engines/postgres.ts';
import type { Benchmark, Figure } from './figure.ts';
import { Filling, recordWeeks } from './made-year.ts';
import { foundCity } from './town.ts';

const contexts = [memberContext, activityContext, assessmentContext, dashboardsContext, auditContext];
const figure = (name: string, value: number, unit: string): Figure => ({ name, value, unit, baseline: null, ratio: null, floor: '', met: true });

type Tables = { readonly count: number; readonly bytes: number };
const nothing: Tables = { count: 0, bytes: 0 };
/** What the tables of one kind take, by what PostgreSQL says; with their indexes. */
const tables = async (client: pg.Client, schema: string, kind: RegExp): Promise<Tables> => {
  const { rows } = await client.query<{ name: string; bytes: number }>("select tablename as name, pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass)::float8 as bytes from pg_tables where schemaname = $1", [schema]);
  let all = nothing;
  for (const { name, bytes } of rows.filter((each) => kind.test(each.name))) {
    const { rows: [found] } = await client.query<{ count: number }>(`select count(*)::float8 as count from ${schema}.${pg.escapeIdentifier(name)}`);
    all = { count: all.count + found!.count, bytes: all.bytes + bytes };
  }
  return all;
};

/** A made-up year on PostgreSQL: what an event takes in the log and in the rows of each service, and how fast one process of each makes its rows, alone. */
export const postgresRows: Benchmark = async ({ quick }) => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-'));
  const engine = await startPostgres();
  const client = new pg.Client(engine.url);
  await client.connect();
  try {
    const events = await PostgresEventStore.open({ url: await withSchema(engine.url, 'log') });
    const filling = await fill(events, folder, quick);
    const figures: Figure[] = [figure('PostgreSQL: events in the log', filling.events, '')];
    let [versions, current, former] = [nothing, nothing, nothing];
    const add = (sum: Tables, more: Tables): Tables => ({ count: sum.count + more.count, bytes: sum.bytes + more.bytes });
    for (const context of contexts) {
      const schema = schemaOfRows(context.name);
      const seconds = await project(events, await withSchema(engine.url, schema), context);
      const made = await tables(client, schema, / versions$/);
      figures.push(figure(`rows of ${context.name}, ${(made.count / filling.events).toFixed(1)} versions for each event`, filling.events / seconds, 'events/s'), figure('the same', made.count / seconds, 'versions/s'));
      versions = add(versions, made);
      current = add(current, await tables(client, schema, /@\d+$/));
      former = add(former, await tables(client, schema, / former$/));
    }
    const each = (bytes: number) => bytes / filling.events;
    const { rows: [log] } = await client.query<{ text: number; heap: number; indexes: number; streams: number }>(`select avg(octet_length(text))::float8 as text, pg_table_size('log.event')::float8 as heap,
      pg_indexes_size('log.event')::float8 as indexes, pg_total_relation_size('log.stream')::float8 as streams from log.event`);
    await events.close();
    return [
      ...figures, figure('the log: text of an event', log!.text, 'bytes'), figure('the log: an event with its row, indexes and share of stream names', each(log!.heap + log!.indexes + log!.streams), 'bytes'),
      figure('rows of all services: versions for each event', versions.count / filling.events, ''), figure('a version with its index', versions.bytes / versions.count, 'bytes'),
      figure('versions with their index, for each event', each(versions.bytes), 'bytes'), figure('current rows and former values with their indexes, for each event', each(current.bytes + former.bytes), 'bytes'),
    ];
  } finally {
    await client.end();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

const fill = async (events: PostgresEventStore, folder: string, quick: boolean): Promise<Filling> => {
  const now = new Date().toISOString();
  const { units, people } = makeCity('small', 1);
  const city = { units, people: quick ? people.slice(0, 700) : people, weeks: quick ? 16 : 40 };
  const weeks = [...makeYear(city, 2, shanghaiDay(now))];
  const keys = SqliteKeys.open({ folder });
  const filling = new Filling(events);
  await foundCity(filling, city, addDays(weeks[0]!.monday, -14), keys);
  await recordWeeks(filling, city, weeks, now, { reactions: true });
  await filling.end();
  await keys.close();
  return filling;
};

/** Seconds until all that a service of this context projects has come up to the log. */
const project = async (events: PostgresEventStore, url: string, context: Context): Promise<number> => {
  const reads = await PostgresReadStore.open({ url, identity: events.identity });
  const projector = new Projector(events, reads, projectionsOf([context]), vocabulary);
  const start = performance.now();
  await projector.start();
  const whole = await projector.caughtUp(200_000);
  const seconds = (performance.now() - start) / 1000;
  await projector.stop();
  await reads.close();
  if (!whole) throw new Error(`the rows of ${context.name} did not come up to the log in time`);
  return seconds;
};
