import { ServerKafka, type KafkaContext } from '@nestjs/microservices';
import { Kafka, Partitioners, logLevel, type Admin, type KafkaConfig, type Producer } from 'kafkajs';
import { fromCloudEvent, toCloudEvent, type CloudEvent } from './cloud-event.ts';
import { MessageBus, type Consumer, type Message } from './message-bus.ts';

export type KafkaSettings = {
  readonly brokers: readonly string[];
  /** Events of one log go to one topic; its key is the stream, so that a stream stays in order within a partition. */
  readonly topic: string;
  readonly partitions?: number;
  readonly replication?: number;
  /** The log is the truth; the bus keeps encrypted personal data a week at most. */
  readonly retentionDays?: number;
  readonly security?: Pick<KafkaConfig, 'ssl' | 'sasl'>;
};

const day = 86_400_000;
const header = (value: unknown) => (Buffer.isBuffer(value) ? value.toString('utf8') : String(value));

/**
 * Apache Kafka, consumed through Nest's transport: CloudEvents in binary mode (attributes as `ce_` headers, the data as the value).
 * The producer is idempotent and waits for all in-sync replicas. Every consumer is a group of its own; offsets move after it has received.
 */
export class KafkaBus extends MessageBus {
  private readonly servers: ServerKafka[] = [];
  private readonly groups: string[] = [];

  private constructor(private readonly settings: Required<Omit<KafkaSettings, 'security'>> & Pick<KafkaSettings, 'security'>, private readonly admin: Admin, private readonly producer: Producer) { super(); }

  /** Connects and makes the topic: one that is missing when a group subscribes would end the process. */
  static async open(given: KafkaSettings): Promise<KafkaBus> {
    const settings = { partitions: 12, replication: 1, retentionDays: 7, ...given };
    if (settings.retentionDays > 7) throw new Error(`Kafka keeps events at most 7 days, not ${settings.retentionDays}: they hold personal data, and the log is the truth`);
    const kafka = new Kafka({ ...clientOf(settings, 'lyceum'), ...settings.security });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic: settings.topic, numPartitions: settings.partitions, replicationFactor: settings.replication, configEntries: [{ name: 'retention.ms', value: String(settings.retentionDays * day) }, { name: 'cleanup.policy', value: 'delete' }] }],
    });
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    return new KafkaBus(settings, admin, producer);
  }

  async publish(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    await this.producer.send({ topic: this.settings.topic, acks: -1, messages: messages.map((message) => {
      const { data, ...attributes } = toCloudEvent(message);
      const headers = Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'datacontenttype').map(([name, value]) => [`ce_${name}`, String(value)]));
      return { key: message.key, value: JSON.stringify(data), headers: { ...headers, 'content-type': 'application/json' } };
    }) });
  }

  /** Resolves when the group has joined. */
  async consume(consumer: Consumer): Promise<void> {
    const groupId = `${this.settings.topic}.${consumer.name}`;
    const server = new ServerKafka({
      client: { ...clientOf(this.settings, `lyceum-${consumer.name}`), ...this.settings.security },
      consumer: { groupId, maxWaitTimeInMs: 20, retry: { retries: 1000, maxRetryTime: 10_000 } },
      producer: { createPartitioner: Partitioners.DefaultPartitioner },
      run: { partitionsConsumedConcurrently: this.settings.partitions },
      subscribe: { fromBeginning: true },
      parser: { keepBinary: true },
      postfixId: '',
    });
    server.addHandler(this.settings.topic, async (value: Buffer, context: KafkaContext) => {
      const message = decode(value, context);
      if (consumer.types === 'every' || consumer.types.includes(message.event.type)) await consumer.receive(message);
    }, true);
    this.servers.push(server);
    this.groups.push(groupId);
    await new Promise<void>((resolve, reject) => { void server.listen((error) => (error ? reject(error) : resolve())); });
  }

  async idle(): Promise<void> {
    for (const groupId of this.groups) {
      for (;;) {
        const ends = new Map((await this.admin.fetchTopicOffsets(this.settings.topic)).map(({ partition, high }) => [partition, Number(high)]));
        const [committed] = await this.admin.fetchOffsets({ groupId, topics: [this.settings.topic] });
        const behind = [...ends].some(([partition, end]) => end > 0 && Math.max(0, Number(committed?.partitions.find((each) => each.partition === partition)?.offset ?? 0)) < end);
        if (!behind) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async healthy(): Promise<void> { await this.admin.fetchTopicMetadata({ topics: [this.settings.topic] }); }

  async close(): Promise<void> {
    for (const server of this.servers) await server.close();
    await this.producer.disconnect();
    await this.admin.disconnect();
  }
}

const clientOf = ({ brokers }: Pick<KafkaSettings, 'brokers'>, clientId: string): KafkaConfig => ({ clientId, brokers: [...brokers], logLevel: logLevel.ERROR, retry: { retries: 10, maxRetryTime: 10_000 } });

const decode = (value: Buffer, context: KafkaContext): Message => {
  const { headers, key } = context.getMessage();
  const attributes = Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.startsWith('ce_')).map(([name, text]) => [name.slice(3), header(text)]));
  return fromCloudEvent({
    ...attributes, revision: Number(attributes['revision']), version: Number(attributes['version']),
    partitionkey: attributes['partitionkey'] ?? header(key), datacontenttype: 'application/json', data: JSON.parse(value.toString('utf8')) as unknown,
  } as CloudEvent);
};
