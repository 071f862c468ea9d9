import { monitorEventLoopDelay } from 'node:perf_hooks';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { cityForImports, ended, upload } from '@lyceum/member/roster-import/testing/city';
import { gb18030 } from '@lyceum/member/roster-import/testing/encode';
import { roster } from '@lyceum/member/roster-import/testing/rosters';
import type { Benchmark } from './figure.ts';

const patience = 300_000; // milliseconds

/**
 * A roster of 30,000 people in 200 units, with the habits of real ones, in GB18030: uploaded, tried, written and tried again,
 * over HTTP, on SQLite with every projection following. `quick`: 3,000 people; the floor scales with them.
 */
export const rosterImport: Benchmark = async ({ quick }) => {
  const people = quick ? 3000 : 30_000;
  const city = await cityForImports();
  try {
    const names = Array.from({ length: 200 }, (_, n) => `第${n + 1}科`);
    await city.happen('unit-tree-city', ...names.map((name, n) => UnitCreated({ unitId: `section${n}`, name, type: 'department', parentId: 'south', from: '2020-01-01' })));
    const bytes = gb18030(roster(people, names.map((name) => `南台/${name}`)));
    const held = monitorEventLoopDelay({ resolution: 5 });
    const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
      const start = performance.now();
      return [await work(), (performance.now() - start) / 1000];
    };
    const dryRun = async () => ended(city.office, (await upload(city.office, 'city', bytes)).json.importId, patience);

    held.enable();
    const before = process.cpuUsage();
    const [checked, reading] = await timed(dryRun);
    const longest = held.max / 1e6;
    const [done, writing] = await timed(async () => {
      await city.office.post(`/api/imports/${checked.importId}/run`);
      return ended(city.office, checked.importId, patience);
    });
    const longestWriting = held.max / 1e6;
    const { user, system } = process.cpuUsage(before);
    held.disable();
    const [again, comparing] = await timed(dryRun);
    if (done.counts.new !== people || again.counts.unchanged !== people || again.counts.errors !== 0) throw new Error(`not everybody came: ${JSON.stringify([checked.error, done.error, done.counts, again.counts])}`);

    const most = (60 * people) / 30_000;
    const figure = (name: string, value: number, unit: string, floor: string, met: boolean) => ({ name, value, unit, baseline: null, ratio: null, floor, met });
    return [
      figure(`roster import, ${people} people: dry run and writing`, reading + writing, 's', `< ${most} s`, reading + writing < most),
      figure('  of it the dry run', reading, 's', 'as part of the whole', true),
      figure('  of it writing', writing, 's', 'as part of the whole', true),
      figure('  of it computing, on all cores', (user + system) / 1e6, 's', 'as part of the whole', true),
      figure('the same file again, all unchanged', comparing, 's', `< ${most} s`, comparing < most),
      figure('longest that the dry run held other requests', longest, 'ms', '< 500 ms', longest < 500),
      figure('longest that all of it held other requests', longestWriting, 'ms', '< 1,000 ms', longestWriting < 1000),
    ];
  } finally { await city.close(); }
};
