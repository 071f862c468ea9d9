import { z } from 'zod';
import type { Position, Recorded } from '@lyceum/core/event';
import type { HistoryKind } from '@lyceum/contracts/audit/history-kinds';
import { sentenceOf } from '@lyceum/contracts/sentences';
import { read } from '@lyceum/contracts/vocabulary';
import type { Directory } from '@lyceum/directory/directory';
import { namesOf } from '@lyceum/directory/naming';
import type { Tree } from '@lyceum/directory/tree';
import { BadPosition, type EventStore, type Stored } from '@lyceum/event-store/event-store';
import { BadCursor, type Filter, type ReadStore } from '@lyceum/read-store/read-store';
import type { Keys } from '@lyceum/vault/vault';
import { entryKey, history, positionOfEntry } from './history.projection.ts';
import { kindOf } from './kinds.ts';
import { difference, matter, matterOf, type Fields, type Matter } from './matter.projection.ts';
import { opened, unitsNamed, type MayOpen } from './opening.query.ts';

/** One event as an auditor reads it. `before`, `after`: the fields that it changed. */
const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()).nullable();
export const HistoryItem = z.object({
  position: z.string(), eventId: z.string(), type: z.string(), stream: z.string(), revision: z.number(), actor: z.object({ id: z.string(), name: z.string() }),
  occurredAt: z.string(), recordedAt: z.string(), unitId: z.string(), unitName: z.string(), sentence: z.string(), before: fields, after: fields,
}).meta({ id: 'HistoryItem' });
export type HistoryItem = z.infer<typeof HistoryItem>;
export type HistoryPage = { items: HistoryItem[]; next: string | null; total: number | null };
/** `units`: those whose events the reader may see; `mayName`, `mayOpen`: of which units they may know people by name, and read personal data. `from`, `to`: days on which they were recorded; `kind`: of which kinds they are. */
export type HistoryQuestion = {
  readonly units: ReadonlySet<string>; readonly mayOpen: MayOpen; readonly mayName: MayOpen; readonly tree: Tree; readonly language: 'zh' | 'en';
  readonly from?: string | undefined; readonly to?: string | undefined; readonly kind?: readonly HistoryKind[] | undefined; readonly asOf?: Position | undefined; readonly limit: number; readonly cursor?: string | undefined;
  /** Of a subject's: the event that the first page is to show, as `Histories.at` takes it. */
  readonly at?: string | undefined;
};

type Range = { readonly from: string; readonly to: string };
type Narrowed = Filter & { readonly key: Range };
/** So many newer entries stand above the one that is asked for, where a page has room. */
const above = 5;
/** Of the log as many events are looked through at once, as many times; then the page ends with what was found, and its cursor goes on. */
const usual = { batch: 500, batches: 20 };

export class Histories {
  constructor(private readonly reads: ReadStore, private readonly events: EventStore, private readonly directory: Directory, private readonly keys: Keys, private readonly looking = usual) {}

  /** A subject's events, newest first. `everyUnit`: the subject itself is within scope, and so is whatever concerns it. */
  async of(subject: string, everyUnit: boolean, question: HistoryQuestion): Promise<HistoryPage> {
    const { units, from, to, kind, asOf, limit, cursor } = question;
    // Positions end the keys, so that the past is a range of them: entries never change.
    const where: Narrowed = {
      key: { from: entryKey(subject, ''), to: entryKey(subject, asOf ?? '~') }, ...(everyUnit ? {} : { unit: [...units] }), ...(kind && { kind }),
      ...((from !== undefined || to !== undefined) && { day: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) } }),
    };
    const shown = question.at === undefined || cursor !== undefined ? where : { ...where, key: await this.keysAround(question.at, subject, where, limit) };
    const { rows, next } = await this.reads.find(history, { where: shown, sort: { by: 'key', descending: true }, limit, ...(cursor === undefined ? {} : { cursor }) });
    const stored = await this.events.readAt(rows.map(({ key }) => positionOfEntry(key)).sort());
    return { items: await this.told([...stored].reverse(), question), next, total: await this.reads.count(history, where) };
  }

  /** The keys of a first page that has the event on it; those of all where it is none of the subject's that are asked for. */
  private async keysAround(place: string, subject: string, { key, ...where }: Narrowed, limit: number): Promise<Range> {
    const stored = await this.at(place);
    if (stored === undefined) return key;
    const from = entryKey(subject, stored.position);
    const { rows: [sought, ...newer] } = await this.reads.find(history, { where: { ...where, key: { from, to: key.to } }, sort: { by: 'key' }, limit: Math.min(above + 1, limit) });
    return sought?.key === from ? { from: key.from, to: newer.at(-1)?.key ?? from } : key;
  }

  /** The whole log, newest first, as far as the reader's units go. How many there are in all is not counted. */
  async log({ units, asOf, cursor, limit, ...question }: HistoryQuestion, between: { after?: Position | undefined; upTo?: Position | undefined } = {}): Promise<HistoryPage> {
    const { batch, batches } = this.looking;
    if (cursor !== undefined && (await this.events.readAt([cursor]).catch(nothingThere)).length === 0) throw new BadCursor(); // it is the position of the last event looked at
    const upTo = [asOf, between.upTo].filter((position) => position !== undefined).sort()[0];
    const wanted = ({ unit, type }: Stored) => units.has(unit) && (question.kind === undefined || question.kind.some((kind) => kind === kindOf(type)));
    const found: Stored[] = [];
    let before = cursor;
    for (let n = 0; n < batches; n++) {
      const events = await this.events.readLog({ backwards: true, limit: batch, ...(before === undefined ? {} : { before }), ...(upTo === undefined ? {} : { asOf: upTo }) });
      for (const event of events) {
        if (between.after !== undefined && event.position <= between.after) return this.page(found, null, { units, asOf, ...question, limit });
        before = event.position;
        if (wanted(event) && found.push(event) === limit) return this.page(found, before, { units, asOf, ...question, limit });
      }
      if (events.length < batch) return this.page(found, null, { units, asOf, ...question, limit });
    }
    return this.page(found, before ?? null, { units, asOf, ...question, limit });
  }
  private async page(found: readonly Stored[], next: string | null, question: HistoryQuestion): Promise<HistoryPage> {
    return { items: await this.told(found, question), next, total: null };
  }

  /** The event at a position, or at `<stream>@<revision>`, whoever may see it; undefined for what is not there. */
  async at(place: string): Promise<Stored | undefined> {
    const [stream, revision] = place.split('@') as [string, string?];
    const [stored] = revision === undefined ? await this.events.readAt([place]).catch(nothingThere) : (await this.events.readStream(stream, { from: Number(revision) })).filter((event) => event.revision === Number(revision));
    return stored;
  }

  /** One event with all that was recorded, personal data opened where that is allowed. It is for the caller to see that the reader's units have it. */
  async whole(stored: Stored, question: Omit<HistoryQuestion, 'limit'>): Promise<HistoryItem & { data: Readonly<Record<string, unknown>>; envelope: Readonly<Record<string, unknown>>; memberId: string | null }> {
    const [item] = await this.told([stored], { ...question, limit: 1 });
    const event = decoded(stored);
    const [data] = await opened(this.keys, [{ fields: event.data as Record<string, unknown>, open: question.mayOpen(stored.unit) }], question.language);
    const { log, epoch, version, correlation, causation, command, bodyHash } = stored;
    const { memberId } = event.data as { memberId?: unknown };
    return { ...item!, data: data!, envelope: { log, epoch, version, correlation, causation, command, bodyHash }, memberId: typeof memberId === 'string' ? memberId : null };
  }

  private async told(stored: readonly Stored[], { tree, language, mayOpen, mayName, asOf }: HistoryQuestion): Promise<HistoryItem[]> {
    const events = stored.map(decoded);
    const naming = { language, tree, titles: await this.titles(events, asOf) };
    const names = await namesOf(this.directory, events, { ...naming, persons: true });
    const blind = await namesOf(this.directory, events, { ...naming, persons: false });
    const changes = await this.changes(events, { tree, mayOpen, language });
    return events.map((event, at) => {
      const { position, id, type, stream, revision, actor, occurredAt, recordedAt, unit } = event;
      const sentence = sentenceOf(event, mayName(unit) ? names : blind)?.[language] ?? type;
      return { position, eventId: id, type, stream, revision, actor: { id: actor, name: names.actor(actor) }, occurredAt, recordedAt, unitId: unit, unitName: tree.unit(unit)?.name ?? '', sentence, ...changes[at]! };
    });
  }

  /** What each event changed: the row's version that it made, beside the one before. */
  private async changes(events: readonly Recorded[], { tree, mayOpen, language }: Pick<HistoryQuestion, 'tree' | 'mayOpen' | 'language'>): Promise<{ before: Fields | null; after: Fields | null }[]> {
    const made = await Promise.all(events.map(async (event) => {
      const key = matterOf(event);
      if (key === undefined) return { before: null, after: null };
      const { versions: [version] } = await this.reads.versions<Matter>(matter, { where: { key }, asOf: event.position, limit: 1 });
      return version?.position === event.position ? difference(version.before, version.row) : { before: null, after: null };
    }));
    const sides = made.flatMap(({ before, after }, at) => [before, after].map((fields) => ({ fields: fields ?? {}, open: mayOpen(events[at]!.unit) })));
    const clear = (await opened(this.keys, sides, language)).map((fields) => unitsNamed(fields, tree));
    return made.map(({ before, after }, at) => ({ before: before && clear[2 * at]!, after: after && clear[2 * at + 1]! }));
  }
  private async titles(events: readonly Recorded[], asOf: Position | undefined): Promise<ReadonlyMap<string, string>> {
    const keys = new Map<string, string>(events.flatMap(({ data }) => (['session', 'policy'] as const).map((kind) => [kind, (data as Record<string, unknown>)[`${kind}Id`]] as const)
      .filter(([, id]) => typeof id === 'string').map(([kind, id]) => [`${kind}:${id}`, String(id)] as const)));
    if (keys.size === 0) return new Map();
    const { rows } = await this.reads.find<Matter>(matter, { where: { key: [...keys.keys()] }, limit: keys.size, ...(asOf === undefined ? {} : { asOf }) });
    return new Map(rows.map(({ key, row }) => [keys.get(key)!, String(row.fields['title'] ?? '')]));
  }
}

/** A text that is no position of this log names no event of it. */
const nothingThere = (error: unknown): readonly Stored[] => { if (error instanceof BadPosition) return []; throw error; };
const decoded = (stored: Stored): Recorded => ({ ...stored, data: read(stored.type, stored.version, stored.data)?.data ?? stored.data }) as Recorded;
