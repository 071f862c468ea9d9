// engines: Kafka
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recorded } from '@lyceum/core/specify';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { startKafka } from '../../../tools/engines/kafka.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { KafkaBus } from './kafka.ts';
import { messageBusSuite } from './suite.ts';

let engine: Engine;
let topics = 0;
beforeAll(async () => { engine = await startKafka(); });
afterAll(() => engine.stop());

messageBusSuite('Kafka', () => KafkaBus.open({ brokers: [engine.url], topic: `lyceum.test${topics++}`, partitions: 8 }));

describe('what somebody else has written to the topic', () => {
  it('is passed over, and holds up nothing that comes behind it', async () => {
    const topic = `lyceum.test${topics++}`;
    const bus = await KafkaBus.open({ brokers: [engine.url], topic, partitions: 1 });
    const stranger = new Kafka({ brokers: [engine.url], logLevel: logLevel.NOTHING }).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    try {
      await stranger.connect();
      const headers = { ce_specversion: '1.0', ce_type: 'cn.lyceum.Noted', ce_source: '/logs/x/0' };
      await stranger.send({ topic, messages: [{ value: 'no JSON' }, { key: 'k', value: null }, { value: '{}', headers: { ce_type: 'anything' } }, { value: '{', headers }, { value: '{}', headers }] });
      const message = { key: 's1', event: recorded({ type: 'Noted', data: { n: 1 } }, { stream: 's1' }) };
      const got: unknown[] = [];
      const came = new Promise<void>((resolve) => { void bus.consume({ name: 'a', types: 'every', receive: async (each) => { got.push(each); resolve(); } }); });
      await bus.publish([message]);
      await came;
      expect(got).toEqual([message]);
    } finally {
      await stranger.disconnect();
      await bus.close();
    }
  });
});
