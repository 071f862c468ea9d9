import { afterAll, beforeAll } from '@jest/globals';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { PostgresReadStore } from './postgres.ts';
import { readStoreSuite } from './suite.ts';

let engine: Engine;
beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

readStoreSuite('PostgreSQL', () => freshSchema(engine), (url, identity) => PostgresReadStore.open({ url, identity }));
