import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoleEnded } from '@lyceum/contracts/member/roles';
import { UnitCreated, UnitMoved } from '@lyceum/contracts/member/unit-tree';
import { Commands } from '@lyceum/nest-kit/commands';
import type { Answer, Caller } from '@lyceum/nest-kit/testing';
import { Enrolment } from '../enrolment.ts';
import { KnownUnits } from '../unit-tree/known-units.ts';
import { ImportArchive } from './import-archive.ts';
import { ImportSteps } from './import-steps.ts';
import { RosterImport } from './roster-import.ts';
import { RosterWriter } from './roster-writer.ts';
import { SealedFolder } from './sealed-folder.ts';
import { Surroundings } from './surroundings.ts';
import { cityForImports, type CityForImports } from './testing/city.ts';
import { utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, made, sheetOf, type Cells } from '../roster-sheet/testing/rosters.ts';

/** What others do between the plan of an import and its rows. */
let city: CityForImports;
beforeAll(async () => { city = await cityForImports(); });
afterAll(() => city.close());

const crew = '北台/机务班';
const watch = '北台/值机组';
const sheet = (...rows: readonly (readonly [number, Cells])[]) => utf8(sheetOf(heading, ...rows.map(([n, cells]) => line(n, cells))));
const day = '2026-03-06';

/** Runs an import of the north’s administrator; `meanwhile` happens when its plan stands, or when so many are registered, for which the others wait. Resolves to its rows by number. */
const running = async (importId: string, meanwhile: () => Promise<unknown>, after = 0): Promise<ReadonlyMap<number, { state: string; action: string; codes: string[] }>> => {
  const { app, adapters, rows, directory } = city.host;
  let happened: Promise<unknown> | undefined;
  const happening = () => (happened ??= meanwhile().then(() => city.host.settle()));
  class Interrupted extends RosterWriter {
    override async write(...asked: Parameters<RosterWriter['write']>) {
      if (after === 0) await happening();
      await super.write(...asked);
    }
  }
  let begun = 0;
  class Waiting extends Enrolment {
    override async register(...asked: Parameters<Enrolment['register']>) {
      if (++begun > after) await happening();
      return super.register(...asked);
    }
  }
  const archive = new ImportArchive(app.get(SealedFolder));
  const surroundings = app.get(Surroundings);
  const enrolment = new Waiting(app.get(Commands), adapters.events, adapters.keys, adapters.accounts, app.get(KnownUnits));
  const writer = new Interrupted(enrolment, app.get(Commands), directory, city.clock);
  const imports = new RosterImport(archive, surroundings, new ImportSteps(archive, surroundings, writer, adapters.events, rows), directory, city.clock);
  await imports.run(importId, { memberId: 'northern', actor: 'member:northern', correlation: 'c', command: `run-${importId}` });
  await imports.settled();
  await city.host.settle();
  const { items } = await city.rowsOf(city.office, importId);
  type Row = { row: number; state: string; action: string; notes: { code: string; severity: string }[] };
  return new Map((items as Row[]).map(({ row, state, action, notes }) => [row, { state, action, codes: notes.filter(({ severity }) => severity === 'error').map(({ code }) => code) }]));
};
const failed = (code: string) => ({ state: 'error', action: 'skip', codes: [code] });
const person = async (n: number) => city.member(city.office, made(n).name) as Promise<{ memberId: string; unitId: string; post: string }>;
const move = async (n: number, unitId: string, who: Caller = city.office) => {
  const answer: Answer = await who.post(`/api/members/${(await person(n)).memberId}/transfer`, { unitId, from: day });
  expect(answer.status).toBe(201);
};

describe('an import that is being written', () => {
  beforeAll(async () => {
    const people = Array.from({ length: 8 }, (_, n) => [40 + n, {}] as const);
    await city.written(city.northern, (await city.checked(city.northern, 'north', sheet(...people))).importId);
  });

  it('changes nobody who has left the scope since it was planned, and takes nobody back', async () => {
    const rows = sheet([40, { unit: watch, post: '站长' }], [41, { post: '站长' }], [42, { unit: watch }]);
    const { importId, counts } = await city.checked(city.northern, 'north', rows);
    expect(counts).toMatchObject({ changed: 3 });
    const found = await running(importId, async () => { await move(40, 'south'); await move(41, 'south'); });
    expect([2, 3, 4].map((row) => found.get(row))).toEqual([failed('person-elsewhere'), failed('person-elsewhere'), { state: 'warning', action: 'changed', codes: [] }]);
    expect([await person(40), await person(41), await person(42)]).toMatchObject([{ unitId: 'south', post: '机务员' }, { unitId: 'south', post: '机务员' }, { unitId: 'watch' }]);
  });

  it('moves nobody whom another has moved within the scope, whether that was before it was run or while it ran', async () => {
    const { importId } = await city.checked(city.northern, 'north', sheet([43, { unit: crew, post: '班长' }], [44, { unit: crew, post: '班长' }], [45, { unit: watch, post: '班长' }]));
    await move(43, 'watch', city.northern);
    const found = await running(importId, async () => { await move(44, 'watch', city.northern); await move(45, 'watch', city.northern); });
    expect([2, 3, 4].map((row) => found.get(row)?.codes)).toEqual([['person-moved'], ['person-moved'], []]); // the last was moved to where the row has them
    expect([await person(43), await person(44), await person(45)]).toMatchObject([{ unitId: 'watch', post: '机务员' }, { unitId: 'watch', post: '机务员' }, { unitId: 'watch', post: '班长' }]);
  });

  it('takes away nobody who was new when it was looked at, and was registered elsewhere since', async () => {
    const { importId, counts } = await city.checked(city.office, 'city', sheet([48, { unit: crew }], [49, { unit: crew }]));
    expect(counts).toMatchObject({ new: 2 });
    const other = await city.checked(city.office, 'city', sheet([48, { unit: '南台' }], [49, { unit: crew }]));
    await city.written(city.office, other.importId);
    await city.written(city.office, importId);
    const { items } = await city.rowsOf(city.office, importId);
    expect(items.map(({ notes, action }: { notes: { code: string }[]; action: string }) => [action, notes.map(({ code }) => code).includes('person-moved')])).toEqual([['skip', true], ['unchanged', false]]);
    expect(await person(48)).toMatchObject({ unitId: 'south' });
  });

  it('knows no unit that left the scope after the day of its upload: on that day it was there, the right reaches it no more', async () => {
    await city.happen('unit-tree-city', UnitCreated({ unitId: 'lab', name: '试验班', type: 'department', parentId: 'north', from: '2020-01-01' }));
    const { importId, counts } = await city.checked(city.northern, 'north', sheet([47, { unit: '北台/试验班' }]));
    expect(counts).toMatchObject({ changed: 1 });
    await city.happen('unit-tree-city', UnitMoved({ unitId: 'lab', fromParentId: 'north', parentId: 'south', from: '2026-03-07' }));
    const now = city.clock.now();
    city.clock.set('2026-03-06T16:30:00.000Z'); // half past midnight
    try { expect(await city.written(await city.logIn('northern'), importId)).toMatchObject({ counts: { changed: 0, errors: 1 } }); } finally { city.clock.set(now); }
    const { items } = await city.rowsOf(city.office, importId);
    expect(items[0]).toMatchObject({ state: 'error', action: 'skip' });
    expect(items[0].notes.map(({ code }: { code: string }) => code)).toContain('unit-unknown');
  });

  it('tells the reason in both languages', async () => {
    const { importId } = await city.checked(city.northern, 'north', sheet([46, { unit: watch }]));
    await running(importId, () => move(46, 'north', city.northern));
    const { json } = await city.office.get(`/api/imports/${importId}/rows`, { 'accept-language': 'en' });
    expect(json.items[0].notes.at(-1)).toMatchObject({ code: 'person-moved', message: expect.stringContaining('moved to another unit') });
    expect((await city.office.get(`/api/imports/${importId}/failed.csv`)).text).toContain('此人已调到别的单位');
  });

  it('ends with the importer’s right: what is not written yet fails, and says so', async () => {
    const people = 1000;
    const { importId } = await city.checked(city.northern, 'north', sheet(...Array.from({ length: people }, (_, n) => [5000 + n, { name: `丙${made(5000 + n).name}` }] as const)));
    const end = () => city.happen('roles-northern', RoleEnded({ grantId: 'northern', memberId: 'northern', role: 'unit-administrator', unitId: 'north', until: '2026-03-05' }));
    const found = await running(importId, end, 50);
    expect(found.get(2)?.action).toBe('new');
    const { json } = await city.office.get(`/api/imports/${importId}`);
    expect(json).toMatchObject({ status: 'done', progress: { done: people, total: people } });
    expect(json.counts.new + json.counts.errors).toBe(people);
    expect(json.counts.errors).toBeGreaterThan(people / 2); // those under way are still written
    const { text } = await city.office.get(`/api/imports/${importId}/failed.csv`, { 'accept-language': 'en' });
    expect(text.trim().split('\r\n').at(-1)).toMatch(/^5999,.*your right to import into this unit ended/);
  });
});
