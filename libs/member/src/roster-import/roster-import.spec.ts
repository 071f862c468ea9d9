import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { until } from '@lyceum/core/testing/until';
import { decode } from '../roster-sheet/decode.ts';
import { mostNewUnits } from '../roster-sheet/place.ts';
import { RosterImport } from './roster-import.ts';
import { SealedFolder } from './sealed-folder.ts';
import { readSheet } from '../roster-sheet/sheet.ts';
import { cityForImports, ended, upload, type CityForImports } from './testing/city.ts';
import { gb18030, utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, made, sheetOf } from '../roster-sheet/testing/rosters.ts';

let city: CityForImports;
beforeAll(async () => { city = await cityForImports(); });
afterAll(() => city.close());

describe('a roster as an agency sends it', () => {
  const rows = [
    line(1, { name: '龚䶮', party: '党员', joinedParty: '2008.07' }), line(2, { name: '李　明', unit: '机务班', phone: '100-0000-0002/100-0000-9999' }),
    line(3, { idNumber: '1.98811E+11', post: '=1+1' }), line(4, { unit: '北台/机务一班' }), line(5, { tier: '', post: '副科长' }), line(5, { tier: '', post: '副科长' }),
    line(6), line(6, { unit: '南台', post: '监测员' }),
  ];
  const bytes = gb18030(sheetOf(['某市人员花名册（2026年3月）'], heading, ...rows, ['', '小计：8人'], [], ['填表人：（签字）']));
  let importId: string;

  it('is tried without writing anything', async () => {
    const before = await city.host.adapters.events.head();
    const json = await city.checked(city.office, 'city', bytes);
    importId = json.importId;
    expect(json).toMatchObject({
      status: 'checked', encoding: 'gb18030', fileName: '花名册.csv', counts: { rows: 12, people: 4, skipped: 4, waiting: 1, errors: 1, new: 4, unchanged: 0, changed: 0, duplicates: 2 },
      newUnits: [{ path: '北台/机务一班', nearest: [{ unitId: 'crew', name: '机务班', path: '市局/北台/机务班' }] }],
    });
    expect(json.headings.filter(({ field }: { field: string | null }) => field)).toHaveLength(9);
    expect(json.sample[0]).toEqual(rows[0]!.slice(0, 11)); // an empty last cell is none
    expect(json.skipped.map(({ reason }: { reason: string }) => reason)).toEqual(['title', 'subtotal', 'empty', 'signature']);
    expect(await city.host.adapters.events.head()).toBe(before);
  });
  it('says of every row what it is and why, with numbers masked', async () => {
    const { items, total } = await city.rowsOf(city.office, importId);
    expect(total).toBe(12);
    expect(items.map(({ row, state, action }: { row: number; state: string; action: string }) => [row, state, action])).toEqual([
      [1, 'skipped', 'skip'], [3, 'ok', 'new'], [4, 'ok', 'new'], [5, 'error', 'skip'], [6, 'waiting', 'skip'], [7, 'warning', 'new'], [8, 'warning', 'duplicate'],
      [9, 'warning', 'new'], [10, 'warning', 'duplicate'], [11, 'skipped', 'skip'], [12, 'skipped', 'skip'], [13, 'skipped', 'skip'],
    ]);
    expect(items[1].values).toMatchObject({ name: '龚䶮', party: 'party', joinedParty: '2008-07', unit: '市局/北台/机务班' });
    expect(items[1].values.idNumber).toMatch(/^000\*{11}.{4}$/);
    expect(items[2].values).toMatchObject({ name: '李明', phone: '10000000002', otherPhone: '10000009999' });
    expect(items[3].notes[0].message).toContain('请把该列设为“文本”格式');
    expect(JSON.stringify(items)).not.toContain(made(1).idNumber);
  });
  it('gives rows page by page, by state and by what is done with them', async () => {
    const first = (await city.office.get(`/api/imports/${importId}/rows?state=warning&limit=3`)).json;
    const second = (await city.office.get(`/api/imports/${importId}/rows?state=warning&limit=3&cursor=${first.next}`)).json;
    expect([first.total, first.items[0].row, second.items[0].row, second.next]).toEqual([4, 7, 10, null]);
    const further = (await city.office.get(`/api/imports/${importId}/rows?action=duplicate`)).json;
    expect([further.total, further.items.map(({ row }: { row: number }) => row)]).toEqual([2, [8, 10]]);
    expect((await city.office.get(`/api/imports/${importId}/rows?action=new&state=ok`)).json.total).toBe(2);
    expect((await city.office.get(`/api/imports/${importId}/rows?state=skipped`)).json.total).toBe(4);
    expect((await city.office.get(`/api/imports/${importId}/rows?state=waiting`)).json).toMatchObject({ total: 1, items: [{ row: 6 }] });
  });
  it('is written without the rows in error, and without those that nobody has decided about', async () => {
    expect(await city.written(city.office, importId)).toMatchObject({ status: 'done', progress: { done: 8, total: 8 }, counts: { new: 4, waiting: 0, errors: 2 } });
    expect(await city.member(city.office, '李明')).toMatchObject({ name: '李明', unitId: 'crew', phone: '10000000002', tier: 'operator' });
    expect(await city.member(city.office, made(6).name)).toMatchObject({ unitId: 'crew', secondary: [{ unitId: 'south', post: '监测员' }] });
    expect((await city.member(city.office, made(5).name)).tier).toBe('middle');
    const [end] = await city.host.adapters.events.readLog({ backwards: true, limit: 1 });
    expect(end).toMatchObject({ type: 'RosterImported', unit: 'city', data: { importId, unitId: 'city', registered: 4, changed: 0, unchanged: 0, refusedRows: 2 } });
    expect((await city.office.get(`/api/members?q=${encodeURIComponent(made(4).name)}`)).json.items).toEqual([]);
  });
  it('again changes nothing', async () => {
    const before = await city.host.adapters.events.head();
    const json = await city.checked(city.office, 'city', bytes);
    expect(json.counts).toMatchObject({ people: 4, new: 0, changed: 0, unchanged: 4, duplicates: 2, waiting: 1, errors: 1 });
    await city.written(city.office, json.importId);
    expect(await city.host.adapters.events.head()).toBe(before);
  });
  it('gives its failed rows to correct, with the reason; corrected, only they are new', async () => {
    const { text, headers } = await city.office.get(`/api/imports/${importId}/failed.csv`);
    expect(headers['content-type']).toMatch(/^text\/csv/);
    expect(text.startsWith('\ufeff')).toBe(true);
    const { headings, lines } = await readSheet(decode(utf8(text)).text);
    expect([headings.at(-1), lines.length]).toEqual(['原因', 2]);
    expect(lines[0]!.cells[5]).toBe("'=1+1");
    expect(lines[0]!.cells[12]).toContain('Excel');
    const corrected = text.replace('1.98811E+11', made(3).idNumber).replace('北台/机务一班', '北台/机务班');
    const json = await city.checked(city.office, 'city', utf8(corrected));
    expect(json.counts).toMatchObject({ errors: 0, new: 2 });
    await city.written(city.office, json.importId);
    expect(await city.member(city.office, made(3).name)).toMatchObject({ post: '=1+1' });
  });
  it('is read again for two requests of a person at most, one after the other', async () => {
    const imports = city.host.app.get(RosterImport);
    const file = imports.file.bind(imports);
    let letOn = () => {};
    const held = new Promise<void>((resolve) => { letOn = resolve; });
    const reading = jest.spyOn(imports, 'file').mockImplementation(async (of) => { await held; return file(of); });
    const failed = () => city.office.get(`/api/imports/${importId}/failed.csv`);
    try {
      const asked = [failed(), failed(), failed()];
      expect(await Promise.race([...asked, pause(3000)])).toMatchObject({ status: 429, json: { code: 'uploads-under-way' } });
      await until('the file to be read', () => reading.mock.calls.length > 0);
      await pause(50);
      expect(reading).toHaveBeenCalledTimes(1); // the other waits
      letOn();
      expect((await Promise.all(asked)).map(({ status }) => status).sort()).toEqual([200, 200, 429]);
      expect([(await failed()).status, reading.mock.calls.length]).toEqual([200, 3]);
    } finally {
      letOn();
      reading.mockRestore();
    }
  });
  it('changed in one cell changes that alone', async () => {
    const json = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(3, { post: '班长', tier: '班组长' }), line(6))));
    expect(json.counts).toMatchObject({ unchanged: 1, changed: 1 });
    await city.written(city.office, json.importId);
    expect(await city.member(city.office, made(3).name)).toMatchObject({ post: '班长', tier: 'team-lead' });
  });
});

describe('an import', () => {
  it('without a unit column puts everybody into its unit, marked as a guess', async () => {
    const { importId, counts } = await city.checked(city.northern, 'crew', utf8(sheetOf(['姓名', '职务', '层级', '人员类别', '政治面貌'], [made(30).name, '机务员', '值机员', '在编', '群众'])));
    expect(counts).toMatchObject({ new: 1, warnings: 1 });
    expect((await city.rowsOf(city.northern, importId)).items[0]).toMatchObject({ values: { unit: '机务班' }, notes: [{ code: 'unit-assumed', severity: 'guess' }] });
  });
  it('into a unit that the right does not reach does not exist, nor does another’s import', async () => {
    expect((await upload(city.northern, 'city', utf8('姓名\n'))).status).toBe(404);
    const { importId } = await city.checked(city.office, 'south', utf8(sheetOf(heading, line(31, { unit: '南台' }))));
    for (const path of ['', '/rows', '/failed.csv']) expect((await city.northern.get(`/api/imports/${importId}${path}`)).status).toBe(404);
    for (const path of ['/choices', '/run']) expect((await city.northern.post(`/api/imports/${importId}${path}`)).status).toBe(404);
    expect((await city.office.get('/api/imports/unknown')).status).toBe(404);
  });
  it('that names thousands of units which are not there has taken another column for them', async () => {
    const rows = Array.from({ length: mostNewUnits + 1 }, (_, n) => line(n, { unit: `某某${n}科` }));
    const json = await city.checked(city.office, 'city', utf8(sheetOf(heading, ...rows)));
    expect(json).toMatchObject({ status: 'failed', error: { code: 'too-many-new-units' }, newUnits: [] });
    expect(json.headings.some(({ field }: { field: string | null }) => field === 'unit')).toBe(true); // what can be corrected
  });

  it('does not tell who is elsewhere, and takes nobody away from there', async () => {
    await city.written(city.office, (await city.checked(city.office, 'south', utf8(sheetOf(heading, line(32, { unit: '南台' }))))).importId);
    const { importId, counts } = await city.checked(city.northern, 'north', utf8(sheetOf(heading, line(32))));
    expect(counts).toMatchObject({ errors: 1, new: 0 });
    expect((await city.rowsOf(city.northern, importId)).items[0].notes).toMatchObject([{ code: 'person-elsewhere' }]);
    expect(JSON.stringify(await city.rowsOf(city.northern, importId))).not.toContain('南台');
  });
  it('says what is wrong with a file, and what to do, in the reader’s language', async () => {
    const { json } = await upload(city.office, 'city', Uint8Array.of(0x50, 0x4b, 3, 4));
    expect((await ended(city.office, json.importId)).error).toMatchObject({ code: 'file-workbook' });
    expect((await city.office.get(`/api/imports/${json.importId}`, { 'accept-language': 'en' })).json.error.message).toContain('“CSV UTF-8”');
    expect((await city.office.post(`/api/imports/${json.importId}/run`)).json.code).toBe('import-not-checked');
    expect((await upload(city.office, 'city', new Uint8Array())).status).toBe(422);
  });
  it('asked for twice with one key is one', async () => {
    const [a, b] = [await upload(city.office, 'city', utf8(sheetOf(heading, line(33))), 'a.csv', 'the-same-key'), await upload(city.office, 'city', utf8(sheetOf(heading, line(33))), 'a.csv', 'the-same-key')];
    expect(a.json.importId).toBe(b.json.importId);
  });
  it('goes into a unit whose id is as long as any, and remembers what was chosen for it', async () => {
    const unitId = 'u'.repeat(64);
    await city.happen('unit-tree-city', UnitCreated({ unitId, name: '远台', type: 'station', parentId: 'city', from: '2020-01-01' }));
    const sheet = utf8(sheetOf(['姓名', '职务', '岗级'], [made(35).name, '机务员', '值机员']));
    const { importId } = await city.checked(city.office, unitId, sheet);
    expect((await city.office.post(`/api/imports/${importId}/choices`, { headings: [{ column: 2, field: 'tier' }] })).status).toBe(201);
    await ended(city.office, importId);
    expect((await city.checked(city.office, unitId, sheet)).headings[2]).toMatchObject({ heading: '岗级', field: 'tier' });
  });
  it('gives a template', async () => {
    const { text, headers } = await city.northern.get('/api/imports/template.csv');
    expect([headers['content-type'], text.startsWith('\ufeff'), text.includes('身份证号码')]).toEqual(['text/csv; charset=utf-8', true, true]);
  });
  it('leaves nothing behind after a day', async () => {
    const { importId } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(34))));
    city.clock.set('2026-03-07T01:00:00.000Z');
    await city.host.app.get(RosterImport).sweep();
    const office = await city.logIn('office'); // the other login has been idle for too long
    expect((await office.get(`/api/imports/${importId}`)).status).toBe(200);
    city.clock.set('2026-03-07T02:30:00.000Z');
    await city.host.app.get(RosterImport).sweep();
    expect((await office.get(`/api/imports/${importId}`)).status).toBe(404);
    expect(await city.host.app.get(SealedFolder).list()).toEqual([]);
    expect(await city.host.adapters.keys.forgotten()).toContain(`import_${importId}`);
  });
});
