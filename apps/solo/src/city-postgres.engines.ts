// engines: PostgreSQL, Kafka, Redis
import { describe } from '@jest/globals';
import { startCity } from '../../../tools/engines/city.ts';
import { showsTheSame, year } from './testing/equal-boards.ts';

describe('a city on PostgreSQL, Kafka and Redis', () => showsTheSame(year, async (clock) => {
  const engines = await startCity();
  return { adapters: await engines.adapters('solo', clock), stop: () => engines.stop() };
}));
