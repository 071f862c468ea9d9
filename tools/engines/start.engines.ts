// engines: PostgreSQL, Kafka, Redis, MongoDB-wire
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import mongoose from 'mongoose';
import pg from 'pg';
import { readSettings } from '@lyceum/city/settings';
import type { Running } from './control.ts';

/** `npm run engines` as a user has it: started, each asked, stopped; nothing of it left. */
const root = join(import.meta.dirname, '../..');
const launcher = ['tools/launch.mjs', 'engines'];
const nobody = 'tcp://127.0.0.1:9'; // no container engine
let home: string, env: NodeJS.ProcessEnv;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'lyceum-spec-'));
  env = { ...process.env, LYCEUM_ENGINES_NOTE: join(home, 'running.json') };
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const engines = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...launcher, ...args], { cwd: root, env, encoding: 'utf8', timeout: 240_000 });
  return { status, stdout, stderr };
};
const answers = async ({ engines: found, left, env: given }: Running) => {
  expect(found.map(({ name }) => name)).toEqual(['PostgreSQL', 'Kafka', 'Redis', expect.stringMatching(/^MongoDB/)]);
  expect(left).toEqual([]);
  for (const { version } of found) expect(version).toMatch(/\d+\.\d+.* \(.+\)$/); // which it is, and where it came from
  const settings = readSettings(given);
  const client = new pg.Client(settings.LYCEUM_LOG_URL);
  await client.connect();
  expect((await client.query('show fsync')).rows).toEqual([{ fsync: 'on' }]);
  await client.end();
  const admin = new Kafka({ brokers: settings.LYCEUM_KAFKA_BROKERS, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  expect((await admin.describeCluster()).brokers).toHaveLength(1);
  await admin.disconnect();
  const redis = new Redis(settings.LYCEUM_REDIS_URL);
  expect(await redis.ping()).toBe('PONG');
  redis.disconnect();
  const mongo = await mongoose.createConnection(`${found[3]!.url}lyceum`).asPromise();
  expect(await mongo.db!.collection<{ _id: string }>('asked').insertOne({ _id: 'once' })).toMatchObject({ acknowledged: true });
  await mongo.close();
};
/** Processes whose command names a folder, or that are in it; where the system tells. */
const processesOver = (folder: string) => (!existsSync('/proc/self/cmdline') ? [] : readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
  try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder); } catch { return false; }
}));
const nothingOf = (folder: string) => {
  expect(processesOver(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(env['LYCEUM_ENGINES_NOTE']!)).toBe(false);
};

describe('npm run engines', () => {
  it('detached: starts, is told once, answers, stops, and leaves nothing', async () => {
    const { status, stdout, stderr } = engines('--detach', '--json');
    expect([stderr, status]).toEqual(['', 0]);
    const running = JSON.parse(stdout) as Running;
    try {
      await answers(running);
      expect(processesOver(running.folder).length).toBeGreaterThanOrEqual(4);
      expect(JSON.parse(engines('status', '--json').stdout)).toEqual(running);
      expect(engines('--detach')).toMatchObject({ status: 1, stderr: expect.stringContaining(`engines are running already, of process ${running.pid}`) });
    } finally { expect(engines('stop')).toMatchObject({ status: 0, stdout: 'stopped\n' }); }
    nothingOf(running.folder);
    expect(engines('stop').stdout).toBe('nothing was running\n');
  });

  it('in the foreground, without Go: says what is left out; Ctrl-C, which reaches every process of it, leaves nothing', async () => {
    const child = spawn(process.execPath, [...launcher], { cwd: root, env: { ...env, PATH: programsWithout('go'), DOCKER_HOST: nobody, MONGODB_URL: '', LYCEUM_MONGO_WIRE: join(home, 'not built yet') }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = await printed(child, 'Ctrl-C stops them.');
    expect(text).toMatch(/Left out: MongoDB: no MONGODB_URL is given.*which needs Go 1\.24/);
    const folder = /Data: (\S+),/.exec(text)![1]!;
    const ended = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
    process.kill(-child.pid!, 'SIGINT');
    expect(await ended).toBe(0);
    nothingOf(folder);
  });

  it('says what it does not understand, and what is missing', () => {
    expect(engines('begin')).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run engines -- stop') });
    const programs = programsWithout('java', 'redis-server');
    const { status, stderr } = spawnSync(process.execPath, [...launcher], { cwd: root, env: { ...env, PATH: programs, DOCKER_HOST: nobody }, encoding: 'utf8', timeout: 240_000 });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/(Kafka 4\.1\.0 needs Java 17|Redis: no redis-server on the PATH).*; nor is there a container engine to run (apache\/kafka|redis):/s)]);
  });
});

/** A folder of everything on the PATH but some programs. */
const programsWithout = (...left: readonly string[]): string => {
  const folder = join(home, `without ${left.join()}`);
  mkdirSync(folder);
  for (const place of (process.env['PATH'] ?? '').split(':').filter((each) => existsSync(each))) {
    for (const name of readdirSync(place)) if (!left.includes(name) && !existsSync(join(folder, name))) try { symlinkSync(join(place, name), join(folder, name)); } catch { /* a link to nothing, twice */ }
  }
  return folder;
};

const printed = (child: ChildProcess, wanted: string) => new Promise<string>((resolve, reject) => {
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => { if ((text += chunk.toString()).includes(wanted)) resolve(text); });
  child.stderr!.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${text}`)));
});
