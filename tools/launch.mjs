// What the scripts of package.json do, on any host with Node 20 or newer: installs what is missing, builds what changed, runs under Node 24.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { testEngines } from './engines/suites.mjs';
import { frugal, frugally, root, run, runNode } from './run.mjs';

const path = (...parts) => join(root, ...parts);
const jest = (suite) => (args) => runNode(['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args], { typescript: false, env: { LYCEUM_SUITE: suite } });
const typescript = (file) => (args) => {
  if (!existsSync(path(file))) throw new Error(`${file} is missing`);
  return runNode([file, ...args]);
};
const inTurn = (...steps) => async () => {
  for (const step of steps) { const code = await step(); if (code !== 0) return code; }
  return 0;
};

const verbs = {
  start: async (args) => {
    const code = await buildConsole();
    return code === 0 ? runNode([...frugal, 'apps/solo/src/main.ts', ...args], { env: frugally }) : code;
  },
  build: inTurn(() => buildConsole(), () => runNode(['tools/precompile.mjs'], { typescript: false })),
  test: jest('fast'),
  'test:engines': testEngines,
  'test:faults': jest('faults'),
  'test:browser': async (args) => ((await buildConsole()) === 0 ? jest('browser')(args) : 1),
  typecheck: inTurn(...['tsconfig.json', 'apps/console/tsconfig.json'].map((project) => () => runNode(['node_modules/ts7/bin/tsc', '-p', project], { typescript: false }))),
  lint: () => runNode(['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'], { typescript: false }),
  engines: typescript('tools/engines/main.ts'),
  bench: typescript('tools/bench/run.ts'),
  new: typescript('tools/new/main.ts'),
  lyceum: typescript('apps/cli/src/main.ts'),
};

/** Whether what is installed is what the lock file says; packages for other systems may be absent. */
const isInstalled = () => {
  const read = (file) => (existsSync(path(file)) ? JSON.parse(readFileSync(path(file), 'utf8')).packages : undefined);
  const [wanted, installed] = [read('package-lock.json'), read('node_modules/.package-lock.json')];
  if (!installed) return false;
  return Object.entries(wanted).every(([place, { version, optional, link }]) => !place.startsWith('node_modules/') || optional || link || installed[place]?.version === version);
};
const install = async () => {
  if (isInstalled()) return;
  console.log('Installing packages (npm ci) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev' /* also in production: what starts the program is among them */, '--loglevel=error' /* the host's Node, which npm warns of, does not run it */];
  const code = npm ? await run(process.execPath, [npm, ...args]) : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
  if (code !== 0) throw new Error('npm ci failed: see above. Is the network there, and is nothing else using node_modules?');
};

/** Builds the console where its sources are not those of the last build. Without its tools (a trimmed installation), what is built is used. */
const buildConsole = async () => {
  const [folder, dist] = [path('apps/console'), path('apps/console/dist')];
  const vite = 'node_modules/vite/bin/vite.js';
  if (!existsSync(join(folder, 'vite.config.ts')) || !existsSync(path(vite))) return 0;
  const stamp = join(dist, '.built-from');
  const sources = ['apps/console', 'libs/contracts', 'libs/core'].flatMap((each) => filesOf(path(each)));
  const hash = createHash('sha256');
  for (const file of [...sources, path('package-lock.json')]) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  const now = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return 0;
  console.log('Building the console …');
  const code = await runNode([vite, 'build', '--config', 'apps/console/vite.config.ts', '--logLevel', 'warn'], { typescript: false });
  if (code !== 0) { console.error('The console could not be built: see above.'); return code; }
  compress(dist);
  writeFileSync(stamp, now);
  return 0;
};
const skipped = new Set(['dist', 'node_modules']);
const filesOf = (folder) => (!existsSync(folder) ? [] : readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  .flatMap((entry) => (skipped.has(entry.name) ? [] : entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name)])));
/** Beside each file of text its compressed forms, which are served as they are. */
const compress = (dist) => {
  for (const file of filesOf(dist).filter((each) => /\.(js|css|html|svg|json)$/.test(each))) {
    const bytes = readFileSync(file);
    if (bytes.length < 1024) continue;
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
};

const [verb = '', ...args] = process.argv.slice(2);
try {
  if (!Object.hasOwn(verbs, verb)) throw new Error(`${verb || 'nothing'} is not known here. Known are: ${Object.keys(verbs).join(', ')}`);
  await install();
  process.exitCode = await verbs[verb](args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
