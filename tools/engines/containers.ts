import { freePort, Missing, type Engine } from './process.ts';

/** An engine as an image of docker-compose.yml; `port` is the one inside, and what is outside is chosen freely. */
export type Image = {
  readonly name: string; readonly image: string; readonly port: number; readonly url: (port: number) => string;
  readonly environment?: (port: number) => Readonly<Record<string, string>>; readonly command?: readonly string[];
  /** What it prints when it can be asked, and how often by then; or which path answers then. */
  readonly ready: { readonly printed: RegExp; readonly times?: number } | { readonly path: string };
};

/** The container engine that testcontainers finds (Docker or Podman); `npm run test:engines` has looked already. */
export const containerEngine = async () => {
  if (process.env['LYCEUM_HAS_CONTAINERS'] === 'no') return undefined;
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient().catch(() => undefined);
};

/** By testcontainers, as its documentation says (node.testcontainers.org). Not tried where this was written: no container engine runs there. */
export const startImage = async ({ name, image, port, url, environment, command, ready }: Image): Promise<Engine> => {
  const runtime = await containerEngine();
  if (!runtime) throw new Missing(`${name}: no container engine answers (Docker or Podman), so ${image} can't run: start one, or leave out --containers`);
  const { GenericContainer, Wait } = await import('testcontainers');
  const isReady = 'path' in ready ? Wait.forHttp(ready.path, port).forStatusCodeMatching((status) => status >= 200 && status < 300) : Wait.forLogMessage(ready.printed, ready.times ?? 1);
  const outside = await freePort(); // fixed, so that it is the same after a restart
  const described = new GenericContainer(image).withExposedPorts({ container: port, host: outside }).withWaitStrategy(isReady).withStartupTimeout(180_000);
  if (environment) described.withEnvironment(environment(outside));
  if (command) described.withCommand([...command]);
  const started = await described.start();
  const container = runtime.container.getById(started.getId());
  return {
    name, version: image.slice(image.lastIndexOf(':') + 1), url: url(outside),
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
    ready: { printed: /database system is ready to accept connections/, times: 2 }, // once for itself, while it is made
  },
  kafka: {
    name: 'Kafka', image: 'apache/kafka:4.1.0', port: 9092, url: (port) => `127.0.0.1:${port}`, ready: { printed: /Kafka Server started/ },
    environment: (port) => ({
      KAFKA_NODE_ID: '1', KAFKA_PROCESS_ROLES: 'broker,controller', KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093', KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`, KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER', KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false', KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1', KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1', KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1', KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    }),
  },
  redis: {
    name: 'Redis', image: 'redis:7.4.2-bookworm', port: 6379, url: (port) => `redis://127.0.0.1:${port}`,
    command: ['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], ready: { printed: /Ready to accept connections/ },
  },
  /** One node without TLS and accounts. */
  kurrentdb: {
    name: 'KurrentDB', image: 'docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0', port: 2113, url: (port) => `kurrentdb://127.0.0.1:${port}?tls=false`, ready: { path: '/health/live' },
    environment: () => ({ KURRENTDB_CLUSTER_SIZE: '1', KURRENTDB_NODE_PORT: '2113', KURRENTDB_RUN_PROJECTIONS: 'None', KURRENTDB_INSECURE: 'true' }),
  },
  /** A server by itself, without accounts: the adapters use no transactions, so that no replica set is needed to try them. */
  mongodb: { name: 'MongoDB', image: 'mongo:8.0.13', port: 27017, url: (port) => `mongodb://127.0.0.1:${port}/`, ready: { printed: /Waiting for connections/ } },
} satisfies Readonly<Record<string, Image>>;
