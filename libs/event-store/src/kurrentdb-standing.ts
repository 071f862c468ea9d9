import { randomUUID } from 'node:crypto';
import { AppendConsistencyViolationError, jsonEvent, NO_STREAM, STREAM_STATE } from '@kurrent/kurrentdb-client';
import { nextEpoch } from './epoch.ts';
import { BadPosition, Damaged, LostEnd, type EventStore, type Identity } from './event-store.ts';
import { saidOfStreams, KurrentConnection, type Found } from './kurrentdb-connection.ts';

/** What a log says of itself, in a stream of its own beside the events: that it began, each new epoch, and how far streams' metadata were looked through. */
const streamOf = (connection: KurrentConnection): string => connection.beside('log');
type Said = { readonly log?: string; readonly epoch?: number; readonly looked?: number };
type Standing = Identity & { readonly looked: number; readonly revision: number };

const standingOf = async (connection: KurrentConnection): Promise<Standing | undefined> => {
  const said = await connection.readStream(streamOf(connection), 'start');
  if (said.length === 0) return undefined;
  const { log, epoch = 0, looked = 0 } = said.reduce<Said>((all, { data }) => ({ ...all, ...(data as Said) }), {});
  if (log === undefined || said[0]!.revision !== 0) throw new Damaged(`KurrentDB: the stream ${streamOf(connection)} does not say which log this is. Stop every service and restore the last backup`);
  return { log, epoch, looked, revision: said.length - 1 };
};

/** Whether it was said: somebody else may have been faster. */
const say = async (connection: KurrentConnection, type: string, data: Said, revision: number): Promise<boolean> => {
  const stream = streamOf(connection);
  try {
    await connection.append([{ streamName: stream, record: jsonEvent({ id: randomUUID(), type, data: { ...data } }) }], [{ type: STREAM_STATE, streamName: stream, expectedState: revision < 0 ? NO_STREAM : BigInt(revision) }]);
    return true;
  } catch (error) {
    if (error instanceof AppendConsistencyViolationError) return false;
    throw error;
  }
};

/** The log on this server, begun where there is none. Throws where the server would let go of what is recorded in it. */
export const begun = async (connection: KurrentConnection, head: () => Promise<number>): Promise<Identity> => {
  let standing = await standingOf(connection);
  while (!standing) {
    await say(connection, 'LogBegan', { log: randomUUID(), epoch: 0 }, -1);
    standing = await standingOf(connection);
  }
  await assertKept(connection, standing, await head());
  return { log: standing.log, epoch: standing.epoch };
};

/** Gives a restored log its next epoch; answers it. No service may run. */
export const raiseEpoch = async (url: string, now: string): Promise<number> => {
  const connection = new KurrentConnection(url);
  try {
    await connection.greet();
    const standing = await standingOf(connection);
    if (!standing) throw new Error('KurrentDB: there is no log on this server');
    const epoch = nextEpoch(standing.epoch, now);
    if (!(await say(connection, 'EpochRaised', { epoch }, standing.revision))) throw new Error('KurrentDB: the log was written to meanwhile: stop every service, and try again');
    return epoch;
  } finally { await connection.close(); }
};

const page = 500;
const farApart = 64 * 1024 * 1024; // bytes of log, after which the next start need not look through them again

/** Metadata stay on the server: each start looks through those that were written since. */
const assertKept = async (connection: KurrentConnection, { looked, revision }: Standing, head: number): Promise<void> => {
  const latest = new Map<string, Found>();
  for (let from = looked; ;) {
    const found = await connection.readAll(from === 0 ? 'start' : from, page, { filter: saidOfStreams });
    for (const each of found) latest.set(each.stream, each);
    if (found.length < page) break;
    from = found.at(-1)!.count;
  }
  for (const each of latest.values()) {
    const why = lettingGo(connection, each);
    if (why) throw why;
  }
  if (head - looked > farApart) await say(connection, 'MetadataLookedThrough', { looked: head }, revision);
};

/** What is wrong where a record lets the server drop events of this log, or what the adapter keeps beside them. Other streams of the server are others' affair. */
export const lettingGo = (connection: KurrentConnection, { stream, type, data }: Found): Damaged | undefined => {
  const about = type === '$metadata' ? stream.slice('$$'.length) : stream;
  if (connection.nameOf(about) === undefined && !about.startsWith(connection.beside(''))) return undefined;
  if (type === '$streamDeleted') return new Damaged(`KurrentDB: the stream ${about} was deleted on the server for good. Stop every service and restore the last backup`);
  const limits = type === '$metadata' ? ['$maxAge', '$maxCount', '$tb'].filter((key) => ((data as Record<string, unknown>)[key] ?? null) !== null) : [];
  if (limits.length === 0) return undefined;
  return new Damaged(`KurrentDB: the metadata of the stream ${about} set ${limits.join(' and ')}, so a scavenge would drop events of it, or has. Stop every service, don't scavenge, write its metadata again without them, and see by \`lyceum verify --city\` whether something is missing`);
};

/** What this process remembers of a log, so that the server that answers after a fail-over or a restore is known to be the one that acknowledged. */
export class KurrentContinuity {
  private furthest = 0;
  private lost: Damaged | null = null;
  /** The connection broke since: nothing is asked before the log was looked at again. */
  doubtful = false;

  constructor(readonly identity: EventStore['identity']) {}

  saw(count: number): void { if (count > this.furthest) this.furthest = count; }
  harmed(error: Damaged): void { this.lost ??= error; }
  assertWhole(): void { if (this.lost) throw this.lost; }

  /** Throws `Damaged` for another log or epoch, `LostEnd` where what was acknowledged or read last does not stand there. */
  async check(connection: KurrentConnection): Promise<void> {
    this.assertWhole();
    const least = this.furthest; // of what is committed by now
    const found = await standingOf(connection);
    const { log, epoch } = this.identity;
    if (found?.log !== log || found.epoch !== epoch) {
      throw new Damaged(`KurrentDB: the log here is ${found ? `${found.log} in epoch ${found.epoch}` : 'empty'}, not ${log} in epoch ${epoch}: it was restored or moved, or the address leads elsewhere. If that is as it should be, restart this service; it makes its rows anew`);
    }
    const there = least === 0 || (await connection.readAll(least, 1).catch((error: Error) => { if (error instanceof BadPosition) return []; throw error; }))[0]?.count === least;
    if (there) this.doubtful = false;
    else {
      this.lost = new LostEnd(`KurrentDB: what was acknowledged or read at ${least} is not there any more: this server has lost the log's end. Stop every service. If the nodes that have the rest can be brought back, do that; `
        + 'if not, give the log its next epoch (`lyceum epoch --city`) and start them again: rows and checkpoints are then made anew');
      throw this.lost;
    }
  }
}
