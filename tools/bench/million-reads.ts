import { MemberBoards } from '@lyceum/dashboards/boards/member-board.query';
import { UnitBoards } from '@lyceum/dashboards/boards/unit-board.query';
import { dashboardsContext } from '@lyceum/dashboards/dashboards.context';
import { Measures } from '@lyceum/dashboards/figures/measures.query';
import type { Directory } from '@lyceum/directory/directory';
import { Tree } from '@lyceum/directory/tree';
import type { Identity } from '@lyceum/event-store/event-store';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import type { City } from '@lyceum/solo/demo-city/city';
import { percentile } from './figure.ts';

/** Of which city and days boards are asked for, and how often each. */
export type Asked = { readonly city: City; readonly events: number; readonly from: string; readonly to: string; readonly samples: number };
/** The slowest of a hundred, in milliseconds. */
export type Boards = Readonly<Record<`${'a unit\'s' | 'a member\'s' | 'the city\'s'} year, ${'now' | 'as of'}`, number>>;

type Ask = (what: { readonly unit: string } | { readonly member: string }, asOf?: string) => Promise<unknown>;

/** Positions all over the log, and units and members all over the city. */
const scattered = ({ city, events }: Asked) => {
  const stations = city.units.filter(({ type }) => type === 'station');
  return {
    then: (n: number) => String(1 + Math.floor(events * (0.1 + (0.8 * ((n * 37) % 101)) / 101))).padStart(16, '0'),
    unit: (n: number) => ({ unit: stations[(n * 7) % stations.length]!.unitId }),
    member: (n: number) => ({ member: city.people[(n * 37) % city.people.length]!.memberId }),
  };
};

const boards = async (ask: Ask, asked: Asked): Promise<Boards> => {
  const { then, unit, member } = scattered(asked);
  const p99 = async (times: number, call: (n: number) => Promise<unknown>) => {
    const samples: number[] = [];
    for (let n = -5; n < times; n++) {
      const began = performance.now();
      await call(n < 0 ? n + 1000 : n);
      if (n >= 0) samples.push(performance.now() - began); // the first few only warm up
    }
    return percentile(samples, 0.99);
  };
  const few = Math.ceil(asked.samples / 8), agency = { unit: 'agency' };
  return {
    'a unit\'s year, now': await p99(asked.samples, (n) => ask(unit(n))), 'a unit\'s year, as of': await p99(asked.samples, (n) => ask(unit(n), then(n))),
    'a member\'s year, now': await p99(asked.samples, (n) => ask(member(n))), 'a member\'s year, as of': await p99(asked.samples, (n) => ask(member(n), then(n))),
    'the city\'s year, now': await p99(few, () => ask(agency)), 'the city\'s year, as of': await p99(few, (n) => ask(agency, then(n))),
  };
};

/** The queries themselves, on the rows that the host has made. */
export const boardsAtStore = async (folder: string, identity: Identity, asked: Asked): Promise<Boards> => {
  const reads = await SqliteReadStore.open({ folder, identity });
  try {
    for (const projection of dashboardsContext.projections) await reads.prepare(projection);
    const tree = new Tree(asked.city.units.map(({ unitId, name, type, parentId }) => ({ unitId, name, type, parentId })));
    const reader = { persons: true, units: new Set(asked.city.units.map(({ unitId }) => unitId)) };
    const measures = new Measures(reads);
    const [units, members, { from, to }] = [new UnitBoards(reads, measures, { tree: async () => tree, headcounts: async () => new Map() } as unknown as Directory), new MemberBoards(reads, measures), asked];
    return await boards((what, asOf) => ('unit' in what
      ? units.of(what.unit, { from, to, asOf, today: to, tree, reader, language: 'zh' })
      : members.of(what.member, { from, to, asOf, language: 'zh' })), asked);
  } finally { await reads.close(); }
};

const asking = (address: string, token: string, { from, to }: Asked): Ask => async (what, asOf) => {
  const path = 'unit' in what ? `unit/${what.unit}` : `member/${what.member}`;
  const answer = await fetch(`${address}/api/boards/${path}?from=${from}&to=${to}${asOf === undefined ? '' : `&asOf=${asOf}`}`, { headers: { cookie: `lyceum=${token}` } });
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
  return answer.arrayBuffer();
};
export const boardsOverHttp = (address: string, token: string, asked: Asked): Promise<Boards> => boards(asking(address, token, asked), asked);

/** Reads as an office and its people make them, eight at a time; answers how many a second. */
export const manyReads = async (address: string, token: string, asked: Asked, times: number): Promise<number> => {
  const ask = asking(address, token, asked);
  const { then, unit, member } = scattered(asked);
  const began = performance.now();
  let next = 0;
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let n = next++; n < times; n = next++) {
      const asOf = n % 4 === 0 ? then(n) : undefined;
      await (n % 50 === 0 ? ask({ unit: 'agency' }, asOf) : n % 2 === 0 ? ask(unit(n), asOf) : ask(member(n), asOf));
    }
  }));
  return times / ((performance.now() - began) / 1000);
};
