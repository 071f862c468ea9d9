// engines: PostgreSQL, Kafka, Redis, KurrentDB-wire
import { describe } from '@jest/globals';
import { startCity } from '../../../tools/engines/city.ts';
import { ownLog, startKurrent } from '../../../tools/engines/kurrentdb.ts';
import { showsTheSame, weeks } from './testing/equal-boards.ts';

describe('a city whose log is in KurrentDB', () => showsTheSame(weeks, async (clock) => {
  const [engines, kurrent] = await Promise.all([startCity(), startKurrent()]);
  const adapters = await engines.adapters('solo', clock, { LYCEUM_LOG_URL: ownLog(kurrent) });
  return { adapters, stop: async () => { await engines.stop(); await kurrent.stop(); } };
}));
