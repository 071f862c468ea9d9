import { EventEmitter } from 'node:events';

export type Written = { readonly stream: string; readonly type: string; readonly json: boolean; readonly id: string; readonly data: Buffer };
/** `position` is where it begins in the log, in bytes, as the server gives it for commit and prepare alike. */
export type Kept = Written & { readonly position: number; readonly end: number; readonly revision: number; readonly at: number };
/** -1: no stream, -4: any that exists, otherwise a revision. */
export type StateCheck = { readonly stream: string; readonly expected: number };
export type Violation = StateCheck & { readonly index: number; readonly actual: number };
export type Filter = (record: Kept) => boolean;
/** The server's answer to a position at which no record begins. */
export class InvalidPosition extends Error {}

const header = 96; // bytes of a record that are not its own
const softDeleted = -5;

/** The log of the stand-in (kurrentdb-server.ts): streams, checks, positions in bytes, and what metadata hides, as the server's documentation and source describe them. */
export class MemoryLog {
  private records: Kept[] = [];
  private end = 0;
  private readonly streams = new Map<string, Kept[]>();
  readonly news = new EventEmitter().setMaxListeners(0);

  /** All or nothing, after every check; answers each check that failed. The records keep their order. */
  append(records: readonly Written[], checks: readonly StateCheck[]): { position: number; revisions: Map<string, number> } | Violation[] {
    const before = this.repeated(records, checks);
    if (before) return { position: before.at(-1)!.position, revisions: new Map(before.map(({ stream, revision }) => [stream, revision])) };
    const failed = checks.flatMap((check, index) => {
      const actual = this.streams.get(check.stream)?.at(-1)?.revision ?? -1;
      const gone = actual >= 0 && this.visible(check.stream).length === 0 && this.metadataOf(check.stream)['$tb'] !== undefined;
      const holds = check.expected === -1 ? actual === -1 || gone : check.expected === -4 ? actual >= 0 && !gone : actual === check.expected;
      return holds ? [] : [{ ...check, index, actual: gone ? softDeleted : actual }];
    });
    if (failed.length > 0) return failed;
    const revisions = new Map<string, number>();
    for (const record of records) revisions.set(record.stream, this.keep(record).revision);
    this.news.emit('appended');
    return { position: this.records.at(-1)!.position, revisions };
  }

  readStream(stream: string, from: number | 'end', backwards: boolean, limit: number): readonly Kept[] | undefined {
    const all = this.visible(stream);
    if (all.length === 0) return undefined;
    return (backwards ? all.toReversed().filter(({ revision }) => from === 'end' || revision <= from) : all.filter(({ revision }) => from !== 'end' && revision >= from)).slice(0, limit);
  }

  /** Forwards from a record on, itself included; backwards from before it. Throws `InvalidPosition`. */
  readAll(from: number | 'end', backwards: boolean, limit: number, filter: Filter): readonly Kept[] {
    const found: Kept[] = [];
    const first = from === 'end' ? this.records.length : this.indexOf(from);
    for (let index = backwards ? first - 1 : first; index >= 0 && index < this.records.length && found.length < limit; index += backwards ? -1 : 1) {
      if (filter(this.records[index]!)) found.push(this.records[index]!);
    }
    return found;
  }

  /** What a subscription hands on: every record that begins after a position, which need not be a record's. */
  since(position: number): readonly Kept[] { return this.records.slice(this.firstFrom(position + 1)); }

  /** As a disk that is replaced by an older copy of it. */
  loseEnd(records: number): void {
    for (const { stream } of this.records.splice(this.records.length - records)) this.streams.get(stream)!.pop();
    for (const [name, kept] of this.streams) if (kept.length === 0) this.streams.delete(name);
    this.end = this.records.at(-1)?.end ?? 0;
  }

  /** Records with these ids where the checks expect them to go: the server takes that for the same append once more, and acknowledges it whatever it says. */
  private repeated(records: readonly Written[], checks: readonly StateCheck[]): readonly Kept[] | undefined {
    const next = new Map(checks.map(({ stream, expected }) => [stream, expected + 1]));
    const there = records.map(({ stream, id }) => {
      const revision = next.get(stream) ?? 0;
      next.set(stream, revision + 1);
      return this.streams.get(stream)?.find((kept) => kept.id === id && kept.revision === revision);
    });
    return there.every((kept) => kept !== undefined) ? there : undefined;
  }

  private keep(record: Written): Kept {
    const stream = this.streams.get(record.stream) ?? [];
    const position = this.end;
    this.end += header + Buffer.byteLength(record.stream) + Buffer.byteLength(record.type) + record.data.length;
    const kept = { ...record, position, end: this.end, revision: (stream.at(-1)?.revision ?? -1) + 1, at: Date.now() };
    stream.push(kept);
    this.streams.set(record.stream, stream);
    this.records.push(kept);
    return kept;
  }

  private indexOf(position: number): number {
    const index = this.firstFrom(position);
    if (position < this.end && this.records[index]?.position !== position) throw new InvalidPosition();
    return index;
  }

  private firstFrom(position: number): number {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.records[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private metadataOf(stream: string): Record<string, number> {
    const last = stream.startsWith('$$') ? undefined : this.streams.get(`$$${stream}`)?.at(-1);
    return last ? JSON.parse(last.data.toString('utf8')) as Record<string, number> : {};
  }

  private visible(stream: string): readonly Kept[] {
    const all = this.streams.get(stream) ?? [];
    const { $tb = 0, $maxCount = Infinity, $maxAge = Infinity } = this.metadataOf(stream);
    return all.filter(({ revision, at }) => revision >= $tb && revision > all.at(-1)!.revision - $maxCount && Date.now() - at <= $maxAge * 1000);
  }
}
