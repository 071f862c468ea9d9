import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Json } from '@lyceum/core/canonical';
import { units } from '@lyceum/directory/units.projection';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { contexts } from './contexts.ts';
import { projections } from './projections.ts';
import { openRows } from './stores.ts';
import { ThreadedRows } from './threaded-rows.ts';

const root = join(import.meta.dirname, '../../..');
const execArgv = ['--disable-warning=ExperimentalWarning', '--import', join(root, 'tools/swc-hook.mjs')]; // jest runs TypeScript by other means
let [folder, changed] = ['', [] as string[]];
let stores: Awaited<ReturnType<typeof openRows>>;
let rows: ThreadedRows;

const threaded = (of = projections) => new ThreadedRows({ ...stores, projections: of, changed: ({ name }) => changed.push(name) }, { root: folder, execArgv });
const created = async (unitId: string): Promise<string> => {
  const { type, data, now } = { ...UnitCreated({ unitId, name: unitId, type: 'agency', parentId: null, from: '2026-01-01' }), now: '2026-03-06T02:00:00.000Z' };
  const { position } = await stores.events.append({ checks: { [`unit-${unitId}`]: 'none' }, events: [{
    stream: `unit-${unitId}`, id: unitId, type, data: data as Json, version: vocabulary.get(type)!.version, occurredAt: now, recordedAt: now,
    actor: 'setup', unit: unitId, correlation: unitId, causation: null, command: unitId, bodyHash: '',
  }] });
  return position;
};
const name = async (unitId: string) => (await stores.reads.get(units, unitId))?.row.unitId;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lyceum-rows-'));
  changed = [];
  stores = await openRows(folder);
  rows = threaded();
});
afterEach(async () => {
  await rows.stop();
  await stores.reads.close();
  await stores.events.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('rows of a thread of their own', () => {
  it('are those of every context', () => expect(projections).toEqual(projectionsOf(contexts)));

  it('are there for whoever waits for them, who is told first what has changed', async () => {
    await rows.start();
    expect(await rows.caughtUp(5000)).toBe(true);
    const position = await created('north');
    const waited = rows.waitFor(position, 5000).then((there) => [there, changed.includes(units.name)]);
    expect(await waited).toEqual([true, true]);
    expect(await name('north')).toBe('north');
    expect(rows.position()).toBe(position);
    expect(await rows.lag()).toBe(0);
    await expect(rows.healthy()).resolves.toBeUndefined();
  });

  it('are not waited for before they are begun', async () => expect(await rows.waitFor(await created('north'), 20)).toBe(false));

  it('go on where they were after a start in order', async () => {
    await rows.start();
    await rows.waitFor(await created('north'), 5000);
    await rows.stop();
    const position = await created('south');
    rows = threaded();
    await rows.start();
    expect(await rows.waitFor(position, 5000)).toBe(true);
    expect([await name('north'), await name('south')]).toEqual(['north', 'south']);
  });

  it('are made by another thread where theirs ends, which is said until then', async () => {
    await rows.start();
    await rows.waitFor(await created('north'), 5000);
    await (rows as unknown as { thread: { terminate(): Promise<number> } }).thread.terminate();
    await expect(rows.healthy()).rejects.toThrow('the thread that makes rows has ended');
    const position = await created('south');
    expect(await rows.waitFor(position, 20_000)).toBe(true);
    await expect(rows.healthy()).resolves.toBeUndefined();
    expect(await name('south')).toBe('south');
  });

  it('are refused where nobody would make some of them', async () => {
    await rows.stop();
    rows = threaded([...projections, { ...units, name: 'orphans' }]);
    await expect(rows.start()).rejects.toThrow('nobody makes the rows of orphans');
  });
});
