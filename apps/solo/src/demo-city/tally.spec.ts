import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Projection } from '@lyceum/core/projection';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import type { Stored } from '@lyceum/event-store/event-store';
import { Projector } from '@lyceum/read-store/projector';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { contexts } from '../contexts.ts';
import { boardsAgree, figuresAgree, type Asked } from './testing/boards.ts';
import { listsAgree, mistakenOf } from './testing/study.ts';
import { everything, pastInstants, seedTown, type Town } from './testing/town.ts';
import type { Holding, Reopening } from './year.ts';

/** The whole year; some weeks from a Wednesday to a Tuesday; one Friday. */
const ranges: readonly Asked[] = [{ from: '2026-02-23', to: '2026-06-30' }, { from: '2026-03-18', to: '2026-04-21' }, { from: '2026-04-10', to: '2026-04-10' }];

let town: Town;
let twin: Town;
beforeAll(async () => { [town, twin] = await Promise.all([seedTown(), seedTown()]); }, 120_000);
afterAll(() => Promise.all([town.close(), twin.close()]));

describe('the tiny city', () => {
  it('has something of everything that a board must get right', () => {
    const some = <T>(of: (week: (typeof town.weeks)[number]) => readonly T[]) => town.weeks.flatMap(of).length;
    const { missed, mended, invited, signed } = town.tally.expect('agency', '2026-01-01', '2026-12-31', '2027-01-01');
    expect([
      some(({ transfers }) => transfers), some(({ cancelled }) => cancelled), some(({ upcoming }) => upcoming), some(({ held }) => held.flatMap(({ withdrawals }) => withdrawals)),
      mended, missed - mended, invited - signed,
    ].filter((count) => count < 2)).toEqual([]);
    expect(mistakenOf(town)).not.toEqual([]);
    // Sessions that were reopened: on their day, over the week's end, after it was judged; one that made good for a week, and one that is still open.
    const reopened = (wanted: (held: Holding & { reopened: Reopening }) => boolean) => some(({ held }) => held.filter((each) => each.reopened && wanted(each as Holding & { reopened: Reopening })));
    const after = (days: number) => reopened(({ day, reopened: { at, closedAt } }) => closedAt !== null && shanghaiDay(at) === addDays(day, days));
    expect([after(0), after(2), after(3), reopened(({ day, week }) => weekOf(day) > week), reopened(({ reopened: { closedAt } }) => closedAt === null)].map((count) => count > 0)).toEqual(Array(5).fill(true));
  });
});

describe('every board of the city, each department and each unit', () => {
  it.each(ranges)('shows what the plain tally makes of $from to $to, now and as of ten past instants', async (range) => {
    for (const asOf of [undefined, ...pastInstants(town)]) await boardsAgree(town, { ...range, asOf });
  }, 60_000);

  it('opens to figures that equal the tally, and to terms and events that add up to them', async () => {
    for (const [nth, asOf] of [undefined, ...pastInstants(town)].entries()) await figuresAgree(town, { ...ranges[nth % 2]!, asOf });
  }, 60_000);
});

describe('a session that was opened by mistake', () => {
  it('counts its people as invited until it is cancelled, and as of then for ever', async () => {
    for (const { unitId, day, opened, cancelledAt } of mistakenOf(town)) for (const asOf of [opened.at, cancelledAt]) for (const range of [ranges[0]!, { from: day, to: day }]) await boardsAgree(town, { ...range, asOf }, [unitId]);
    const [{ unitId, day, opened }] = mistakenOf(town) as [ReturnType<typeof mistakenOf>[number]];
    const [before, after] = [opened.at, '2027-01-01'].map((asOf) => town.tally.expect(unitId, day, day, asOf).invited);
    expect([before, after]).toEqual([opened.invited.length, 0]);
  });
});

describe('rows', () => {
  it('that are made anew from the log are those that grew with it, version by version', async () => {
    const { events, reads } = town.host.adapters;
    const fresh = await temporaryReadStore(events.identity);
    const projector = new Projector(events, fresh.reads, projectionsOf(contexts), vocabulary);
    await projector.start();
    try {
      expect(await projector.waitFor(await events.head(), 20_000)).toBe(true);
      for (const projection of projector.projections) expect([projection.name, await digest(fresh.reads, projection)]).toEqual([projection.name, await digest(reads, projection)]);
    } finally {
      await projector.stop();
      await fresh.close();
    }
  }, 60_000);
});

describe('the demo city', () => {
  it('is the same in every run, but for the log’s own id and what is encrypted under fresh keys', async () => {
    const [first, second] = [await everything(town.host.adapters.events), await everything(twin.host.adapters.events)];
    expect(first.length).toBeGreaterThan(1000);
    expect(second.map(asMade)).toEqual(first.map(asMade));
  });
});

/** Last of all: each look at a person is a fact of its own, which the twin has not. */
describe('the boards of sessions and persons, and the lists of sessions, people and missed weeks', () => {
  it('show what happened by each of ten past instants, and while one was opened by mistake', async () => {
    for (const asOf of [...pastInstants(town), mistakenOf(town)[0]!.opened.at]) await listsAgree(town, asOf);
  }, 180_000);
});

/** All rows and all versions, as one text. */
const digest = async (reads: ReadStore, projection: Projection): Promise<string> => {
  const { rows } = await reads.find(projection, { limit: 1_000_000 });
  const { versions } = await reads.versions(projection, { where: {}, limit: 1_000_000 });
  if (rows.length === 0 && versions.length > 0) throw new Error(`${projection.name} has versions and no rows`);
  return JSON.stringify([rows, versions]);
};

/** Without the log's id, and with ciphers (and the hash of a body that holds some) made alike. */
const asMade = ({ log: _log, bodyHash, data, ...event }: Stored) => {
  const text = JSON.stringify(data);
  const clear = text.replaceAll(/p1\.([\w-]+)\.[\w-]+\.[\w-]+/g, 'p1.$1');
  return { ...event, data: clear, bodyHash: clear === text ? bodyHash : '' };
};
