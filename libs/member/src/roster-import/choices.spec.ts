import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@lyceum/nest-kit/testing';
import { ImportArchive } from './import-archive.ts';
import { SealedFolder } from './sealed-folder.ts';
import { cityForImports, ended, type CityForImports } from './testing/city.ts';
import { utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, made, sheetOf } from '../roster-sheet/testing/rosters.ts';

let city: CityForImports;
beforeAll(async () => { city = await cityForImports(); });
afterAll(() => city.close());

describe('choices', () => {
  it('create a unit, only for who may; and its people', async () => {
    const file = utf8(sheetOf(heading, line(20, { unit: '北台/新媒体科' })));
    const mine = await city.checked(city.northern, 'north', file);
    const refused = await city.northern.post(`/api/imports/${mine.importId}/choices`, { units: [{ path: '北台/新媒体科', decision: 'create' }] });
    expect([refused.status, refused.json.code]).toEqual([409, 'units-not-yours-to-create']);

    const { importId } = await city.checked(city.office, 'city', file);
    await city.office.post(`/api/imports/${importId}/choices`, { units: [{ path: '北台/新媒体科', decision: 'create' }] });
    expect(await ended(city.office, importId)).toMatchObject({ status: 'checked', counts: { new: 1, errors: 0 }, newUnits: [{ decision: 'create' }] });
    expect(await city.written(city.office, importId)).toMatchObject({ status: 'done', counts: { new: 1, errors: 0 }, created: [{ path: '市局/北台/新媒体科' }] });
    const { unitId } = await city.member(city.office, made(20).name);
    const units = (await city.office.get('/api/units')).json.items as { unitId: string; name: string; parentId: string }[];
    expect(units.find((unit) => unit.unitId === unitId)).toMatchObject({ name: '新媒体科', parentId: 'north' });
  });
  it('are awaited by rows that are warned of as well: these are among the warned, counted and found, before and after', async () => {
    const { importId, counts } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(80, { unit: '北台/融媒体科', tier: '' }), line(81, { unit: '北台/融媒体科' }), line(82, { tier: '' }))));
    expect(counts).toMatchObject({ new: 1, waiting: 2, warnings: 2 });
    const warned = async () => (await city.office.get(`/api/imports/${importId}/rows?state=warning`)).json;
    expect(await warned()).toMatchObject({ total: 2, items: [{ row: 2, state: 'waiting' }, { row: 4, state: 'warning' }] });
    await city.office.post(`/api/imports/${importId}/choices`, { units: [{ path: '北台/融媒体科', decision: 'create' }] });
    expect((await ended(city.office, importId)).counts).toMatchObject({ new: 3, waiting: 0, warnings: 2 });
    expect(await warned()).toMatchObject({ total: 2, items: [{ row: 2, state: 'warning' }, { row: 4, state: 'warning' }] });
  });
  it('are still to be made, and no fault of theirs, about the units of rows that are refused for something else; until it is written without', async () => {
    const { importId, counts } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(85, { unit: '北台/外联科', idNumber: '1.98811E+17' }))));
    expect(counts).toMatchObject({ errors: 1, waiting: 0 });
    const told = async () => (await city.rowsOf(city.office, importId)).items[0].notes.map(({ code, severity }: { code: string; severity: string }) => [code, severity]);
    const reasons = async () => (await city.office.get(`/api/imports/${importId}/failed.csv`)).text.split('\r\n')[1];
    expect([await told(), await reasons()]).toEqual([[['id-mangled', 'error'], ['unit-unknown', 'waiting']], expect.not.stringContaining('没有单位')]);
    await city.written(city.office, importId);
    expect([await told(), await reasons()]).toEqual([[['id-mangled', 'error'], ['unit-unknown', 'error']], expect.stringContaining('没有单位')]);
  });
  it('to create a unit hold for rows that give its name alone; what they make is told before, with the units above', async () => {
    const { importId, newUnits } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(27, { unit: '东台/外勤组' }), line(28, { unit: '外勤组' }))));
    expect(newUnits.map(({ makes }: { makes: object }) => makes)).toEqual([{ below: '市局', names: ['东台', '外勤组'] }, { below: '市局', names: ['外勤组'] }]);
    await city.office.post(`/api/imports/${importId}/choices`, { units: [{ path: '东台/外勤组', decision: 'create' }] });
    expect(await ended(city.office, importId)).toMatchObject({ counts: { new: 2, errors: 0 }, newUnits: [{ path: '东台/外勤组' }] });
    const { created } = await city.written(city.office, importId);
    expect(created.map(({ path }: { path: string }) => path)).toEqual(['市局/东台', '市局/东台/外勤组']);
    expect((await city.member(city.office, made(28).name)).unitId).toBe(created[1].unitId);
  });
  it('about units below one that a list calls otherwise hold for the others below it: made there, found there the next time, and to be decided otherwise', async () => {
    const file = utf8(sheetOf(heading, line(90, { unit: '北边/一班' }), line(91, { unit: '北边/二班' }), line(92, { unit: '北边/安全科' }), line(93, { unit: '北边/档案科' })));
    const { importId } = await city.checked(city.office, 'city', file);
    const choose = async (id: string, units: Record<string, string>) => {
      expect((await city.office.post(`/api/imports/${id}/choices`, { units: Object.entries(units).map(([path, decision]) => ({ path, decision })) })).status).toBe(201);
      return ended(city.office, id);
    };
    const { newUnits } = await choose(importId, { '北边/一班': 'crew', '北边/二班': 'watch' });
    expect(newUnits.slice(2)).toMatchObject([{ path: '北边/安全科', makes: { below: '市局/北台', names: ['安全科'] } }, { path: '北边/档案科', makes: { below: '市局/北台', names: ['档案科'] } }]);
    await choose(importId, { '北边/安全科': 'create' });
    const { created, counts } = await city.written(city.office, importId);
    expect([created.map(({ path }: { path: string }) => path), counts]).toMatchObject([['市局/北台/安全科'], { new: 3, errors: 1 }]);

    const again = await city.checked(city.office, 'city', file);
    expect(again.counts).toMatchObject({ unchanged: 3, waiting: 1 });
    expect(again.newUnits[2]).toMatchObject({ path: '北边/安全科', decision: created[0].unitId });
    expect((await city.rowsOf(city.office, again.importId)).items[2].notes).toMatchObject([{ code: 'unit-implied', message: '单位“北边/安全科”按您对其上级或同级单位的选择，归入“市局/北台/安全科”。' }]);
    expect((await choose(again.importId, { '北边/安全科': 'south' })).newUnits.slice(2)).toMatchObject([{ decision: 'south' }, { makes: { below: '市局', names: ['北边', '档案科'] } }]); // they lie here and there now
  });
  it('keep a name alone within what the list creates, though another unit is called so; that one is not made a second time', async () => {
    const { importId, newUnits } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(29, { unit: '西台/值机组' }), line(30, { unit: '值机组' }))));
    expect(newUnits).toMatchObject([{ path: '西台/值机组' }, { path: '值机组', nearest: [{ unitId: 'watch' }], longer: ['西台/值机组'] }]);
    const again = await city.office.post(`/api/imports/${importId}/choices`, { units: [{ path: '值机组', decision: 'create' }] });
    expect([again.status, again.json.code]).toEqual([409, 'unit-there-already']);
    await city.office.post(`/api/imports/${importId}/choices`, { units: [{ path: '西台/值机组', decision: 'create' }] });
    expect(await ended(city.office, importId)).toMatchObject({ counts: { new: 2, errors: 0, warnings: 1 } });
    const { created, counts } = await city.written(city.office, importId);
    expect([counts.errors, (await city.member(city.office, made(30).name)).unitId]).toEqual([0, created[1].unitId]);
  });
  it('map headings, and are remembered for the unit', async () => {
    const file = (n: number) => utf8(sheetOf(['人员', '所在单位', '职务', '层级', '人员类别', '政治面貌'], [made(n).name, '机务班', '机务员', '值机员', '在编', '群众']));
    const first = await city.checked(city.northern, 'north', file(21));
    expect(first).toMatchObject({ status: 'failed', error: { code: 'headings-missing' }, counts: { rows: 0 } });
    await city.northern.post(`/api/imports/${first.importId}/choices`, { headings: [{ column: 0, field: 'name' }] });
    expect(await ended(city.northern, first.importId)).toMatchObject({ status: 'checked', counts: { new: 1 } });
    expect(await city.checked(city.northern, 'north', file(22))).toMatchObject({ status: 'checked', counts: { new: 1 } });
    expect(await city.checked(city.office, 'city', file(22))).toMatchObject({ status: 'failed' }); // another unit has made no choice
  });
  it('of a unit may name any in scope, and are remembered for the importing unit, to be seen and changed', async () => {
    const file = (n: number) => utf8(sheetOf(heading, line(n, { unit: '北台/播出一班' }), line(n + 1, { unit: '北台/总务组' })));
    const choose = async (who: Caller, importId: string, path: string, decision: string) => {
      expect((await who.post(`/api/imports/${importId}/choices`, { units: [{ path, decision }, { path: '不在表中/某科', decision: 'crew' }] })).status).toBe(201);
      return ended(who, importId);
    };
    const decisions = ({ newUnits }: { newUnits: { path: string; decision?: string }[] }) => newUnits.map(({ path, decision }) => [path, decision]);
    const first = await city.checked(city.northern, 'north', file(25));
    expect(first.newUnits[0].nearest.map(({ unitId }: { unitId: string }) => unitId)).not.toContain('north');
    await choose(city.northern, first.importId, '北台/播出一班', 'north'); // none of those that are suggested
    await city.written(city.northern, first.importId);
    expect(await city.member(city.northern, made(25).name)).toMatchObject({ unitId: 'north' });

    const second = await city.checked(city.northern, 'north', file(25));
    expect(decisions(second)).toEqual([['北台/播出一班', 'north'], ['北台/总务组', undefined]]);
    expect(second.counts).toMatchObject({ unchanged: 1, waiting: 1, errors: 0 });
    expect(decisions(await city.checked(city.office, 'city', file(25)))).toEqual([['北台/播出一班', undefined], ['北台/总务组', undefined]]); // another unit has made no choice
    await choose(city.northern, second.importId, '北台/播出一班', 'watch');
    expect(decisions(await city.checked(city.northern, 'north', file(25)))[0]).toEqual(['北台/播出一班', 'watch']);

    const office = await city.checked(city.office, 'north', file(25));
    for (const path of ['北台/总务组', '北台/播出一班']) await choose(city.office, office.importId, path, 'create');
    expect(decisions(await city.checked(city.northern, 'north', file(25)))).toEqual([['北台/播出一班', undefined], ['北台/总务组', undefined]]); // who comes next may not be allowed to create
    expect(await new ImportArchive(city.host.app.get(SealedFolder)).units('north')).toEqual({});
  });
  it('that were remembered are passed over where their note is damaged, and written anew by the next', async () => {
    const archive = new ImportArchive(city.host.app.get(SealedFolder));
    for (const broken of ['{"北台/播出一班', '["watch"]', '{"北台/播出一班":7}']) {
      for (const name of ['units_north', 'headings_north']) await city.host.app.get(SealedFolder).putNote(name, broken);
      expect([await archive.units('north'), await archive.headings('north')]).toEqual([{}, {}]);
    }
    await city.host.app.get(SealedFolder).putNote('headings_north', '{"电话":"phonf"}'); // no field that there is
    expect(await archive.headings('north')).toEqual({});
    const { importId } = await city.checked(city.northern, 'north', utf8(sheetOf(heading, line(26, { unit: '北台/播出一班' }))));
    await city.northern.post(`/api/imports/${importId}/choices`, { units: [{ path: '北台/播出一班', decision: 'watch' }] });
    await ended(city.northern, importId);
    expect(await archive.units('north')).toEqual({ '北台/播出一班': 'watch' });
  });
  it('that were guessed and would be written are counted and found, until they are made; what changes nothing is not among them', async () => {
    const guessed = async (importId: string, guess: string) => { const { total, items } = (await city.office.get(`/api/imports/${importId}/rows?guess=${guess}`)).json; return [total, items.map(({ row }: { row: number }) => row)]; };
    const second = { unit: '南台', tier: '' };
    const file = utf8(sheetOf(heading, line(94, { tier: '' }), line(95, { tier: '', unit: '北台/荣誉室' }), line(96), line(96, second), line(97, { post: '机务员' }), ['小计']));
    const { importId, counts } = await city.checked(city.office, 'city', file);
    expect(counts).toMatchObject({ new: 3, waiting: 1, guessedMainPosts: 1, guessedTiers: 2 });
    expect([await guessed(importId, 'mainPost'), await guessed(importId, 'tier')]).toEqual([[1, [4]], [2, [2, 5]]]); // not what waits
    await city.office.post(`/api/imports/${importId}/choices`, { mainPosts: [{ row: 4 }] });
    expect((await ended(city.office, importId)).counts).toMatchObject({ guessedMainPosts: 0, guessedTiers: 2 });
    await city.written(city.office, importId);
    expect((await city.checked(city.office, 'city', file)).counts).toMatchObject({ unchanged: 3, guessedMainPosts: 0, guessedTiers: 0 });
    expect((await city.checked(city.office, 'city', utf8(sheetOf(heading, line(94, second), line(94, { unit: '北台/值机组' }))))).counts).toMatchObject({ changed: 1, guessedMainPosts: 1, guessedTiers: 0 }); // moved by a guess
  });
  it('of the main post hold, also when changed', async () => {
    const { importId } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(23), line(23, { unit: '南台' }))));
    for (const row of [3, 2, 3]) { await city.office.post(`/api/imports/${importId}/choices`, { mainPosts: [{ row }] }); await ended(city.office, importId); }
    await city.written(city.office, importId);
    expect(await city.member(city.office, made(23).name)).toMatchObject({ unitId: 'south', secondary: [{ unitId: 'crew' }] });
  });
  it('outside the scope do not exist', async () => {
    const { importId } = await city.checked(city.northern, 'north', utf8(sheetOf(heading, line(24, { unit: '南台' }))));
    expect((await city.northern.post(`/api/imports/${importId}/choices`, { units: [{ path: '南台', decision: 'south' }] })).status).toBe(404);
  });
});
