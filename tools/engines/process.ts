import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real engine of one's own: on free ports, in its own folder; `stop` leaves nothing behind. */
export type Engine = { readonly name: string; readonly version: string; readonly url: string; kill(): Promise<void>; restart(): Promise<void>; stop(): Promise<void> };

/** Why an engine can't run here, and what would help: a suite that is skipped says so. */
export class Missing extends Error {}

export const freePort = () => new Promise<number>((resolve, reject) => {
  const server = createServer();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => { const { port } = server.address() as { port: number }; server.close(() => resolve(port)); });
});
/** Beside those of the others that were started together, where somebody says so. */
export const ownFolder = (name: string) => mkdtempSync(join(process.env['LYCEUM_ENGINES_FOLDER'] ?? tmpdir(), `lyceum-${name}-`));

/** Starts a program and waits until `ready` holds of what it has printed last. */
export const launch = (command: string, args: readonly string[], ready: (printed: string) => boolean, options: { cwd?: string; seconds?: number } = {}) => new Promise<ChildProcess>((resolve, reject) => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(options.cwd ? { cwd: options.cwd } : {}) });
  let printed = '';
  const fail = (why: string) => reject(new Error(`${command} ${why}:\n${printed.slice(-2000)}`));
  const late = setTimeout(() => { child.kill('SIGKILL'); fail('was not ready in time'); }, (options.seconds ?? 180) * 1000);
  const read = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-20_000); // a broker that starts again says more than anybody wants to keep
    if (ready(printed)) { clearTimeout(late); resolve(child); }
  };
  child.stdout!.on('data', read);
  child.stderr!.on('data', read);
  child.on('error', (error) => { clearTimeout(late); reject(error); });
  child.on('exit', (code) => { clearTimeout(late); fail(`ended with ${code}`); });
});

export const end = (child: ChildProcess, signal: NodeJS.Signals) => new Promise<void>((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) return resolve();
  child.once('exit', () => resolve());
  child.kill(signal);
});

/** An engine that is one program over one folder; `last` is what ends it, together with its data. */
export const engineOf = async (name: string, version: string, url: string, folder: string, start: () => Promise<ChildProcess>, last: NodeJS.Signals = 'SIGTERM'): Promise<Engine> => {
  let child = await start();
  const atExit = () => child.kill('SIGKILL');
  process.once('exit', atExit);
  return {
    name, version, url,
    kill: () => end(child, 'SIGKILL'),
    restart: async () => { child = await start(); },
    stop: async () => { process.removeListener('exit', atExit); await end(child, last); rmSync(folder, { recursive: true, force: true }); },
  };
};
