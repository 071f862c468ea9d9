import { freePort, Missing, type Engine } from './process.ts';

/** An engine as an image of docker-compose.yml; `port` is the one inside, and what is outside is chosen freely. */
type Image = {
  readonly name: string; readonly image: string; readonly port: number; readonly url: (port: number) => string;
  readonly environment?: (port: number) => Readonly<Record<string, string>>; readonly command?: readonly string[];
  /** What it prints when it can be asked, and how often by then. */
  readonly ready: RegExp; readonly times?: number;
};

/** `npm run engines -- --containers` asks for images also where there are programs. */
const asked = () => process.env['LYCEUM_CONTAINERS'] === '1';

/** The program of this machine; an image instead where that is asked for, or where the program is missing and a container engine runs. */
export const programOrImage = async (program: () => Promise<Engine>, image: Image): Promise<Engine> => {
  if (asked()) return startImage(image);
  try { return await program(); } catch (error) {
    if (!(error instanceof Missing)) throw error;
    try { return await startImage(image); } catch (other) { throw other instanceof Missing ? new Missing(`${error.message}; nor is there a container engine to run ${image.image}`) : other; }
  }
};

/** By testcontainers, as its documentation says (node.testcontainers.org). Not tried where this was written: no container engine runs there. */
const startImage = async ({ name, image, port, url, environment, command, ready, times = 1 }: Image): Promise<Engine> => {
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
  const runtime = await getContainerRuntimeClient().catch(() => { throw new Missing(`${name}: no container engine answers (Docker or Podman), so ${image} can't run: start one, or leave out --containers`); });
  const outside = await freePort(); // fixed, so that it is the same after a restart
  const described = new GenericContainer(image).withExposedPorts({ container: port, host: outside }).withWaitStrategy(Wait.forLogMessage(ready, times)).withStartupTimeout(180_000);
  if (environment) described.withEnvironment(environment(outside));
  if (command) described.withCommand([...command]);
  const started = await described.start();
  const container = runtime.container.getById(started.getId());
  return {
    name, version: image, url: url(outside),
    kill: async () => { await container.kill({ signal: 'SIGKILL' }); },
    restart: async () => { await started.restart(); },
    stop: async () => { await started.stop(); },
  };
};

/** Pinned as in docker-compose.yml. */
export const images = {
  postgres: {
    name: 'PostgreSQL', image: 'postgres:18.0-bookworm', port: 5432, url: (port) => `postgres://lyceum:lyceum@127.0.0.1:${port}/postgres`,
    environment: () => ({ POSTGRES_USER: 'lyceum', POSTGRES_PASSWORD: 'lyceum', POSTGRES_DB: 'postgres', POSTGRES_INITDB_ARGS: '--data-checksums' }),
    ready: /database system is ready to accept connections/, times: 2, // once for itself, while it is made
  },
  kafka: {
    name: 'Kafka', image: 'apache/kafka:4.1.0', port: 9092, url: (port) => `127.0.0.1:${port}`, ready: /Kafka Server started/,
    environment: (port) => ({
      KAFKA_NODE_ID: '1', KAFKA_PROCESS_ROLES: 'broker,controller', KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093', KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`, KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER', KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false', KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1', KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1', KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1', KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    }),
  },
  redis: {
    name: 'Redis', image: 'redis:7.4.2-bookworm', port: 6379, url: (port) => `redis://127.0.0.1:${port}`,
    command: ['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], ready: /Ready to accept connections/,
  },
} satisfies Readonly<Record<string, Image>>;
