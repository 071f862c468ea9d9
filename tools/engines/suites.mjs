// npm run test:engines: every suite whose engines are at hand, and one table at the end: what ran, on which version, what was skipped and why.
// `--all`: a gap that could be filled fails. `--two`: two suites at a time, each printed when it is over.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runNode } from '../run.mjs';
import { atLeast, chosenOf, isGap, lackingOf, needsOf, skippedOf, verdictOf } from './needs.mjs';

const versionOf = (command, args, pattern) => {
  const { status, stdout = '', stderr = '' } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? (pattern.exec(stdout + stderr)?.[1] ?? 'of unknown version') : undefined;
};
/** The same as the engines do when they look for one (containers.ts), asked once for all suites. */
const hasContainers = async () => (await import('testcontainers')).getContainerRuntimeClient().then(() => true, () => false);

/**
 * What a suite can ask for in its first line, and whether it is here: of a tool its version, of an engine that there is a way to start one (ways.ts). Which engine that
 * was, and of which version, is told by whoever started it. `missing` says what would help.
 */
const lookAround = (containers) => {
  const program = (command, args, pattern) => Boolean(versionOf(command, args, pattern));
  const { KURRENTDB_URL, MONGODB_URL, KUSTOMIZE = 'kustomize' } = process.env;
  return {
    PostgreSQL: { here: true },
    Kafka: { here: (program('java', ['-version'], /./) && program('mvn', ['-v'], /./)) || containers, missing: 'needs Java 17 and Maven (Debian: openjdk-17-jre-headless maven), or a container engine' },
    Redis: { here: program('redis-server', ['--version'], /./) || containers, missing: 'needs redis-server (Debian: redis-server), or a container engine' },
    KurrentDB: { here: Boolean(KURRENTDB_URL) || containers, missing: 'needs KURRENTDB_URL, a server of version 26.1 or later that the suite may write to, or a container engine (it comes only as an image)', byUrl: true },
    'KurrentDB-wire': { here: true },
    'MongoDB-wire': {
      here: Boolean(MONGODB_URL) || containers || Boolean(atLeast(versionOf('go', ['version'], /go([\d.]+)/), [1, 24])),
      missing: 'needs a server at MONGODB_URL, a container engine, or Go 1.24 or later for its stand-in (Debian 13: golang-go; Debian 12 has only 1.19: go.dev/dl)',
    },
    nginx: { here: versionOf('nginx', ['-v'], /nginx\/([\d.]+)/), missing: 'needs nginx (Debian: nginx-light)' },
    Prometheus: { here: versionOf('prometheus', ['--version'], /version ([\d.]+)/) && versionOf('promtool', ['--version'], /version ([\d.]+)/), missing: 'needs prometheus and promtool (Debian: prometheus)' },
    'docker-compose': { here: versionOf('docker-compose', ['version'], /version v?([\d.]+)/) ?? versionOf('docker', ['compose', 'version'], /version v?([\d.]+)/), missing: 'needs docker-compose (Debian: docker-compose)' },
    kustomize: { here: versionOf(KUSTOMIZE, ['version'], /(v[\d.]+|\(devel\))/), missing: 'needs kustomize (go install sigs.k8s.io/kustomize/kustomize/v5@v5.4.3, on the PATH or named by KUSTOMIZE)' },
    openssl: { here: versionOf('openssl', ['version'], /OpenSSL (\S+)/), missing: 'needs openssl (Debian: openssl)' },
  };
};

const every = () => ['apps', 'libs', 'tools'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.engines.ts') && !file.includes('node_modules')).sort();

/** Runs one suite: its exit code, which engines it started, and which of its cases it passed over. `quietly`: what it says is kept until it is over, so that two that run side by side don't mix. */
const runSuite = async (file, { containers, quietly }) => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-suite-'));
  const [said, ran, report] = ['said', 'ran', 'report.json'].map((name) => join(folder, name));
  const output = quietly ? openSync(said, 'a') : undefined;
  try {
    const code = await runNode(['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, '--runTestsByPath', file], {
      typescript: false, stdio: quietly ? ['ignore', output, output] : 'inherit',
      env: { LYCEUM_SUITE: 'engines', KAFKAJS_NO_PARTITIONER_WARNING: '1', LYCEUM_ENGINES_RAN: ran, LYCEUM_HAS_CONTAINERS: containers ? 'yes' : 'no' },
    });
    if (quietly) process.stdout.write(readFileSync(said));
    const started = existsSync(ran) ? [...new Set(readFileSync(ran, 'utf8').trim().split('\n'))].sort() : [];
    return { code, started, skipped: existsSync(report) ? skippedOf(JSON.parse(readFileSync(report, 'utf8'))) : [] };
  } finally {
    if (quietly) closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  }
};

/** @param {string[]} args parts of suites' paths; none runs everything. With `--all` what was left out fails, but for what only an address or an image can bring. Resolves to the exit code. */
export const testEngines = async (args) => {
  const [all, two] = [args.includes('--all'), args.includes('--two')];
  const containers = await hasContainers();
  const engines = lookAround(containers);
  const files = every();
  const needs = new Map(files.map((file) => [file, needsOf(file, readFileSync(join(root, file), 'utf8'), Object.keys(engines))]));
  const chosen = chosenOf(files, args.filter((each) => !['--all', '--two'].includes(each)));
  const given = ['PG_URL', 'MONGODB_URL', 'KURRENTDB_URL'].some((variable) => process.env[variable]);
  const outcomes = new Map();
  const judge = async (file) => {
    const { needed, inPart } = needs.get(file);
    const lacking = lackingOf(needed, engines);
    const gap = all && isGap(needs.get(file), engines);
    if (lacking.length > 0) return { on: needed.join(', '), outcome: `${gap ? 'NOT RUN' : 'skipped'}: ${lacking.map((name) => `${name} ${engines[name].missing}`).join('; ')}`, failed: gap };
    const began = Date.now();
    const { code, started, skipped } = await runSuite(file, { containers, quietly: two });
    const tools = inPart.map((name) => `${name} ${engines[name].here || `(left out: ${engines[name].missing})`}`);
    return { on: [...started, ...tools].join(', '), ...verdictOf({ code, seconds: Math.round((Date.now() - began) / 1000), skipped, gap, all, given }) };
  };
  const left = [...chosen];
  const worker = async () => { for (let file = left.shift(); file; file = left.shift()) outcomes.set(file, await judge(file)); };
  await Promise.all(two ? [worker(), worker()] : [worker()]);
  const rows = chosen.map((suite) => ({ suite, ...outcomes.get(suite) }));
  console.table(rows.map(({ suite, on, outcome }) => ({ suite, on, outcome })));
  return rows.some(({ failed }) => failed) ? 1 : 0;
};
