import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical, type Json } from '@lyceum/core/canonical';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { pagesOf } from '@lyceum/core/pages';
import type { Projection } from '@lyceum/core/projection';
import type { EventStore } from '@lyceum/event-store/event-store';
import { Projector } from '@lyceum/read-store/projector';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { Stop, type Report } from './report.ts';

type Progress = Pick<Report, 'progress'>;
export type Built = { readonly name: string; readonly version: number; readonly position: string };
export type Compared = { readonly name: string; readonly rows: number; readonly different: readonly string[] };
const shown = 20; // different rows that are named at most

/** The projections of these names; all of them where none is named. */
export const named = (all: readonly Projection[], names: readonly string[]): readonly Projection[] => {
  const unknown = names.filter((name) => !all.some((projection) => projection.name === name));
  if (unknown.length > 0) throw new Stop(`${unknown.join(', ')}: no such projection. There are ${all.map(({ name }) => name).sort().join(', ')}`, 2);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
};

/**
 * Makes rows up to the end of the log, beside those of earlier versions, which go on being read: before a program with raised projections is
 * started, so that it is ready at once. Rows that are there already are only brought up to the log.
 */
export const build = async (events: EventStore, reads: ReadStore, projections: readonly Projection[], { progress }: Progress): Promise<readonly Built[]> => {
  const projector = new Projector(events, reads, projections, vocabulary, { cachedRows: 200_000 });
  const time = async (position: string) => Date.parse((await events.readAt([position]))[0]?.recordedAt ?? '') || undefined;
  const [[first], [last]] = [await events.readLog({ limit: 1 }), await events.readLog({ backwards: true, limit: 1 })];
  try {
    await projector.start();
    while (!(await projector.caughtUp(500))) {
      const [from, to] = [Date.parse(first?.recordedAt ?? ''), Date.parse(last?.recordedAt ?? '')];
      progress('rows up to the log', Math.max(0, ((await time(projector.position())) ?? from) - from), Math.max(1, to - from));
      await projector.healthy();
    }
    progress('rows up to the log', 1, 1);
    return projector.progress().map(({ name, version, position }) => ({ name, version, position }));
  } finally { await projector.stop(); }
};

/** Whether rows are what a fresh replay of the log makes of them, as of one position; while others go on writing. `scratch` opens an empty store in a folder. */
export const compare = async (
  events: EventStore, readsOf: (projection: Projection) => ReadStore, projections: readonly Projection[], scratch: (folder: string) => Promise<ReadStore>, report: Progress,
): Promise<readonly Compared[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-replay-'));
  const fresh = await scratch(folder);
  try {
    await build(events, fresh, projections, report);
    const found: Compared[] = [];
    for (const projection of projections) {
      const reads = readsOf(projection);
      await reads.prepare(projection);
      const [a, b] = [await reads.checkpoint(projection), await fresh.checkpoint(projection)];
      found.push(await compareRows(reads, fresh, projection, a < b ? a : b));
      report.progress('comparing rows', found.length, projections.length);
    }
    return found;
  } finally {
    await fresh.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const compareRows = async (here: ReadStore, fresh: ReadStore, projection: Projection, asOf: string): Promise<Compared> => {
  const different: string[] = [];
  let rows = 0;
  const [mine, theirs] = [walk(here, projection, asOf), walk(fresh, projection, asOf)];
  let [left, right] = [await mine.next(), await theirs.next()];
  while (!left.done || !right.done) {
    const [a, b] = [left.value, right.value];
    const order = !a ? 1 : !b ? -1 : a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
    rows++;
    if (order !== 0 || a!.text !== b!.text) different.push((order <= 0 ? a! : b!).key);
    if (order <= 0) left = await mine.next();
    if (order >= 0) right = await theirs.next();
  }
  return { name: projection.name, rows, different: different.slice(0, shown) };
};

async function* walk(reads: ReadStore, projection: Projection, asOf: string): AsyncGenerator<{ key: string; text: string }, undefined> {
  if (asOf === '') return;
  for await (const { rows } of pagesOf((at) => reads.find<Json>(projection as Projection<Json>, { asOf, limit: 1000, ...at }))) for (const { key, position, row } of rows) yield { key, text: `${position} ${canonical(row)}` };
}
