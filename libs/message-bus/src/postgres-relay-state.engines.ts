// engines: PostgreSQL
import { afterAll, beforeAll } from '@jest/globals';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { PostgresRelayState } from './postgres-relay-state.ts';
import { relayStateSuite } from './relay-state-suite.ts';

let engine: Engine;
beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

relayStateSuite('PostgreSQL', async () => {
  const { at: url } = await freshSchema(engine);
  return (identity) => PostgresRelayState.open({ url, identity });
});
