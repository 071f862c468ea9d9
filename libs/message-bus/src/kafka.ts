import { setTimeout } from 'node:timers/promises';
import { ServerKafka, type KafkaContext } from '@nestjs/microservices';
import { Kafka, Partitioners, logLevel, type Admin, type Consumer as Group, type KafkaConfig, type Producer } from 'kafkajs';
import { Unavailable } from '@lyceum/event-store/event-store';
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
/** Milliseconds: before a group is joined again that could not be, and for leaving it while the brokers are away. */
const pauseBetweenJoins = 2000;
const patienceAtTheEnd = 3000;
/** After which a member that was killed, or that its brokers forgot, no longer holds up those that are there. */
const patienceWithMembers = 15_000;
/** A few quick attempts: whoever asks comes again. */
const briefly = { retries: 3, initialRetryTime: 200, maxRetryTime: 2000 };
const header = (value: unknown) => (Buffer.isBuffer(value) ? value.toString('utf8') : String(value));

/**
 * Apache Kafka, consumed through Nest's transport: CloudEvents in binary mode (attributes as `ce_` headers, the data as the value).
 * The producer is idempotent and waits for all in-sync replicas. Every consumer is a group of its own; offsets move after it has received.
 * Brokers may go away and come back.
 */
export class KafkaBus extends MessageBus {
  private readonly servers = new Map<string, ServerKafka>();
  private readonly closing = new AbortController();
  private producer: Promise<Producer> | null = null;
  private failure: Error | null = null;

  private constructor(private readonly settings: Required<Omit<KafkaSettings, 'security'>> & Pick<KafkaSettings, 'security'>, private readonly kafka: Kafka, private readonly admin: Admin) { super(); }

  /** Connects and makes the topic: one that is missing when a group subscribes would end the process. Throws `Unavailable` while the brokers are away. */
  static async open(given: KafkaSettings): Promise<KafkaBus> {
    const settings = { partitions: 12, replication: 1, retentionDays: 7, ...given };
    if (settings.retentionDays > 7) throw new Error(`Kafka keeps events at most 7 days, not ${settings.retentionDays}: they hold personal data, and the log is the truth`);
    const kafka = new Kafka({ ...clientOf(settings, 'lyceum'), ...settings.security, retry: briefly, logLevel: logLevel.NOTHING }); // what goes wrong is thrown
    const admin = kafka.admin();
    try {
      await admin.connect();
      await admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic: settings.topic, numPartitions: settings.partitions, replicationFactor: settings.replication, configEntries: [{ name: 'retention.ms', value: String(settings.retentionDays * day) }, { name: 'cleanup.policy', value: 'delete' }] }],
      });
    } catch (error) {
      await admin.disconnect().catch(() => undefined);
      throw explained(error);
    }
    return new KafkaBus(settings, kafka, admin);
  }

  async publish(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const producer = await (this.producer ??= this.connect());
    try {
      await producer.send({ topic: this.settings.topic, acks: -1, messages: messages.map((message) => {
        const { data, ...attributes } = toCloudEvent(message);
        const headers = Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'datacontenttype').map(([name, value]) => [`ce_${name}`, String(value)]));
        return { key: message.key, value: JSON.stringify(data), headers: { ...headers, 'content-type': 'application/json' } };
      }) });
    } catch (error) {
      // Whether it arrived is not known. The same producer would number its next messages as these, and brokers that have these would take those for repetitions and drop them.
      this.producer = null;
      void producer.disconnect().catch(() => undefined);
      throw explained(error);
    }
  }

  /** Resolves when the group has joined; goes on trying while the brokers are away. */
  async consume(consumer: Consumer): Promise<void> {
    while (!this.closing.signal.aborted) {
      try { return await this.join(consumer); } catch (error) {
        if (!(explained(error) instanceof Unavailable)) throw error;
        await setTimeout(pauseBetweenJoins, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  async idle(): Promise<void> {
    for (const groupId of this.servers.keys()) {
      for (;;) {
        const ends = new Map((await this.admin.fetchTopicOffsets(this.settings.topic)).map(({ partition, high }) => [partition, Number(high)]));
        const [committed] = await this.admin.fetchOffsets({ groupId, topics: [this.settings.topic] });
        const behind = [...ends].some(([partition, end]) => end > 0 && Math.max(0, Number(committed?.partitions.find((each) => each.partition === partition)?.offset ?? 0)) < end);
        if (!behind) break;
        await setTimeout(50);
      }
    }
  }

  async healthy(): Promise<void> {
    if (this.failure) throw this.failure;
    try { await this.admin.fetchTopicMetadata({ topics: [this.settings.topic] }); } catch (error) { throw explained(error); }
  }

  async close(): Promise<void> {
    this.closing.abort();
    const producer = await this.producer?.catch(() => null);
    const leaving = Promise.allSettled([...[...this.servers.values()].map((server) => server.close()), producer?.disconnect(), this.admin.disconnect()]);
    await Promise.race([leaving, setTimeout(patienceAtTheEnd, undefined, { ref: false })]); // brokers that are away are not told; they notice
  }

  private groupOf({ name }: Consumer): string { return `${this.settings.topic}.${name}`; }

  private connect(): Promise<Producer> {
    const producer = this.kafka.producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner: Partitioners.DefaultPartitioner });
    return producer.connect().then(() => producer, (error: unknown) => { this.producer = null; throw explained(error); });
  }

  private async join(consumer: Consumer): Promise<void> {
    const groupId = this.groupOf(consumer);
    const server = new ServerKafka({
      client: { ...clientOf(this.settings, `lyceum-${consumer.name}`), ...this.settings.security },
      consumer: { groupId, maxWaitTimeInMs: 20, sessionTimeout: patienceWithMembers, rebalanceTimeout: patienceWithMembers, retry: { retries: 1000, maxRetryTime: 5000, restartOnFailure: async () => !this.closing.signal.aborted } },
      producer: { createPartitioner: Partitioners.DefaultPartitioner },
      run: { partitionsConsumedConcurrently: this.settings.partitions },
      subscribe: { fromBeginning: true },
      parser: { keepBinary: true },
      postfixId: '',
    });
    server.addHandler(this.settings.topic, async (value: Buffer | null, context: KafkaContext) => {
      const message = decode(value, context);
      if (message && (consumer.types === 'every' || consumer.types.includes(message.event.type))) await consumer.receive(message);
    }, true);
    try {
      await new Promise<void>((resolve, reject) => { void server.listen((error) => (error ? reject(error) : resolve())); });
    } catch (error) {
      await server.close().catch(() => undefined);
      throw error;
    }
    this.servers.set(groupId, server);
    const [, group] = server.unwrap<[Kafka, Group, Producer]>();
    group.on('consumer.crash', ({ payload: { restart } }) => { if (!restart) void this.joinAgain(consumer, server); });
  }

  /** The client gives up on what it takes for hopeless; the log goes on, and so does this. */
  private async joinAgain(consumer: Consumer, server: ServerKafka): Promise<void> {
    await server.close().catch(() => undefined);
    await setTimeout(pauseBetweenJoins, undefined, { signal: this.closing.signal }).catch(() => undefined);
    await this.consume(consumer).catch((error: unknown) => { this.failure = error as Error; });
  }
}

/** Brokers that are away, as the ports say it; what is wrong with a setting stays as it is. */
const explained = (error: unknown): unknown => {
  const { name = '', retriable, cause, message } = (error ?? {}) as { name?: string; retriable?: boolean; cause?: { retriable?: boolean }; message?: string };
  if (!name.startsWith('KafkaJS')) return error;
  const away = name === 'KafkaJSNumberOfRetriesExceeded' ? cause?.retriable !== false : retriable;
  return away ? new Unavailable(`Kafka: ${message}; see whether the brokers run and can be reached`) : error;
};

const clientOf = ({ brokers }: Pick<KafkaSettings, 'brokers'>, clientId: string): KafkaConfig => ({ clientId, brokers: [...brokers], logLevel: logLevel.ERROR, requestTimeout: 10_000, retry: { retries: 10, maxRetryTime: 10_000 } });

/** Nothing where the message is none of ours: thrown, it would come again and again, and hold up all that follows. */
const decode = (value: Buffer | null, context: KafkaContext): Message | undefined => {
  const { headers, key } = context.getMessage();
  const attributes = Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.startsWith('ce_')).map(([name, text]) => [name.slice(3), header(text)]));
  try {
    return fromCloudEvent({
      ...attributes, revision: Number(attributes['revision']), version: Number(attributes['version']),
      partitionkey: attributes['partitionkey'] ?? header(key), datacontenttype: 'application/json', data: JSON.parse(String(value)) as unknown,
    } as CloudEvent);
  } catch { return undefined; }
};
