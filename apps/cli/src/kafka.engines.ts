// engines: Kafka
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { KafkaBus } from '@lyceum/message-bus/kafka';
import { startKafka } from '../../../tools/engines/kafka.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { engineChecks } from './doctor-engines.ts';

let engine: Engine;
beforeAll(async () => { engine = await startKafka(); });
afterAll(() => engine.stop());

const advice = async (topic: string): Promise<string> => {
  const nowhere = 'postgres://127.0.0.1:9/none';
  const env = { LYCEUM_LOG_URL: nowhere, LYCEUM_ROWS_URL: nowhere, LYCEUM_VAULT_URL: nowhere, LYCEUM_MASTER_KEY_FILE: '/none', LYCEUM_KAFKA_BROKERS: engine.url, LYCEUM_KAFKA_TOPIC: topic, LYCEUM_REDIS_URL: 'redis://127.0.0.1:9', LYCEUM_FILES: '/none' };
  const [, check] = engineChecks({ folder: '', city: true, backups: undefined, env, now: '2026-03-06T12:00:00.000Z' }).find(([what]) => what === 'Kafka')!;
  return Promise.resolve().then(check).catch((error: Error) => error.message);
};

describe('the doctor, of a topic', () => {
  it('has nothing against its retention where a service has made it', async () => {
    await (await KafkaBus.open({ brokers: [engine.url], topic: 'ours' })).close();
    expect(await advice('ours')).toContain('ours has 12 partitions with one copy each');
    expect(await advice('none')).toContain('the first service makes it');
  });
  it('says what to do where somebody else has made it, to keep events for ever', async () => {
    const admin = new Kafka({ brokers: [engine.url], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'theirs', configEntries: [{ name: 'retention.ms', value: '-1' }] }] });
    await admin.disconnect();
    await (await KafkaBus.open({ brokers: [engine.url], topic: 'theirs' })).close(); // which leaves it as it is
    expect(await advice('theirs')).toBe('theirs keeps events for ever, and the personal data in them: set retention.ms of theirs to 604800000; the log is the truth');
  });
});
