import { createHash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '@lyceum/core/canonical';
import { batchesOf, type EventStore, type Stored } from '@lyceum/event-store/event-store';
import { nextEpoch } from '@lyceum/event-store/epoch';
import { Stop, type Report } from './report.ts';

type Identity = EventStore['identity'];

/** The house that a city moves into. `takeLog` is all or nothing; `takeVault` may be done again. */
export type NewHouse = {
  takeVault(folder: string): Promise<number>;
  /** Throws where the log holds anything. */
  takeLog(identity: Identity, batches: AsyncIterable<readonly Stored[]>): Promise<void>;
  open(): Promise<EventStore>;
};
export type Moved = { readonly events: number; readonly epoch: number; readonly people: number; readonly digest: string };

/**
 * A city's whole log, in order, byte for byte, with a new epoch, and its vault. The caller holds the folder, so that nothing is recorded meanwhile;
 * the folder stays as it was, marked, so that nobody goes on in two places. Done again after it broke off, it goes on where it was.
 */
export const move = async ({ folder, events, house, files, to, now }: { folder: string; events: EventStore; house: NewHouse; files: string | undefined; to: string; now: string }, report: Pick<Report, 'progress'>): Promise<Moved> => {
  const head = await events.head();
  const total = Number(head); // only to show how far it is
  const wanted = { log: events.identity.log, epoch: nextEpoch(events.identity.epoch, now) };
  const people = await house.takeVault(join(folder, 'vault'));
  if (files && existsSync(join(folder, 'imports'))) await cp(join(folder, 'imports'), join(files, 'member'), { recursive: true });

  let there = await house.open();
  const before = { head: await there.head(), identity: there.identity };
  await there.close();
  const arrived = before.head === head && before.identity.log === wanted.log && before.identity.epoch > events.identity.epoch;
  if (!arrived) {
    if (before.head !== '') throw new Stop(`the log at ${to} holds events already: a city moves into an empty database`);
    await house.takeLog(wanted, batches(events, head, (done) => report.progress('moving events', done, total)));
  }
  there = await house.open();
  try {
    const mine = await digestOf(events, head, (done) => report.progress('comparing', done, total * 2));
    const theirs = await digestOf(there, head, (done) => report.progress('comparing', total + done, total * 2));
    if (mine.digest !== theirs.digest || (await there.head()) !== head) throw new Stop('what arrived is not what was sent: empty the new database and move again');
    writeFileSync(join(folder, 'moved.json'), `${JSON.stringify({ to, at: now, epoch: there.identity.epoch })}\n`, { mode: 0o600, flush: true });
    return { events: mine.count, epoch: there.identity.epoch, people, digest: mine.digest };
  } finally { await there.close(); }
};

async function* batches(events: EventStore, head: string, progress: (done: number) => void): AsyncGenerator<readonly Stored[]> {
  let done = 0;
  for await (const batch of batchesOf(events, { asOf: head })) {
    yield batch;
    progress(done += batch.length);
  }
}

/** One figure for a whole log: every event as it was recorded, in order. */
const digestOf = async (events: EventStore, head: string, progress: (done: number) => void) => {
  const hash = createHash('sha256');
  let count = 0;
  for await (const some of batches(events, head, progress)) for (const { position: _, ...event } of some) { hash.update(`${canonical(event)}\n`); count++; }
  return { digest: hash.digest('hex'), count };
};
