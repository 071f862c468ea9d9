import { createHash, randomUUID } from 'node:crypto';
import { AppendConsistencyViolationError, binaryEvent, NO_STREAM, STREAM_EXISTS, STREAM_STATE, type AppendRecordInput, type ConsistencyCheck } from '@kurrent/kurrentdb-client';
import { halves } from './envelope.ts';
import { Conflict, Damaged, type Append, type Expectation, type Proposed, type Identity } from './event-store.ts';
import type { KurrentConnection } from './kurrentdb-connection.ts';

/** Each event's id takes a stream of its own, beside the events: the server knows ids only within a stream. */
const takenId = (id: string): string => `id-${createHash('sha256').update(id).digest('hex').slice(0, 40)}`;
const attempts = 8;

/**
 * One append in one call, with all its checks. The server has no idea of our ids: a record's own id is another one at each attempt, since it would take
 * records with known ids for a repetition and acknowledge them without writing, whatever they say.
 */
export const commit = async (connection: KurrentConnection, { events, checks }: Append, identity: Identity): Promise<number> => {
  for (let attempt = 1; ; attempt++) {
    const { expected, open } = await settled(connection, events, checks);
    const last = new Map(Object.entries(expected).flatMap(([stream, state]) => (state === 'exists' ? [] : [[stream, state === 'none' ? -1 : state] as const])));
    const records = events.map((event) => {
      const revision = last.get(event.stream)! + 1;
      last.set(event.stream, revision);
      const { before, after } = halves(event, identity);
      return record(connection.streamOf(event.stream), event.type, Buffer.from(`${before}${revision}${after}`));
    });
    const ids = events.map(({ id }) => connection.beside(takenId(id)));
    const checked = Object.entries(expected).map(([stream, state]) => check(connection.streamOf(stream), state));
    // What takes the ids goes first: the position that is answered is that of the last record, which is the last event.
    try {
      const { position, responses } = await connection.append([...ids.map((name) => record(name, 'IdTaken', Buffer.alloc(0))), ...records], [...checked, ...ids.map((name) => check(name, 'none'))]);
      const ended = new Map(responses.map(({ streamName, revision }) => [streamName, Number(revision)]));
      const astray = events.find(({ stream }) => ended.get(connection.streamOf(stream)) !== last.get(stream))?.stream;
      if (astray !== undefined) throw new Damaged(`${astray} was expected to end at ${last.get(astray)} but ends at ${ended.get(connection.streamOf(astray))}: somebody deleted it on the server and it was begun anew. Stop every service and restore the last backup`);
      return Number(position);
    } catch (error) {
      if (!(error instanceof AppendConsistencyViolationError)) throw error;
      const conflict = conflictOf(connection, error, events, expected, ids);
      const moved = conflict.actual !== conflict.expected && open.has(conflict.stream);
      if (!moved || attempt === attempts) throw new Conflict(conflict.stream, checks[conflict.stream]!, conflict.actual);
    }
  }
};

/** Where a written stream need only exist, its revision must be known all the same: it is part of the event's text. Such streams may move, and are then asked for again. */
const settled = async (connection: KurrentConnection, events: readonly Proposed[], checks: Append['checks']) => {
  const open = new Set(events.map(({ stream }) => stream).filter((stream) => checks[stream] === 'exists'));
  const expected: Record<string, Expectation> = { ...checks };
  for (const stream of open) {
    const [end] = await connection.readStream(connection.streamOf(stream), 'end', { backwards: true, limit: 1 });
    if (!end) throw new Conflict(stream, 'exists', 'none');
    expected[stream] = end.revision;
  }
  return { expected, open };
};

/** The first check that failed; where only an id is taken, the stream of its event, which is where it was expected. */
const conflictOf = (connection: KurrentConnection, { violations }: AppendConsistencyViolationError, events: readonly Proposed[], expected: Readonly<Record<string, Expectation>>, ids: readonly string[]): Conflict => {
  const moved = violations.toSorted((a, b) => a.checkIndex - b.checkIndex).find(({ streamName }) => connection.nameOf(streamName) !== undefined);
  if (!moved) {
    const { stream } = events[ids.findIndex((name) => violations.some(({ streamName }) => streamName === name))]!;
    const at = expected[stream] as 'none' | number;
    return new Conflict(stream, at, at);
  }
  const stream = connection.nameOf(moved.streamName)!;
  const actual = moved.actualState === NO_STREAM ? 'none' : Number(moved.actualState);
  if (typeof actual === 'number' && actual < 0) throw new Damaged(`${stream} was deleted on the server. Stop every service and restore the last backup`);
  return new Conflict(stream, expected[stream]!, actual);
};

const record = (streamName: string, type: string, data: Buffer): AppendRecordInput => ({ streamName, record: binaryEvent({ id: randomUUID(), type, data }) });
const check = (streamName: string, state: Expectation): ConsistencyCheck =>
  ({ type: STREAM_STATE, streamName, expectedState: state === 'none' ? NO_STREAM : state === 'exists' ? STREAM_EXISTS : BigInt(state) });
