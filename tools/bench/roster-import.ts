import { gb18030 } from '@lyceum/member/roster-sheet/testing/encode';
import { roster } from '@lyceum/member/roster-sheet/testing/rosters';
import type { Benchmark } from './figure.ts';
import { Solo } from './solo.ts';
import { smallTown } from './town.ts';

const patience = 300_000; // milliseconds
const pause = (milliseconds: number) => new Promise<void>((resolve) => { setTimeout(resolve, milliseconds); });
type Import = { readonly importId: string; readonly status: string; readonly error?: unknown; readonly counts: Readonly<Record<'new' | 'unchanged' | 'errors', number>> };

/**
 * A roster of 30,000 people in 200 units, with the habits of real ones, in GB18030: uploaded, tried, written and tried again, over HTTP, in the
 * city as `npm start` runs it, while somebody else asks for something small all the time. `quick`: 3,000 people; the floor scales with them.
 */
export const rosterImport: Benchmark = async ({ quick }) => {
  const people = quick ? 3000 : 30_000;
  const names = Array.from({ length: 200 }, (_, n) => `第${n + 1}科`);
  const { folder, token, remove } = await smallTown([{ unitId: 'south', name: '南台' }, ...names.map((name, n) => ({ unitId: `section${n}`, name }))], 'office');
  const solo = await Solo.start(folder, 60_000);
  const ask = async (path: string, { body, headers = {} }: { body?: Uint8Array<ArrayBuffer>; headers?: Record<string, string> } = {}): Promise<Import> => {
    const answer = await fetch(`${solo.address}${path}`, { ...(body ? { method: 'POST', body } : {}), headers: { cookie: `lyceum=${token}`, ...headers } });
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return await answer.json() as Import;
  };
  const ended = async (importId: string): Promise<Import> => {
    for (const until = performance.now() + patience; performance.now() < until; await pause(100)) {
      const found = await ask(`/api/imports/${importId}`);
      if (found.status !== 'reading' && found.status !== 'writing') return found;
    }
    throw new Error(`the import did not end within ${patience / 1000} s`);
  };
  const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const start = performance.now();
    return [await work(), (performance.now() - start) / 1000];
  };
  let keys = 0;
  const write = () => ({ 'idempotency-key': `bench-key-${keys++}` });
  const bytes = new Uint8Array(gb18030(roster(people, names.map((name) => `南台/${name}`))));
  const dryRun = async () => ended((await ask('/api/imports?unit=south', { body: bytes, headers: { ...write(), 'content-type': 'application/octet-stream', 'x-file-name': 'roster.csv' } })).importId);

  let [held, over] = [0, false];
  const others = (async () => {
    for (; !over; await pause(5)) {
      const [, seconds] = await timed(() => fetch(`${solo.address}/livez`).then((answer) => answer.text()));
      held = Math.max(held, seconds * 1000);
    }
  })();
  try {
    const [checked, reading] = await timed(dryRun);
    const longest = held;
    const [done, writing] = await timed(async () => {
      await ask(`/api/imports/${checked.importId}/run`, { body: new TextEncoder().encode('{}'), headers: { ...write(), 'content-type': 'application/json' } });
      return ended(checked.importId);
    });
    const longestWriting = held;
    const [again, comparing] = await timed(dryRun);
    if (done.counts.new !== people || again.counts.unchanged !== people || again.counts.errors !== 0) throw new Error(`not everybody came: ${JSON.stringify([checked.error, done.error, done.counts, again.counts])}`);

    const most = (60 * people) / 30_000;
    const figure = (name: string, value: number, unit: string, floor: string, met: boolean) => ({ name, value, unit, baseline: null, ratio: null, floor, met });
    return [
      figure(`roster import, ${people} people: dry run and writing`, reading + writing, 's', `< ${most} s`, reading + writing < most),
      figure('  of it the dry run', reading, 's', 'as part of the whole', true),
      figure('  of it writing', writing, 's', 'as part of the whole', true),
      figure('the same file again, all unchanged', comparing, 's', `< ${most} s`, comparing < most),
      figure('longest that the dry run held another request', longest, 'ms', '< 500 ms', longest < 500),
      figure('longest that all of it held another request', longestWriting, 'ms', '< 1,000 ms', longestWriting < 1000),
    ];
  } finally {
    over = true;
    await others.catch(() => undefined);
    await solo.stop();
    remove();
  }
};
