import mongoose, { type mongo } from 'mongoose';
import { Damaged, Unavailable } from '@lyceum/event-store/event-store';

export type Document = { readonly _id: string };
export type Stored = mongo.Document & Document;
export type Filter = mongo.Filter<Stored>;
export type Collection = mongo.Collection<Stored>;
export type Limits = {
  /** Documents that go to the server at once. */
  readonly batch: number;
  /** Columns that it adds up in one question. */
  readonly sums: number;
};
export type MongoOptions = {
  /** `mongodb://…/database` or `mongodb+srv://…/database`: the database is named. */
  readonly url: string;
  /** What stands before the name of each collection, so that services can share a database. */
  readonly prefix: string;
  /** At most so many at once; who comes later waits five seconds at most. */
  readonly connections?: number;
  readonly limits?: Partial<Limits>;
};

const patience = 5000; // milliseconds until there is a server and a connection
const longest = 30_000; // milliseconds without an answer
const duplicate = 11000;
const usual: Limits = { batch: 1000, sums: 100 };
/** The stand-in of the tests hangs on many updates at once, and adds up one column a question. */
const standIn: Limits = { batch: 25, sums: 1 };
const oldest = 6; // major version of MongoDB

/**
 * One MongoDB database, through mongoose's connection. Whatever is written is acknowledged by a majority of the replica set, from its journal;
 * reads are the primary's. Throws `Unavailable` while the server is away. Data only go in as values: see `value`.
 */
export class Mongo {
  private closing: Promise<void> | null = null;
  private constructor(private readonly connection: mongoose.Connection, private readonly prefix: string, readonly limits: Limits) {}

  static async open({ url, prefix, connections = 8, limits = {} }: MongoOptions): Promise<Mongo> {
    if (!/^[a-z_]{1,60}$/.test(prefix)) throw new Error(`a prefix has small letters and _, not ${prefix}`);
    if (databaseOf(url) === '') throw new Error('the address names no database: mongodb://…/lyceum');
    const connection = mongoose.createConnection(url, {
      // What the address says otherwise does not hold: an acknowledged write must outlive its server.
      writeConcern: { w: 'majority', j: true, wtimeoutMS: longest }, readPreference: 'primary', readConcern: { level: 'local' },
      maxPoolSize: connections, serverSelectionTimeoutMS: patience, connectTimeoutMS: patience, waitQueueTimeoutMS: patience, socketTimeoutMS: longest,
      promoteBuffers: true, appName: 'lyceum', autoCreate: false, autoIndex: false, bufferCommands: false,
    });
    try {
      const { db } = await connection.asPromise();
      const about = await db!.admin().command({ buildInfo: 1 }) as { version?: string; ferretdbVersion?: string };
      const stands = about.ferretdbVersion !== undefined;
      if (!stands && !(Number.parseInt(about.version ?? '', 10) >= oldest)) throw new Error(`MongoDB ${about.version ?? 'of unknown version'} is too old: ${oldest}.0 or later is wanted`);
      return new Mongo(connection, prefix, { ...(stands ? standIn : usual), ...limits });
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw explained(error);
    }
  }

  /** Asks one collection. */
  async in<T>(name: string, work: (collection: Collection) => Promise<T>): Promise<T> {
    if (this.closing) throw new Unavailable('MongoDB: the connections were closed');
    try { return await work(this.db.collection<Stored>(`${this.prefix}.${name}`)); } catch (error) { throw explained(error); }
  }

  /** False where there is one with this id, or with another value that must be unique. */
  async insert(name: string, document: Document): Promise<boolean> {
    return this.in(name, async (collection) => {
      try { await collection.insertOne({ ...document }); return true; } catch (error) {
        if (codeOf(error) === duplicate) return false;
        throw error;
      }
    });
  }
  /** Ids that are there already stay as they are; answers which they were. */
  async insertMissing(name: string, documents: readonly Document[]): Promise<ReadonlySet<string>> {
    const there = new Set<string>();
    await this.inBatches(name, documents, async (collection, some) => {
      try { await collection.insertMany(some.map((each) => ({ ...each })), { ordered: false }); } catch (error) {
        for (const index of duplicates(error)) there.add(some[index]!._id);
      }
    });
    return there;
  }
  /** Whatever is there under this id, it is this then. */
  async put(name: string, { _id, ...fields }: Document): Promise<void> {
    const put = () => this.in(name, (collection) => collection.replaceOne({ _id }, fields, { upsert: true }));
    try { await put(); } catch (error) {
      if (codeOf(error) !== duplicate) throw error;
      await put(); // two who put what was missing: the second finds it there
    }
  }
  async update(name: string, operations: readonly { filter: Filter; update: mongo.UpdateFilter<Stored> }[]): Promise<void> {
    await this.inBatches(name, operations, async (collection, some) => {
      await collection.bulkWrite(some.map(({ filter, update }) => ({ updateOne: { filter, update } })), { ordered: false });
    });
  }
  /**
   * Each document, unless one of its id is there that is as new, by `field`. Of two who write at once the newer stays, whoever is first.
   * `known`: ids that are there for certain, which spares an attempt.
   */
  async writeNewer<D extends Document>(name: string, field: keyof D & string, documents: readonly D[], known: ReadonlySet<string> = new Set()): Promise<void> {
    const there = await this.insertMissing(name, documents.filter(({ _id }) => !known.has(_id)));
    const older = documents.filter(({ _id }) => known.has(_id) || there.has(_id));
    await this.inBatches(name, older, async (collection, some) => {
      await collection.bulkWrite(some.map((document) => {
        const { _id, ...replacement } = document;
        return { replaceOne: { filter: { _id, [field]: { $lt: document[field] } } as object, replacement } };
      }), { ordered: false });
    });
  }

  /** Makes indexes where they are missing; one at a time, which the stand-in of the tests needs. */
  async index(name: string, indexes: readonly { readonly key: Readonly<Record<string, 1 | -1>>; readonly unique?: boolean }[]): Promise<void> {
    for (const [at, { key, unique = false }] of indexes.entries()) await this.in(name, (collection) => collection.createIndex(key, { name: `by ${at}`, ...(unique ? { unique } : {}) }));
  }
  /** Names of the collections here, without the prefix. */
  async collections(): Promise<string[]> {
    try {
      const all = await this.db.listCollections({}, { nameOnly: true }).toArray();
      return all.flatMap(({ name }) => (name.startsWith(`${this.prefix}.`) ? [name.slice(this.prefix.length + 1)] : []));
    } catch (error) { throw explained(error); }
  }
  async drop(name: string): Promise<void> { await this.in(name, (collection) => collection.drop()); }

  close(): Promise<void> { return (this.closing ??= this.connection.close()); }

  private get db(): mongo.Db { return this.connection.db!; }
  private async inBatches<T>(name: string, all: readonly T[], work: (collection: Collection, some: readonly T[]) => Promise<void>): Promise<void> {
    for (let next = 0; next < all.length; next += this.limits.batch) await this.in(name, (collection) => work(collection, all.slice(next, next + this.limits.batch)));
  }
}

/** The database that an address names; empty where it names none. */
export const databaseOf = (url: string): string => /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]*)/.exec(url)?.[1] ?? '';

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** Places in a batch whose id was there already. Throws whatever else went wrong with it. */
const duplicates = (error: unknown): number[] => {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
  const faults = [error.writeErrors].flat();
  if (faults.length === 0 || faults.some(({ code }) => code !== duplicate) || error.result.getWriteConcernError()) throw error;
  return faults.map(({ index }) => index);
};

/** Codes of a server that is shutting down, is not the primary (any more), or did not get a majority in time. */
const away = new Set<unknown>([6, 7, 64, 89, 91, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436]);
const ofPool = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClosedError', 'MongoPoolClearedError']);
const driver = mongoose.mongo;
/** What the driver throws, as the ports' errors: the server's own faults are for a caller to repeat, others for us to mend. */
export const explained = (error: unknown): Error => {
  if (error instanceof Unavailable || error instanceof Damaged) return error;
  const ofNetwork = error instanceof driver.MongoNetworkError || error instanceof driver.MongoServerSelectionError || error instanceof driver.MongoWriteConcernError
    || error instanceof driver.MongoNotConnectedError || error instanceof mongoose.Error.MongooseServerSelectionError || ofPool.has((error as Error).name);
  const ofSocket = !(error instanceof driver.MongoError) && !(error instanceof TypeError) && /socket|EPIPE|ECONN/.test((error as Error).message); // the driver lets these through as they are
  const ofNames = /^query(Srv|Txt)$/.test((error as { syscall?: string }).syscall ?? ''); // who answers mongodb+srv:// was not told
  if (ofNetwork || ofSocket || ofNames || away.has(codeOf(error))) return new Unavailable(`MongoDB: ${(error as Error).message}; see whether the server runs, can be reached, and has a primary`);
  return error instanceof Error ? error : new Error(String(error));
};
