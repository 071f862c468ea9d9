// engines: PostgreSQL
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { PostgresSearch } from './postgres-search.ts';
import { searchSuite } from './search-suite.ts';

const identity = { log: 'log', epoch: 0 };
let engine: Engine;
beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

searchSuite('PostgreSQL', async (as) => {
  const { at: url } = await freshSchema(engine);
  const again = (other: typeof identity) => PostgresSearch.open({ url, identity: other });
  return { search: await again(as), again };
});

describe('a search table on PostgreSQL that several processes follow the log for', () => {
  const two = async () => {
    const { at: url, admin } = await freshSchema(engine);
    const open = (as = identity) => PostgresSearch.open({ url, identity: as });
    const [one, other] = [await open(), await open()];
    const close = async () => { await one.close(); await other.close(); };
    return { one, other, open, admin, close };
  };
  const named = (name: string) => ({ people: [{ memberId: 'a', name, phones: [] }], places: [{ memberId: 'a', unitId: 'north', from: '2020-01-01' }], forgotten: [] });
  const shown = async (search: PostgresSearch) => (await search.find({ text: '王', unitIds: ['north'], day: '2026-03-06', limit: 9 })).map(({ name }) => name);

  it('keeps the newest details where a slower process writes older ones behind it', async () => {
    const { one, other, close } = await two();
    await one.write(named('王一'), '01');
    await one.write(named('王二'), '02');
    await other.write(named('王一'), '01');
    expect(await shown(other)).toEqual(['王二']);
    await other.write({ people: [], places: [], forgotten: ['a'] }, '01'); // who is forgotten goes, whoever says so
    expect(await shown(one)).toEqual([]);
    await close();
  });

  it('takes no more from a process of another epoch', async () => {
    const { one, open, close } = await two();
    const restored = await open({ log: 'log', epoch: 1 });
    await expect(one.write(named('王一'), '01')).rejects.toThrow('another log or epoch');
    expect(await shown(restored)).toEqual([]);
    await restored.close();
    await close();
  });

  it('says so where the server has lost what it acknowledged, and goes on from there when it is asked again', async () => {
    const { one, admin, close } = await two();
    await one.write(named('王一'), '05');
    await admin("update search_state set position = '03'; delete from search_person");
    await expect(one.write({ people: [], places: [], forgotten: [] }, '06')).rejects.toThrow('went back from 05 to 03');
    expect(await one.checkpoint()).toBe('03');
    await one.write(named('王一'), '06');
    expect(await shown(one)).toEqual(['王一']);
    await close();
  });

  it('leaves no trace of whoever is forgotten in its tables’ files', async () => {
    const { one, admin, close } = await two();
    const clear = async () => {
      await admin('checkpoint');
      const [row] = await admin("select pg_read_binary_file(pg_relation_filepath('search_person')) as bytes");
      return (row!['bytes'] as Buffer).includes('Zuleikha');
    };
    await one.write(named('Zuleikha'), '01');
    expect(await clear()).toBe(true);
    await one.write({ people: [], places: [], forgotten: ['a'] }, '02');
    expect(await clear()).toBe(false);
    await close();
  });
});
