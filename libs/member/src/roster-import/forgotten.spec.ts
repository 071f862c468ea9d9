import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@lyceum/core/testing/until';
import { holding, mentioning, type Forgotten } from './forgotten.ts';
import { ImportArchive } from './import-archive.ts';
import { RosterImport } from './roster-import.ts';
import { cityForImports, type CityForImports } from './testing/city.ts';
import { inOneGo } from '../roster-sheet/in-turns.ts';
import { utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, made, sheetOf } from '../roster-sheet/testing/rosters.ts';

const ada = { memberId: 'ada', name: '阿依古丽·买买提', idNumber: '11010119900307123X', phone: '13977778888' };
const holds = (...given: Parameters<typeof holding>) => inOneGo(holding(...given));
const mentions = (text: string, person: Forgotten) => inOneGo(mentioning(text, person));
const row = (values: Record<string, string>, memberId?: string) =>
  ({ decisions: [{ row: 2, state: 'ok' as const, action: 'new' as const, values, notes: [], changes: [], ...(memberId && { memberId }) }], skipped: [] });

describe('whether an import holds somebody', () => {
  it.each([
    ['their id', row({ name: '别人' }, 'ada')], ['their name, however it is spelt', row({ name: '阿依古丽买买提' })], ['their id number', row({ name: '别人', idNumber: ada.idNumber })],
    ['their phone', row({ phone: ada.phone })], ['their phone beside another', row({ otherPhone: ada.phone })], ['a line that is no person', { decisions: [], skipped: [{ row: 3, reason: 'title' as const, text: `联系人 ${ada.phone}` }] }],
  ])('is told by %s', (_, result) => expect(holds(result, ada)).toBe(true));
  it('is not told by somebody else, nor by what two people lack', () => {
    expect(holds(row({ name: '阿依古丽·买买提江', phone: '13977778889' }, 'bob'), ada)).toBe(false);
    expect(holds(row({}), { memberId: 'ada', name: '' })).toBe(false);
  });
  it('is told by a text that nobody has read yet', () => {
    for (const text of ['姓名\n阿依古丽．买买提\n', '姓名,电话\n某某,１３９７７７７８８８８\n', `x,${ada.idNumber.toLowerCase()}`]) expect([text, mentions(text, ada)]).toEqual([text, true]);
    expect(mentions('姓名\n某某\n', ada)).toBe(false);
  });
  it('is told wherever in a long text they stand, in turns with others', () => {
    const pieces = (text: string) => { const steps = mentioning(text, ada); for (let n = 0; ; n++) { const { done, value } = steps.next(); if (done) return [value, n]; } };
    for (let before = 16_384 - 20; before <= 16_384; before++) for (const found of ['阿依古丽 · 买买提', '１３９７７７７８８８８']) {
      expect([before, mentions(`${'长'.repeat(before)}${found}`, ada), mentions(`${'　'.repeat(before)}${found}`, ada)]).toEqual([before, true, true]);
    }
    expect(pieces('Ａ'.repeat(1_638_400))).toEqual([false, 100]);
    expect(inOneGo(mentioning('x'.repeat(40_000), { name: '' }))).toBe(false);
  });
  it('is looked for row by row, in turns with others', () => {
    const steps = holding({ ...row({ name: '别人' }), decisions: Array.from({ length: 500 }, (_, n) => ({ ...row({ name: '别人' }).decisions[0]!, row: n })) }, ada);
    let turns = 0;
    while (!steps.next().done) turns++;
    expect(turns).toBe(500);
  });
});

describe('forgetting somebody', () => {
  let city: CityForImports;
  beforeAll(async () => { city = await cityForImports(); });
  afterAll(() => city.close());
  const status = async (importId: string) => (await city.office.get(`/api/imports/${importId}/rows`)).status;

  it('removes what holds them, done or not, and nothing else', async () => {
    const file = (...rows: string[][]) => utf8(sheetOf(heading, ...rows));
    const written = (await city.checked(city.office, 'city', file(line(1), line(2)))).importId as string;
    await city.written(city.office, written);
    const checked = (await city.checked(city.office, 'city', file(line(1), line(3)))).importId;
    const other = (await city.checked(city.office, 'city', file(line(3)))).importId;
    const { memberId } = await city.member(city.office, made(1).name);
    expect((await city.office.post(`/api/members/${memberId}/forget`, { reason: '本人要求' })).status).toBe(201);
    expect([await status(written), await status(checked), await status(other)]).toEqual([404, 404, 200]);
  });

  it('lets what is being written come to its end first', async () => {
    const { importId } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(4))));
    const archive = city.host.app.get(ImportArchive, { strict: false });
    const state = (await archive.state(importId))!;
    await archive.save({ ...state, status: 'writing' });
    await city.host.app.get(RosterImport, { strict: false }).forget({ memberId: 'nobody', name: made(4).name });
    expect(await status(importId)).toBe(200);
    await archive.save({ ...state, status: 'done' });
    await until('the import to be gone', async () => (await status(importId)) !== 200);
    expect(await status(importId)).toBe(404);
  });
});
