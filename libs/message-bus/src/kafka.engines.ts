// engines: Kafka
import { afterAll, beforeAll } from '@jest/globals';
import { startKafka } from '../../../tools/engines/kafka.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { KafkaBus } from './kafka.ts';
import { messageBusSuite } from './suite.ts';

let engine: Engine;
let topics = 0;
beforeAll(async () => { engine = await startKafka(); });
afterAll(() => engine.stop());

messageBusSuite('Kafka', () => KafkaBus.open({ brokers: [engine.url], topic: `lyceum.test${topics++}`, partitions: 8 }));
