// engines: PostgreSQL
import { afterAll, beforeAll } from '@jest/globals';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { positionOf } from './examples.ts';
import { PostgresReadStore } from './postgres.ts';
import { sharedRowsSuite } from './shared-suite.ts';
import { readStoreSuite } from './suite.ts';

let engine: Engine;
beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

readStoreSuite('PostgreSQL', () => freshSchema(engine), (url, identity) => PostgresReadStore.open({ url, identity }));

const place = async () => {
  const { at: url, admin } = await freshSchema(engine);
  return {
    open: (identity = { log: 'log', epoch: 0 }) => PostgresReadStore.open({ url, identity }),
    loseTwo: async () => {
      await admin(`delete from "accounts@1 versions" where position > '${positionOf(1)}'; delete from "accounts@1" where key = 'b';
        update "accounts@1" c set position = v.position, row = v.row, c_balance = v.c_balance, c_deposits = v.c_deposits from "accounts@1 versions" v where v.key = c.key; update projections set position = '${positionOf(1)}'`);
    },
    age: async () => { await admin("update projections set used = now() - interval '2 hours'"); },
  };
};
sharedRowsSuite('PostgreSQL', { place, events: 2000, gone: 'does not exist', server: () => (process.env['PG_URL'] ? undefined : engine) });
