// engines: PostgreSQL, Kafka, Redis
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startCity, type CityEngines } from '../../../tools/engines/city.ts';
import { freePort } from '../../../tools/engines/process.ts';
import { openEventLog } from './log.ts';
import { eventually } from './testing/eventually.ts';
import { beginService, type Beginning } from './testing/services.ts';

/** A service of which something that it rests on is away: when it starts, while it runs, and when it is stopped. */
let city: CityEngines, service: Beginning | undefined;
beforeAll(async () => { city = await startCity(); });
afterEach(async () => { await service?.kill(); service = undefined; });
afterAll(() => city?.stop());

type Standing = { readonly answered: number; readonly status: string; readonly checks: Readonly<Record<string, string>> };
const ask = async (path: string) => {
  const answer = await fetch(service!.address + path).catch(() => undefined);
  return { ...(await answer?.json().catch(() => ({})) as object), answered: answer?.status ?? 0 } as Standing;
};
const begin = async (env: Readonly<Record<string, string>> = {}) => { service = await beginService('assessment', { ...city.env, LYCEUM_LOG_LEVEL: 'info', ...env }); };
const failing = async () => { const { checks = {} } = await ask('/readyz'); return Object.keys(checks).filter((name) => checks[name] === 'failing').sort(); };
const failsWith = (names: readonly string[]) => eventually(failing, (found) => found.join() === names.join()).then((found) => expect(found).toEqual(names));

describe('a service that starts while its engines are away', () => {
  it('lives, is not ready, names what is missing, and begins when the last of it is there', async () => {
    await Promise.all([city.kafka.kill(), city.redis.kill(), city.postgres.kill()]);
    await begin();
    expect(await eventually(() => ask('/livez'), ({ answered }) => answered === 200)).toMatchObject({ answered: 200, status: 'alive' });
    await failsWith(['bus', 'events', 'jobs', 'rows', 'vault']);
    expect(await ask('/readyz')).toMatchObject({ answered: 503, status: 'waiting' });
    expect(await ask('/api/policies')).toMatchObject({ answered: 503, code: 'unavailable', detail: expect.stringContaining('try again later') });

    await city.postgres.restart();
    await failsWith(['bus', 'jobs']);
    await city.redis.restart();
    await failsWith(['bus']);
    expect((await ask('/livez')).answered).toBe(200);
    await city.kafka.restart();
    await service!.ready();
    for (const [setting, why] of [['LOG_URL', 'PostgreSQL: '], ['REDIS_URL', 'Redis: '], ['KAFKA_BROKERS', 'Kafka: ']]) {
      expect(service!.log()).toMatch(new RegExp(`"why":"${why}[^"]*(ECONNREFUSED|onnection)[^"]*".*"msg":"waiting for LYCEUM_${setting}; it is tried again`));
    }
  });

  it('stops at once where it is told to while it waits', async () => {
    await city.redis.kill();
    await begin();
    await failsWith(['jobs']);
    expect(await service!.stop()).toBe(0);
    await city.redis.restart();
  });

  it('ends, with every fault, where it is a setting that is wrong', async () => {
    const wrong = (url: string) => url.replace(/\/postgres$/, '/no_such_database');
    await begin({ LYCEUM_LOG_URL: wrong(city.env['LYCEUM_LOG_URL']!), LYCEUM_VAULT_URL: wrong(city.env['LYCEUM_VAULT_URL']!), LYCEUM_KAFKA_BROKERS: `127.0.0.1:${await freePort()}` }); // and brokers that are away
    expect(await service!.ended).toBe(1);
    expect(service!.log()).toMatch(/LYCEUM_LOG_URL: database "no_such_database" does not exist/);
    expect(service!.log()).toMatch(/LYCEUM_VAULT_URL: database "no_such_database" does not exist/);
  });
});

describe('a service whose engines go away and come back', () => {
  it('waits for PostgreSQL also where that is lost between its opening and its first rows', async () => {
    await (await openEventLog(city.env['LYCEUM_LOG_URL']!)).close(); // its tables are there
    const holder = new pg.Client(city.postgres.url);
    holder.on('error', () => undefined); // it ends with the server
    await holder.connect();
    await holder.query('begin; lock table log.event in access exclusive mode'); // opening reads none of it, and starting begins with it
    await begin();
    await eventually(async () => service!.log(), (log) => log.includes('"listening"'));
    await city.postgres.kill();
    expect(await eventually(async () => service!.log(), (log) => log.includes('it is tried again until it is there'))).toMatch(/"why":"PostgreSQL: [^"]*".*"msg":"what the start needs is away/);
    expect(await ask('/readyz')).toMatchObject({ answered: 503, status: 'starting' });
    await city.postgres.restart();
    await service!.ready();
  });

  it('goes on each time by itself, and meanwhile says which is away', async () => {
    await begin();
    await service!.ready();
    for (const [engine, names] of [[city.redis, ['jobs']], [city.kafka, ['bus']]] as const) {
      await engine.kill();
      await failsWith(names);
      expect((await ask('/readyz')).answered).toBe(200); // what they hold up waits in the log
      await engine.restart();
      await failsWith([]);
    }
    await city.postgres.kill();
    const without = await eventually(() => ask('/readyz'), ({ answered, checks }) => answered === 503 && checks['events'] === 'failing' && checks['rows'] === 'failing');
    expect([without.status, (await ask('/livez')).answered]).toEqual(['failing', 200]);
    await city.postgres.restart();
    await failsWith([]);
    expect(await ask('/readyz')).toMatchObject({ answered: 200, status: 'ready' });
  });

  it('stops in order, and soon, while all of them are away', async () => {
    await begin();
    await service!.ready();
    await Promise.all([city.kafka.kill(), city.redis.kill(), city.postgres.kill()]);
    const began = Date.now();
    expect({ code: await service!.stop(), said: service!.log() }).toMatchObject({ code: 0 });
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});
