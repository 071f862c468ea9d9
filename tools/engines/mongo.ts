import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { images } from './containers.ts';
import { engineOf, freePort, launch, Missing, ownFolder, type Engine } from './process.ts';
import { startOneOf } from './ways.ts';

const source = join(import.meta.dirname, 'mongo-wire');
const cache = () => process.env['LYCEUM_MONGO_WIRE'] ?? join(import.meta.dirname, '../../node_modules/.cache/engines/mongo-wire');

/** The stand-in's program, built once for each state of its source. */
const program = (): string => {
  const digest = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) digest.update(readFileSync(join(source, file)));
  const built = join(cache(), digest.digest('hex').slice(0, 16), 'mongo-wire');
  if (existsSync(built)) return built;
  mkdirSync(join(built, '..'), { recursive: true });
  const beside = `${built}.${process.pid}`;
  try { execFileSync('go', ['build', '-o', beside, '.'], { cwd: source, stdio: 'pipe' }); } catch (error) {
    throw new Missing(`MongoDB: no MONGODB_URL is given, no container engine runs, and its stand-in could not be built, which needs Go 1.24 or later: ${String((error as { stderr?: Buffer }).stderr ?? error).split('\n')[0]}`);
  }
  renameSync(beside, built); // whole, or not at all
  return built;
};

/**
 * MongoDB: the server that `MONGODB_URL` names, which is then neither stopped nor killed (never that one, where one of `ours` is asked for); its image, where a
 * container engine runs; else a stand-in on its wire (FerretDB on SQLite files; see mongo-wire/main.go).
 */
export const startMongo = ({ ours = false } = {}): Promise<Engine> =>
  startOneOf({ name: 'MongoDB', ...(ours ? {} : { variable: 'MONGODB_URL' }), image: images.mongodb, standIn: { from: 'a stand-in, built by Go', start: startStandIn }, ask });

const startStandIn = async (): Promise<Engine> => {
  const built = program();
  const port = await freePort();
  const folder = ownFolder('mongo');
  return engineOf('MongoDB wire', 'of unknown version', `mongodb://127.0.0.1:${port}/`, folder, () => launch(built, ['-listen', `127.0.0.1:${port}`, '-data', join(folder, 'data')], (printed) => printed.includes('Listening on Unix')));
};

/** Built into another program it does not know its own. */
const ferretVersion = () => /FerretDB\/FerretDB v(\S+)/.exec(readFileSync(join(source, 'go.mod'), 'utf8'))?.[1] ?? 'of unknown version';

const ask = async (url: string): Promise<string> => {
  const connection = await mongoose.createConnection(url, { maxPoolSize: 1, serverSelectionTimeoutMS: 5000 }).asPromise();
  try {
    const { version, ferretdbVersion } = (await connection.db!.admin().command({ buildInfo: 1 })) as { version: string; ferretdbVersion?: string };
    return ferretdbVersion ? `wire, by FerretDB ${ferretVersion()}` : version;
  } finally { await connection.close(); }
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
