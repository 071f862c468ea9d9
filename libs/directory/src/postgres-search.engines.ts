// engines: PostgreSQL
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { PostgresSearch } from './postgres-search.ts';
import { searchSuite } from './search-suite.ts';
import { named, sharedSearchSuite } from './shared-search-suite.ts';

let engine: Engine;
beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

const table = async () => {
  const { at: url, admin } = await freshSchema(engine);
  return {
    admin, open: (identity = { log: 'log', epoch: 0 }) => PostgresSearch.open({ url, identity }),
    goBack: async () => { await admin("update search_state set position = '03'; delete from search_person"); },
  };
};
searchSuite('PostgreSQL', async (as) => {
  const { open } = await table();
  return { search: await open(as), again: open };
});
sharedSearchSuite('PostgreSQL', table);

it('leaves no trace of whoever is forgotten in the files of PostgreSQL’s tables', async () => {
  const { open, admin } = await table();
  const search = await open();
  const clear = async () => {
    await admin('checkpoint');
    const [row] = await admin("select pg_read_binary_file(pg_relation_filepath('search_person')) as bytes");
    return (row!['bytes'] as Buffer).includes('Zuleikha');
  };
  await search.write(named('Zuleikha'), '01');
  expect(await clear()).toBe(true);
  await search.write({ people: [], places: [], forgotten: ['a'] }, '02');
  expect(await clear()).toBe(false);
  await search.close();
});
