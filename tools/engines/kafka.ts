import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { images, programOrImage } from './containers.ts';
import { engineOf, freePort, launch, Missing, ownFolder, type Engine } from './process.ts';

const version = '4.1.0';
const jars = join(import.meta.dirname, '../../node_modules/.cache/engines/kafka', version);
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>lyceum</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${version}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>`;

/** The broker's jars, from Maven's registry, once. */
const fetchJars = () => {
  if (existsSync(jars) && readdirSync(jars).some((name) => name.startsWith('kafka_2.13'))) return;
  mkdirSync(jars, { recursive: true });
  writeFileSync(join(jars, 'pom.xml'), pom);
  try { execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], { cwd: jars, stdio: 'pipe' }); } catch (error) {
    throw new Missing(`Kafka ${version} needs Java 17 and Maven to fetch its jars: ${String(error).split('\n')[0]}`);
  }
};

/** One Kafka broker that is its own controller (KRaft). */
export const startKafka = (options: KafkaOptions = {}): Promise<Engine> => programOrImage(() => startProgram(options), images.kafka);

/** `address` and `port`: what to listen on; `advertised`: where clients are told to come, where that is elsewhere. */
export type KafkaOptions = { readonly address?: string; readonly port?: number; readonly advertised?: string };
const startProgram = async ({ address = '127.0.0.1', port, advertised }: KafkaOptions): Promise<Engine> => {
  try { execFileSync('java', ['-version'], { stdio: 'ignore' }); } catch { throw new Missing(`Kafka ${version} needs Java 17 (Debian: openjdk-17-jre-headless)`); }
  fetchJars();
  const [broker, controller] = [port ?? (await freePort()), await freePort()];
  const url = advertised ?? `${address}:${broker}`;
  const folder = ownFolder('kafka');
  const settings = join(folder, 'server.properties');
  writeFileSync(settings, Object.entries({
    'process.roles': 'broker,controller', 'node.id': 1, 'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://${address}:${broker},CONTROLLER://127.0.0.1:${controller}`, 'advertised.listeners': `PLAINTEXT://${url}`,
    'controller.listener.names': 'CONTROLLER', 'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT', 'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(folder, 'log'), 'auto.create.topics.enable': false, 'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.replication.factor': 1, 'offsets.topic.num.partitions': 4, 'transaction.state.log.replication.factor': 1, 'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1, 'share.coordinator.state.topic.min.isr': 1,
  }).map(([key, value]) => `${key}=${value}`).join('\n'));
  const java = (...args: string[]) => ['-Xmx512m', '-cp', join(jars, '*'), ...args];
  const id = execFileSync('java', java('kafka.tools.StorageTool', 'random-uuid'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split('\n').at(-1)!;
  execFileSync('java', java('kafka.tools.StorageTool', 'format', '-t', id, '-c', settings), { stdio: 'ignore' });
  return engineOf('Kafka', version, url, folder, () => launch('java', java('kafka.Kafka', settings), (printed) => printed.includes('Kafka Server started')));
};
