import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { projection } from '@lyceum/core/projection';
import { SqliteSearch } from '@lyceum/directory/sqlite-search';
import { DerivedDamaged } from '@lyceum/event-store/event-store';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import type { Opening } from './derived.ts';

const folders: string[] = [];
const temporary = () => { const made = mkdtempSync(join(tmpdir(), 'lyceum-derived-')); folders.push(made); return made; };
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });

const identity = { log: 'log', epoch: 0 };
const notes = projection<{ text: string }, never>({ name: 'notes', version: 1, initial: { text: '' }, keys: {}, on: {} });

/** Each of them with something in it, up to the position 7; `close` leaves one whole file. */
const files = {
  'rows.sqlite': async (folder: string, opening: Opening = {}) => {
    const reads = await SqliteReadStore.open({ folder, identity, ...opening });
    await reads.prepare(notes);
    return {
      fill: () => reads.write(notes, Array.from({ length: 400 }, (_, n) => ({ key: `k${n}`, position: '7', previous: null, row: { text: 'x'.repeat(400) } })), '7'),
      position: () => reads.checkpoint(notes), close: () => reads.close(),
    };
  },
  'search.sqlite': async (folder: string, opening: Opening = {}) => {
    const search = SqliteSearch.open({ folder, identity, ...opening });
    return {
      fill: () => search.write({ people: Array.from({ length: 400 }, (_, n) => ({ memberId: `m${n}`, name: `Ada ${n}`, phones: ['13800000000'] })), places: [], forgotten: [] }, '7'),
      position: () => search.checkpoint(), close: () => search.close(),
    };
  },
  'relay.db': async (folder: string, opening: Opening = {}) => {
    const relay = SqliteRelayState.open({ folder, identity, ...opening });
    return {
      fill: async () => { await relay.save('7', (await relay.acquire('me', Date.now(), 1000))!.fence); },
      position: () => relay.checkpoint(), close: () => relay.close(),
    };
  },
};
const damages = {
  'another file': (path: string) => writeFileSync(path, 'not a database at all'.repeat(1000)),
  'its first half': (path: string) => truncateSync(path, statSync(path).size / 2),
  'a page of other bytes': (path: string) => { const bytes = readFileSync(path); bytes.fill(0x5a, bytes.length - 4096); writeFileSync(path, bytes); },
};

describe.each(Object.entries(files))('%s, which can be made again from the log', (name, open) => {
  const filled = async () => {
    const folder = temporary();
    const file = await open(folder);
    await file.fill();
    expect(await file.position()).toBe('7');
    await file.close();
    return folder;
  };

  it.each(Object.entries(damages))('is made anew where it holds %s', async (_what, damage) => {
    const folder = await filled();
    damage(join(folder, name));
    const notices: string[] = [];
    const again = await open(folder, { setAside: (notice) => notices.push(notice) });
    expect(await again.position()).toBe('');
    await again.fill();
    expect(await again.position()).toBe('7');
    await again.close();
    expect(notices).toEqual([expect.stringMatching(new RegExp(`${name} is damaged .* made again from the log`))]);
    const aside = readdirSync(folder).filter((file) => file.startsWith(`${name}.damaged-`)).length;
    expect(aside > 0).toBe(name !== 'search.sqlite'); // of names in clear no copy stays behind
    await (await open(folder, { setAside: (notice) => notices.push(notice) })).close();
    expect(notices.length).toBe(1);
  });

  it.each(Object.entries(damages))('is left alone, and said to be damaged, by whoever does not have its folder, where it holds %s', async (_what, damage) => {
    const folder = await filled();
    damage(join(folder, name));
    const before = readFileSync(join(folder, name));
    await expect(open(folder)).rejects.toThrow(DerivedDamaged);
    expect(readFileSync(join(folder, name)).equals(before)).toBe(true);
  });

  it('is left as it is where it is whole', async () => {
    const folder = await filled();
    const again = await open(folder, { setAside: (notice) => { throw new Error(notice); } });
    expect(await again.position()).toBe('7');
    await again.close();
  });
});

describe('rows whose damage shows only while they are read', () => {
  it('are said to be damaged, ask for a restart, and are made anew by it, though it would not find the place', async () => {
    const folder = temporary();
    const path = join(folder, 'rows.sqlite');
    const before = await files['rows.sqlite'](folder);
    await before.fill();
    await before.close();
    const whole = readFileSync(path);
    const reads = await SqliteReadStore.open({ folder, identity });
    await reads.prepare(notes);
    await reads.healthy();
    const broken = Buffer.from(whole);
    for (let page = 10; page < whole.length / 4096; page++) broken.fill(0x5a, page * 4096, page * 4096 + 4096);
    writeFileSync(path, broken);
    await expect(reads.find(notes, { limit: 1000 })).rejects.toThrow(/rows.sqlite is damaged .*restart the service/);
    await expect(reads.healthy()).rejects.toThrow(DerivedDamaged);
    await reads.close();
    writeFileSync(path, whole);
    const notices: string[] = [];
    const again = await files['rows.sqlite'](folder, { setAside: (notice) => notices.push(notice) });
    expect([await again.position(), notices.length]).toEqual(['', 1]);
    await again.close();
  });
});
