// engines: KurrentDB
import { afterAll, beforeAll } from '@jest/globals';
import { ownLog, startKurrent } from '../../../tools/engines/kurrentdb.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { KurrentEventStore } from './kurrentdb.ts';
import { eventStoreSuite, type Log } from './suite.ts';

/** A server that the suite may write to: each test begins a log of its own on it, and leaves it there. */
let engine: Engine;
beforeAll(async () => { engine = await startKurrent({ real: true }); });
afterAll(() => engine?.stop());

const freshLog = async (): Promise<Log> => {
  const where = ownLog(engine);
  return { adapter: 'kurrentdb', where, open: () => KurrentEventStore.open({ url: where }), dispose: async () => {} };
};
eventStoreSuite('kurrentdb', freshLog);
