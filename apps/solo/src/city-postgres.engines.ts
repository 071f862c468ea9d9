// engines: PostgreSQL, Kafka, Redis
import { describe } from '@jest/globals';
import { startCity } from '../../../tools/engines/city.ts';
import { months, showsTheSame } from './testing/equal-boards.ts';

describe('a city on PostgreSQL, Kafka and Redis', () => showsTheSame(months, async (clock) => {
  const engines = await startCity();
  return { adapters: await engines.adapters('solo', clock), stop: () => engines.stop() };
}));
