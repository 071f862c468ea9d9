import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contexts } from '@lyceum/solo/contexts';
import { end, freePort } from '../../../../tools/engines/process.ts';

const root = join(import.meta.dirname, '../../../..');
const node = (...args: string[]) => ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning', '--import', './tools/swc-hook.mjs', ...args];
const patience = 180_000; // milliseconds until a service is ready, on a machine that has much else to do

export type Service = { readonly name: string; readonly address: string; readonly log: () => string; kill(): Promise<void>; stop(): Promise<number | null> };
/** One that may not be ready yet; `ended` resolves to its exit code. */
export type Beginning = Service & { readonly ready: () => Promise<Service>; readonly ended: Promise<number | null> };

/** One process of one service, on a free port. `within`: a command in front of it, and the address that it is to listen on there. */
export const beginService = async (name: string, env: Readonly<Record<string, string>>, within: { readonly command: readonly string[]; readonly address: string } = { command: [], address: '127.0.0.1' }): Promise<Beginning> => {
  const port = await freePort();
  const [command, ...args] = [...within.command, process.execPath, ...node(`apps/${name}/src/main.ts`)];
  const child = spawn(command!, args, { cwd: root, env: { PATH: process.env['PATH'], KAFKAJS_NO_PARTITIONER_WARNING: '1', NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/v8'), ...env, LYCEUM_PORT: String(port), LYCEUM_ADDRESS: within.address }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { printed = (printed + chunk.toString()).slice(-20_000); });
  const ended = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
  const address = `http://${within.address}:${port}`;
  const service: Service = { name, address, log: () => printed, kill: () => end(child, 'SIGKILL'), stop: () => stopped(child) };
  const ready = async (): Promise<Service> => {
    const began = Date.now();
    while (child.exitCode === null && Date.now() - began < patience) {
      if ((await fetch(`${address}/readyz`).then(({ status }) => status, () => 0)) === 200) return service;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await end(child, 'SIGKILL');
    throw new Error(`${name} was not ready:\n${printed}`);
  };
  return { ...service, ready, ended };
};
/** The same, when it says that it is ready. */
export const startService = async (...asked: Parameters<typeof beginService>): Promise<Service> => (await beginService(...asked)).ready();
const stopped = async (child: ChildProcess): Promise<number | null> => {
  await end(child, 'SIGTERM');
  return child.exitCode;
};

/** Runs a command of `lyceum` on the city; answers what it printed. */
export const lyceum = (env: Readonly<Record<string, string>>, ...args: string[]): { status: number | null; answer: string; beside: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, node('apps/cli/src/main.ts', ...args), { cwd: root, env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/v8'), ...env }, encoding: 'utf8' });
  return { status, answer: stdout, beside: stderr };
};

export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** Debian's nginx with the configuration that is deployed, but for where the services are and where the console lies. */
export const openFrontDoor = async (services: readonly Pick<Service, 'name' | 'address'>[]): Promise<{ address: string; close(): Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-front-'));
  cpSync(join(root, 'deploy/nginx'), folder, { recursive: true });
  const pages = join(folder, 'console');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<p>the console</p>');
  writeFileSync(join(pages, 'assets/a.js'), 'plain');
  const port = await freePort();
  writeFileSync(join(folder, 'listen.conf'), `listen 127.0.0.1:${port};\n`);
  writeFileSync(join(folder, 'console.conf'), `root ${pages};\n`);
  writeFileSync(join(folder, 'upstreams.conf'), contexts.map(({ name }) => {
    const servers = services.filter((service) => service.name === name).map(({ address }) => `server ${new URL(address).host} max_fails=1 fail_timeout=2s;`);
    return `upstream ${name} { ${servers.join(' ') || 'server 127.0.0.1:9;'} keepalive 8; }\n`;
  }).join(''));
  const settings = ['-c', join(folder, 'nginx.conf'), '-p', folder, '-g', `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''}`];
  const checked = spawnSync('nginx', ['-t', ...settings], { encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(checked.stderr);
  const child = spawn('nginx', settings, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => { complaints += chunk.toString(); });
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await fetch(`${address}/livez`).then(({ ok }) => ok, () => false)); tries++) {
    if (tries > 100 || child.exitCode !== null) throw new Error(`nginx did not come up: ${complaints}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { address, close: async () => { await end(child, 'SIGTERM'); rmSync(folder, { recursive: true, force: true }); } };
};

/** Somebody at the front door, with a cookie once logged in. */
export class Visitor {
  private cookie = '';
  constructor(private readonly address: string) {}

  /** The same person, at one service directly. */
  at(address: string): Visitor {
    const there = new Visitor(address);
    there.cookie = this.cookie;
    return there;
  }
  get(path: string) { return this.send('GET', path); }
  /** `patience`: milliseconds for an answer. */
  post(path: string, body: object = {}, key: string = crypto.randomUUID(), patience?: number) { return this.send('POST', path, body, key, patience); }
  /** Throws where the answer is not 200 or 201. */
  async done(path: string, body?: object): Promise<Record<string, never>> {
    const { status, json } = await (body ? this.post(path, body) : this.get(path));
    if (status !== 200 && status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(json)}`);
    return json as Record<string, never>;
  }
  private async send(method: string, path: string, body?: object, key?: string, patience?: number) {
    const headers = { 'accept-language': 'en', connection: 'close', ...(this.cookie ? { cookie: this.cookie } : {}), ...(body ? { 'content-type': 'application/json', 'idempotency-key': key! } : {}) };
    const answer = await fetch(this.address + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}), ...(patience ? { signal: AbortSignal.timeout(patience) } : {}) });
    const cookies = answer.headers.getSetCookie().map((each) => each.split(';')[0]!);
    if (cookies.length > 0) this.cookie = cookies.join('; ');
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: (answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined) as Record<string, unknown> | undefined };
  }
}
