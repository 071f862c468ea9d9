// engines: Kafka
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka as CloudEvents } from 'cloudevents';
import { ConfigResourceTypes, Kafka, logLevel, Partitioners, type KafkaMessage } from 'kafkajs';
import { recorded } from '@lyceum/core/specify';
import { startKafka } from '../../../tools/engines/kafka.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { KafkaBus } from './kafka.ts';
import { messageBusSuite } from './suite.ts';

let engine: Engine;
let topics = 0;
beforeAll(async () => { engine = await startKafka(); });
afterAll(() => engine.stop());

messageBusSuite('Kafka', () => KafkaBus.open({ brokers: [engine.url], topic: `lyceum.test${topics++}`, partitions: 8 }));

describe('a topic', () => {
  it('has the partitions that were asked for, and keeps events seven days', async () => {
    const topic = `lyceum.test${topics++}`;
    const bus = await KafkaBus.open({ brokers: [engine.url], topic, partitions: 5 });
    const admin = new Kafka({ brokers: [engine.url], logLevel: logLevel.NOTHING }).admin();
    try {
      await admin.connect();
      expect((await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]!.partitions).toHaveLength(5);
      const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms', 'cleanup.policy'] }] });
      expect(Object.fromEntries(resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]))).toEqual({ 'retention.ms': '604800000', 'cleanup.policy': 'delete' });
    } finally {
      await admin.disconnect();
      await bus.close();
    }
    await expect(KafkaBus.open({ brokers: [engine.url], topic: `lyceum.test${topics++}`, retentionDays: 8 })).rejects.toThrow('at most 7 days, not 8');
  });

  it('holds CloudEvents in binary mode, as their own library reads them, with the stream as the key', async () => {
    const topic = `lyceum.test${topics++}`;
    const bus = await KafkaBus.open({ brokers: [engine.url], topic, partitions: 1 });
    const reader = new Kafka({ brokers: [engine.url], logLevel: logLevel.NOTHING }).consumer({ groupId: `reader of ${topic}` });
    try {
      const event = recorded({ type: 'Noted', data: { n: 1, text: '中文 𠮷' } }, { stream: 's1', revision: 7, id: 'e7', position: '42', causation: 'cause' });
      await bus.publish([{ key: 's1', event }]);
      await reader.connect();
      await reader.subscribe({ topic, fromBeginning: true });
      const raw = await new Promise<KafkaMessage>((resolve) => { void reader.run({ eachMessage: async ({ message }) => resolve(message) }); });
      const headers = Object.fromEntries(Object.entries(raw.headers ?? {}).map(([name, value]) => [name, String(value)]));
      expect([String(raw.key), headers['content-type']]).toEqual(['s1', 'application/json']);
      const message = { key: String(raw.key), value: String(raw.value), headers, body: String(raw.value) };
      expect(CloudEvents.isEvent(message)).toBe(true);
      expect(CloudEvents.toEvent(message)).toMatchObject({
        specversion: '1.0', id: 'e7', type: 'cn.lyceum.Noted', source: `/logs/${event.log}/${event.epoch}`, subject: 's1', time: event.recordedAt, partitionkey: 's1',
        position: '42', revision: '7', causation: 'cause', data: { n: 1, text: '中文 𠮷' },
      });
    } finally {
      await reader.disconnect();
      await bus.close();
    }
  });
});

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
