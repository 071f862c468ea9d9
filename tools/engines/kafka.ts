import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { images } from './containers.ts';
import { engineOf, freePort, launch, Missing, ownFolder, type Engine } from './process.ts';
import { startOneOf } from './ways.ts';

const version = '4.1.0';
const jars = join(import.meta.dirname, '../../node_modules/.cache/engines/kafka', version);
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>lyceum</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${version}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>`;

/** The broker's jars, from Maven's registry, once. */
const fetchJars = () => {
  if (existsSync(jars)) return;
  make(jars, (beside) => {
    writeFileSync(join(beside, 'pom.xml'), pom);
    try { execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${beside}`], { cwd: beside, stdio: 'pipe' }); } catch (error) {
      throw new Missing(`Kafka ${version} needs Java 17 and Maven to fetch its jars: ${String(error).split('\n')[0]}`);
    }
  });
};
/** A folder is there whole or not at all, also where two make it at once. */
const make = (folder: string, fill: (beside: string) => void) => {
  const beside = `${folder}.${process.pid}`;
  mkdirSync(beside, { recursive: true });
  try {
    fill(beside);
    renameSync(beside, folder);
  } catch (error) { if (!existsSync(folder)) throw error; } finally { rmSync(beside, { recursive: true, force: true }); }
};

const java = (...args: string[]) => ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', join(jars, '*'), ...args]; // soon there, rather than fast in the end

/** A broker's folder as it is before its first start, made once: it tells neither ports nor whose it is. */
const formatted = (): string => {
  const folder = `${jars}-formatted`;
  if (existsSync(folder)) return folder;
  make(folder, (beside) => {
    const settings = join(beside, 'server.properties');
    writeFileSync(settings, propertiesOf({ ...always, 'controller.quorum.voters': '1@127.0.0.1:1', listeners: 'CONTROLLER://127.0.0.1:1,PLAINTEXT://127.0.0.1:2', 'log.dirs': join(beside, 'log') }));
    execFileSync('java', java('kafka.tools.StorageTool', 'format', '-t', randomBytes(16).toString('base64url').replace(/^-/, 'A'), '-c', settings), { stdio: 'ignore' });
  });
  return folder;
};
const always = {
  'process.roles': 'broker,controller', 'node.id': 1, 'controller.listener.names': 'CONTROLLER', 'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT', 'inter.broker.listener.name': 'PLAINTEXT',
  'broker.session.timeout.ms': 2000, 'broker.heartbeat.interval.ms': 500, // so long one that was killed holds up its next start
  'auto.create.topics.enable': false, 'group.initial.rebalance.delay.ms': 0, 'offsets.topic.replication.factor': 1, 'offsets.topic.num.partitions': 4, 'transaction.state.log.replication.factor': 1, 'transaction.state.log.min.isr': 1,
  'share.coordinator.state.topic.replication.factor': 1, 'share.coordinator.state.topic.min.isr': 1,
};
const propertiesOf = (settings: Readonly<Record<string, string | number | boolean>>): string => Object.entries(settings).map(([key, value]) => `${key}=${value}`).join('\n');

/** No request asks a broker for its version; the jar that it is run from names it. */
const versionOfJars = (): string => readdirSync(jars).map((file) => /^kafka_[\d.]+-(.+)\.jar$/.exec(file)?.[1]).find(Boolean) ?? 'of unknown version';

/** One Kafka broker that is its own controller (KRaft). */
export const startKafka = (options: KafkaOptions = {}): Promise<Engine> => startOneOf({ name: 'Kafka', program: { from: 'its jars', start: () => startProgram(options) }, image: images.kafka });

/** `address` and `port`: what to listen on; `advertised`: where clients are told to come, where that is elsewhere. */
export type KafkaOptions = { readonly address?: string; readonly port?: number; readonly advertised?: string };
const startProgram = async ({ address = '127.0.0.1', port, advertised }: KafkaOptions): Promise<Engine> => {
  try { execFileSync('java', ['-version'], { stdio: 'ignore' }); } catch { throw new Missing(`Kafka ${version} needs Java 17 (Debian: openjdk-17-jre-headless)`); }
  fetchJars();
  const [broker, controller] = [port ?? (await freePort()), await freePort()];
  const url = advertised ?? `${address}:${broker}`;
  const folder = ownFolder('kafka');
  const settings = join(folder, 'server.properties');
  writeFileSync(settings, propertiesOf({
    ...always, 'controller.quorum.voters': `1@127.0.0.1:${controller}`, 'log.dirs': join(folder, 'log'),
    listeners: `PLAINTEXT://${address}:${broker},CONTROLLER://127.0.0.1:${controller}`, 'advertised.listeners': `PLAINTEXT://${url}`,
  }));
  cpSync(join(formatted(), 'log'), join(folder, 'log'), { recursive: true });
  return engineOf('Kafka', versionOfJars(), url, folder, () => launch('java', java('kafka.Kafka', settings), (printed) => printed.includes('Kafka Server started')), 'SIGKILL');
};
