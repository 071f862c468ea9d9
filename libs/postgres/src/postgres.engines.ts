// engines: PostgreSQL
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Unavailable } from '@lyceum/event-store/event-store';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { literal, Postgres, type PostgresOptions } from './postgres.ts';

let engine: Engine;
let place: Awaited<ReturnType<typeof freshSchema>>;
const opened: Postgres[] = [];
beforeAll(async () => {
  engine = await startPostgres();
  place = await freshSchema(engine);
  await place.admin('create table note (n integer primary key)');
});
afterAll(() => engine.stop());
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
  await place.admin('delete from note');
});
const open = (options: Partial<PostgresOptions> = {}) => { const server = new Postgres({ url: place.at, ...options }); opened.push(server); return server; };
const notes = async () => (await place.admin('select n from note order by n')).map(({ n }) => n);
/** Every connection but the one that asks breaks. */
const breakAll = () => place.admin("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lyceum' and pid <> pg_backend_pid()");
const turn = () => new Promise<void>((resolve) => { setTimeout(resolve, 30); });

describe('connections to PostgreSQL', () => {
  it('write all of a transaction or nothing, also where our own code fails in it', async () => {
    const server = open();
    const insert = 'insert into note values ($1)';
    await expect(server.transaction('', async (query) => { await query(insert, [1]); throw new Error('ours'); })).rejects.toThrow('ours');
    await expect(server.transaction('', async (query) => { await query(insert, [1]); await query(insert, [1]); })).rejects.toThrow('duplicate key');
    expect(await notes()).toEqual([]);
    await server.transaction('select 1', async (query, commit) => { await query(insert, [2]); await commit('insert into note values (3)'); });
    expect(await notes()).toEqual([2, 3]);
  });

  it('outlive a server that ends them, whether idle, in use or in the middle of a transaction', async () => {
    const server = open();
    await server.query('select 1');
    await breakAll();
    await turn();
    expect(await server.query('select 1 as one')).toEqual([{ one: 1 }]);
    await expect(server.transaction('', async (query) => {
      await query('insert into note values ($1)', [1]);
      await breakAll();
      await turn(); // nothing is being asked when it breaks
      await query('insert into note values ($1)', [2]);
    })).rejects.toThrow(Unavailable);
    const asked = server.query('select pg_sleep(5)');
    asked.catch(() => {});
    await turn();
    await breakAll();
    await expect(asked).rejects.toThrow(Unavailable);
    expect(await server.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(await notes()).toEqual([]);
  });

  it('tell a server that is away from a mistake of ours', async () => {
    await expect(open().query('select nonsense')).rejects.not.toBeInstanceOf(Unavailable);
    await expect(open({ url: 'postgres://lyceum:lyceum@127.0.0.1:1/postgres' }).query('select 1')).rejects.toThrow(Unavailable);
    await expect(open({ url: engine.url.replace(':lyceum@', ':wrong@') }).query('select 1')).rejects.toThrow('password authentication failed');
  });

  it('are greeted before they are used, each of them, and dropped where the greeting fails', async () => {
    let greeted = 0;
    const server = open({ connections: 2, greet: async (query) => { greeted++; await query('select 1'); } });
    await Promise.all(Array.from({ length: 6 }, () => server.query('select pg_sleep(0.02)')));
    expect(greeted).toBe(2);
    await expect(open({ greet: async () => { throw new Unavailable('not this one'); } }).query('select 1')).rejects.toThrow('not this one');
  });

  it('take turns where they make tables', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => open().shape(async (query, statements) => {
      await statements('create table if not exists late (n integer); insert into late values (1)');
      return (await query('select n from late')).length;
    })));
    expect([...made].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('take any text as a literal', async () => {
    for (const text of ["o'hara", 'a\\b', "\\'; drop table note; --", '王𠮷']) expect(await open().transaction('', (query) => query(`select ${literal(text)} as text`))).toEqual([{ text }]);
  });
});
