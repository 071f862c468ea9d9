import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, sheetOf } from '../roster-sheet/testing/rosters.ts';
import { ImportArchive } from './import-archive.ts';
import type { ImportState } from './import-state.ts';
import { mostResting } from './roster-import.ts';
import { cityForImports, upload, type CityForImports } from './testing/city.ts';

let city: CityForImports, archive: ImportArchive, others: ImportState[];
const file = utf8(sheetOf(heading, line(1)));
const status = async (importId: string) => (await city.office.get(`/api/imports/${importId}`)).status;

beforeAll(async () => {
  city = await cityForImports();
  archive = city.host.app.get(ImportArchive, { strict: false });
  const first = (await archive.state((await city.checked(city.office, 'city', file)).importId))!;
  others = Array.from({ length: mostResting - 1 }, (_, n): ImportState => ({ ...first, importId: `other${n}`, status: n === 0 ? 'writing' : 'checked', createdAt: `2026-03-06T01:00:${String(10 + n % 50).padStart(2, '0')}.000Z` }));
  for (const state of others) await archive.create(state, file);
});
afterAll(() => city.close());

it('keeps so many of one person: a further one takes the place of the oldest that is not being written', async () => {
  const theirs = (await city.checked(city.northern, 'north', file)).importId as string;
  const { importId } = await city.checked(city.office, 'city', file);
  expect([await status('other0'), await status('other1'), await status('other2'), await status(theirs), await status(importId)]).toEqual([200, 404, 200, 200, 200]);
  expect((await archive.list()).length).toBe(mostResting + 1);
});

it('says of a repeated upload whose import is gone that it is, and what to do', async () => {
  const { json: { importId } } = await upload(city.office, 'city', file, '花名册.csv', 'uploaded-only-once');
  await city.checked(city.office, 'city', file); // another's turn comes after it: it is at rest
  await archive.remove(importId);
  expect(await upload(city.office, 'city', file, '花名册.csv', 'uploaded-only-once')).toMatchObject({ status: 409, json: { code: 'import-gone' } });
  await city.checked(city.office, 'city', file); // as many as before
});

it('refuses one more where all are being written, and says what to do', async () => {
  for (const importId of await archive.list()) await archive.save({ ...(await archive.state(importId))!, status: 'writing' });
  const { status: refused, json } = await upload(city.office, 'city', file);
  expect([refused, json.code, json.most]).toEqual([409, 'too-many-imports', mostResting]);
  expect(json.detail).toContain('请等其中一份完成');
});
