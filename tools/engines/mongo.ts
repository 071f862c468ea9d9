import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { engineOf, freePort, launch, Missing, ownFolder, type Engine } from './process.ts';

const source = join(import.meta.dirname, 'mongo-wire');
const cache = join(import.meta.dirname, '../../node_modules/.cache/engines/mongo-wire');

/** The stand-in's program, built once for each state of its source. */
const program = (): string => {
  const digest = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) digest.update(readFileSync(join(source, file)));
  const built = join(cache, digest.digest('hex').slice(0, 16), 'mongo-wire');
  if (existsSync(built)) return built;
  mkdirSync(join(built, '..'), { recursive: true });
  const beside = `${built}.${process.pid}`;
  try { execFileSync('go', ['build', '-o', beside, '.'], { cwd: source, stdio: 'pipe' }); } catch (error) {
    throw new Missing(`MongoDB: no MONGODB_URL is given, and its stand-in could not be built, which needs Go 1.24 or later: ${String((error as { stderr?: Buffer }).stderr ?? error).split('\n')[0]}`);
  }
  renameSync(beside, built); // whole, or not at all
  return built;
};

/** A MongoDB-wire stand-in (FerretDB on SQLite files; see mongo-wire/main.go); or, unless one of `ours` is asked for, the server that `MONGODB_URL` names, which is then neither stopped nor killed. */
export const startMongo = async ({ ours = false } = {}): Promise<Engine> => {
  const given = ours ? undefined : process.env['MONGODB_URL'];
  if (given) {
    const notOurs = async () => { throw new Missing('MongoDB: the server at MONGODB_URL is not ours to stop'); };
    return { name: 'MongoDB', version: 'at MONGODB_URL', url: given, kill: notOurs, restart: notOurs, stop: async () => {} };
  }
  const built = program();
  const port = await freePort();
  const folder = ownFolder('mongo');
  return engineOf('MongoDB wire', 'FerretDB 1.24.2', `mongodb://127.0.0.1:${port}/`, folder, () => launch(built, ['-listen', `127.0.0.1:${port}`, '-data', join(folder, 'data')], (printed) => printed.includes('Listening on Unix')));
};

let databases = 0;
/** An empty database of one's own on a server, so that tests share it; `at` names it, `admin` is a client in it. */
export const freshDatabase = async ({ url }: Pick<Engine, 'url'>): Promise<{ at: string; admin: mongoose.mongo.Db; remove: () => Promise<void> }> => {
  const name = `of_${process.pid}_${++databases}`;
  const at = url.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${name}`);
  const connection = await mongoose.createConnection(at, { maxPoolSize: 1, serverSelectionTimeoutMS: 5000 }).asPromise();
  const admin = connection.db!;
  return { at, admin, remove: async () => { await admin.dropDatabase(); await connection.close(); } };
};
