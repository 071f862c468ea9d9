// engines: PostgreSQL, Kafka, Redis, MongoDB-wire
import { describe } from '@jest/globals';
import { startCity } from '../../../tools/engines/city.ts';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import { showsTheSame, weeks } from './testing/equal-boards.ts';

describe('a city with its log on PostgreSQL, and its rows, keys and logins on MongoDB', () => showsTheSame(weeks, async (clock) => {
  const [engines, mongo] = await Promise.all([startCity(), startMongo()]);
  const [rows, vault] = [await freshDatabase(mongo), await freshDatabase(mongo)];
  const adapters = await engines.adapters('solo', clock, { LYCEUM_ROWS_URL: rows.at, LYCEUM_VAULT_URL: vault.at });
  return { adapters, stop: async () => { await rows.remove(); await vault.remove(); await engines.stop(); await mongo.stop(); } };
}));
