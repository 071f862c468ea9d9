// engines: MongoDB-wire
import { afterAll, beforeAll } from '@jest/globals';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { MongoRelayState } from './mongo-relay-state.ts';
import { relayStateSuite } from './relay-state-suite.ts';

let engine: Engine;
beforeAll(async () => { engine = await startMongo(); }, 600_000);
afterAll(() => engine.stop());

relayStateSuite('MongoDB', async () => {
  const { at: url } = await freshDatabase(engine);
  return (identity) => MongoRelayState.open({ url, identity });
});
