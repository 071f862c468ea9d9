import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shanghaiDay } from '@lyceum/core/calendar';

const root = join(import.meta.dirname, '../../../..');
const patience = 240_000;

const newestIn = (folder: string): number => Math.max(0, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs));
/** Builds the console where its sources are newer than what was built. */
const build = () => {
  const built = join(root, 'apps/console/dist/index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newestIn(join(root, 'apps/console/src'))) return;
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'apps/console'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the console does not build:\n${stderr}`);
};

const freePort = () => new Promise<number>((resolve, reject) => {
  const server = createServer();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
  });
});

export type RunningHost = { readonly address: string; readonly stop: () => Promise<void>; readonly output: string };

/** The real host in a process of its own, on that data folder. Its port was free when it was asked for; where another was faster, it takes the next. */
const launch = async (data: string, flags: readonly string[] = [], tries = 3): Promise<RunningHost> => {
  const port = await freePort();
  const args = ['--disable-warning=ExperimentalWarning', '--import', './tools/swc-hook.mjs', 'apps/solo/src/main.ts', '--data', data, '--port', String(port), ...flags];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LYCEUM_'))); // what tests are told is nothing that a host knows
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env });
  const output = await ready(child, port).catch((error: Error) => { child.kill('SIGKILL'); return error; });
  if (output instanceof Error) {
    if (output.message.includes('EADDRINUSE') && tries > 1) return launch(data, flags, tries - 1);
    throw output;
  }
  const stop = () => new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 15_000).unref();
  });
  return { address: `http://localhost:${port}`, stop, output };
};

const cities = join(root, 'node_modules/.cache/console-cities');
/** A folder with the tiny demo city (40 people, 14 weeks). It is made once a day and after what makes it changed: its making is most of a start. */
const tinyCity = async (): Promise<string> => {
  const made = Math.round(Math.max(newestIn(join(root, 'apps/solo/src')), newestIn(join(root, 'libs'))));
  const kept = join(cities, `${shanghaiDay(new Date().toISOString())}-${made}`);
  if (existsSync(kept)) return kept;
  rmSync(cities, { recursive: true, force: true });
  mkdirSync(cities, { recursive: true });
  const folder = mkdtempSync(join(cities, 'making-'));
  // A folder marked as being filled is filled with the size that it names: the tiny city is for tests and no flag offers it.
  writeFileSync(join(folder, 'demo.json'), JSON.stringify({ size: 'tiny', now: new Date().toISOString(), state: 'filling' }));
  await (await launch(folder)).stop();
  renameSync(folder, kept);
  return kept;
};

/** A host on a folder of its own, which goes with it. `fill`: what is in the folder before the host starts. */
const startOn = async (fill: (data: string) => Promise<void> | void, flags: readonly string[] = []): Promise<RunningHost> => {
  build();
  const data = mkdtempSync(join(tmpdir(), 'lyceum-console-'));
  const remove = () => rmSync(data, { recursive: true, force: true });
  try {
    await fill(data);
    const host = await launch(data, flags);
    return { ...host, stop: () => host.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
};
/** With a tiny demo city. `befall`: what becomes of the folder before the host starts. */
export const startHost = (befall: (data: string) => void = () => undefined): Promise<RunningHost> => startOn(async (data) => {
  cpSync(await tinyCity(), data, { recursive: true });
  befall(data);
});
/** With no city: it prints the link by which one is set up. */
export const startEmptyHost = (): Promise<RunningHost> => startOn(() => undefined, ['--empty']);

const ready = async (child: ChildProcess, port: number): Promise<string> => {
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const began = Date.now();
  while (Date.now() - began < patience) {
    if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}:\n${output}`);
    if ((await fetch(`http://localhost:${port}/readyz`).catch(() => undefined))?.ok) return output;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the host was not ready after ${patience / 1000} s:\n${output}`);
};
