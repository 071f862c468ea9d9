// engines: PostgreSQL, Kafka, Redis, KurrentDB-wire, MongoDB-wire
import { describe } from '@jest/globals';
import { startCity } from '../../../tools/engines/city.ts';
import { startKurrent } from '../../../tools/engines/kurrentdb.ts';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import { showsTheSame, weeks } from './testing/equal-boards.ts';

/** The deployment `city` as a whole; PostgreSQL is started with the others, and holds nothing of it. */
describe('a city with its log in KurrentDB, its rows, keys and logins in MongoDB, on Kafka and Redis', () => showsTheSame(weeks, async (clock) => {
  const [engines, kurrent, mongo] = await Promise.all([startCity(), startKurrent(), startMongo()]);
  const [rows, vault] = [await freshDatabase(mongo), await freshDatabase(mongo)];
  await engines.postgres.stop();
  const adapters = await engines.adapters('solo', clock, { LYCEUM_LOG_URL: kurrent.url, LYCEUM_ROWS_URL: rows.at, LYCEUM_VAULT_URL: vault.at });
  return { adapters, stop: async () => { await rows.remove(); await vault.remove(); await engines.stop(); await kurrent.stop(); await mongo.stop(); } };
}));
