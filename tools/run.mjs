// Runs a script under Node 24: the one that the lock file brings, or the host's own where that is new enough. Plain Node 20 and up.
// As a program: node tools/run.mjs <file.ts or node's own arguments> …
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const wanted = 24;
/** Garbage is collected early: over a million events this halves the memory, for a tenth more of a processor. The Dockerfile says the same. */
export const frugal = ['--max-semi-space-size=8', '--heap-growing-percent=30'];
/** What glibc would else keep for each thread apart is some thirty megabytes. */
export const frugally = { MALLOC_ARENA_MAX: '2' };

/** The Node to run under; throws what to do where there is none. */
const pinnedNode = () => {
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const pinned = join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath;
  throw new Error(`Node ${wanted} is needed, this is ${process.version}, and no package brings it for ${process.platform} on ${process.arch}.\nInstall Node ${wanted} from https://nodejs.org and try again.`);
};

/** Resolves to the exit code. Ctrl-C reaches the child by itself; this process waits for it to end. `stdio`: as of spawn. */
export const run = (command, args, { env = {}, cwd = root, stdio = 'inherit' } = {}) => new Promise((resolve, reject) => {
  const child = spawn(command, args, { stdio, cwd, env: { ...process.env, ...env } });
  const pass = (signal) => { if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal); };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  child.once('error', reject);
  child.once('exit', (code, signal) => {
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(each, pass);
    resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
  });
});

/** Runs node with the workspace's TypeScript understood. */
export const runNode = (args, { env = {}, typescript = true, stdio } = {}) => {
  const flags = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning' /* kafkajs */, ...(typescript ? ['--enable-source-maps', '--import', './tools/swc-hook.mjs'] : [])];
  return run(pinnedNode(), [...flags, ...args], { env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/v8'), ...env }, stdio });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try { process.exitCode = await runNode(process.argv.slice(2)); } catch (error) { console.error(error.message); process.exitCode = 1; }
}
