import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { beginning, endLeftover, processesOver, runs, type Process } from './leftover.ts';

/** What is running, as `npm run engines` tells it; `left`: why something was left out. */
export type Running = { readonly pid: number; readonly folder: string; readonly engines: readonly { readonly name: string; readonly version: string; readonly url: string }[]; readonly left: readonly string[]; readonly env: Readonly<Record<string, string>> };
/** `processes`: of the engines, as they were when it was written; `began`: when who holds them did, where the system tells. */
type Note = Running & { readonly control: string; readonly token: string; readonly processes: readonly Process[]; readonly began?: string | undefined };

const note = () => process.env['LYCEUM_ENGINES_NOTE'] ?? join(import.meta.dirname, '../../node_modules/.cache/engines/running.json');
const patience = 60_000; // milliseconds for stopping

/** Lets a later `stop` find this process and end it; only who can read the note can. Answers what to call when it is over. */
export const announce = async (running: Running, stop: () => void): Promise<() => void> => {
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const known = request.headers.authorization === token;
    response.writeHead(known ? 200 : 403).end();
    if (known && request.method === 'DELETE') stop();
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  server.unref();
  mkdirSync(dirname(note()), { recursive: true });
  writeFileSync(note(), JSON.stringify({ ...running, control: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token, processes: processesOver(running.folder), began: beginning(running.pid) } satisfies Note), { mode: 0o600 });
  return () => { rmSync(note(), { force: true }); server.close(); server.closeAllConnections(); };
};

const ask = async ({ control, token }: Note, method: string): Promise<boolean> => fetch(control, { method, headers: { authorization: token } }).then(({ ok }) => ok, () => false);

/** What is running. What somebody left who was killed is ended and taken away: his engines, their folder, and the note that names them. */
export const whatRuns = async (): Promise<Running | undefined> => {
  if (!existsSync(note())) return undefined;
  const found = JSON.parse(readFileSync(note(), 'utf8')) as Note;
  if (await ask(found, 'GET')) return { pid: found.pid, folder: found.folder, engines: found.engines, left: found.left, env: found.env };
  if (found.began !== undefined && runs({ pid: found.pid, began: found.began })) throw new Error(`process ${found.pid} holds engines and does not answer: end it (kill ${found.pid}), then ask again`);
  await endLeftover(found);
  rmSync(note(), { force: true });
  return undefined;
};

/** Stops what is running; false where nothing was. Throws where it does not end. */
export const stopWhatRuns = async (): Promise<boolean> => {
  if (!(await whatRuns())) return false;
  const found = JSON.parse(readFileSync(note(), 'utf8')) as Note;
  await ask(found, 'DELETE');
  for (const end = Date.now() + patience; Date.now() < end;) {
    if (!existsSync(note())) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`process ${found.pid} was told to stop its engines and has not done so within ${patience / 1000} s; their data are in ${found.folder}`);
};
