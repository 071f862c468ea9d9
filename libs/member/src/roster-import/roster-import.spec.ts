import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Directory } from '@lyceum/directory/directory';
import { Commands } from '@lyceum/nest-kit/commands';
import type { Caller } from '@lyceum/nest-kit/testing';
import { Enrolment } from '../enrolment.ts';
import { decode } from './decode.ts';
import { mostNewUnits } from './dry-run.ts';
import { RosterImport } from './roster-import.ts';
import { ImportArchive } from './import-archive.ts';
import { countsOf, type Counts } from './import-state.ts';
import { RosterWriter } from './roster-writer.ts';
import { SealedFolder } from './sealed-folder.ts';
import { Surroundings } from './surroundings.ts';
import { readSheet } from './sheet.ts';
import { cityForImports, ended, upload } from './testing/city.ts';
import { gb18030, utf8 } from './testing/encode.ts';
import { heading, line, made, sheetOf } from './testing/rosters.ts';

let city: Awaited<ReturnType<typeof cityForImports>>;
beforeAll(async () => { city = await cityForImports(); });
afterAll(async () => { await city.close(); });

/** Every row is one of these, before and after writing. */
const addsUp = ({ counts }: { counts: Counts }) => {
  expect(counts.rows).toBe(counts.people + counts.duplicates + counts.errors + counts.skipped);
  expect(counts.people).toBe(counts.new + counts.unchanged + counts.changed);
};
const checked = async (who: Caller, unitId: string, bytes: Uint8Array) => {
  const { status, json } = await upload(who, unitId, bytes);
  expect(status).toBe(201);
  const found = await ended(who, json.importId);
  addsUp(found);
  return found;
};
const written = async (who: Caller, importId: string) => {
  expect((await who.post(`/api/imports/${importId}/run`)).status).toBe(201);
  const json = await ended(who, importId);
  addsUp(json);
  await city.host.settle();
  return json;
};
const head = () => city.host.adapters.events.head();
const rowsOf = async (who: Caller, importId: string, query = '') => (await who.get(`/api/imports/${importId}/rows?limit=200${query}`)).json;
const member = async (who: Caller, name: string) => {
  const { items } = (await who.get(`/api/members?q=${encodeURIComponent(name)}`)).json;
  expect(items).toHaveLength(1);
  return (await who.get(`/api/members/${items[0].memberId}`)).json;
};

describe('a roster as an agency sends it', () => {
  const rows = [
    line(1, { name: '龚䶮', party: '党员', joinedParty: '2008.07' }), line(2, { name: '李　明', unit: '机务班', phone: '100-0000-0002/100-0000-9999' }),
    line(3, { idNumber: '1.98811E+11', post: '=1+1' }), line(4, { unit: '北台/机务一班' }), line(5, { tier: '', post: '副科长' }), line(5, { tier: '', post: '副科长' }),
    line(6), line(6, { unit: '南台', post: '监测员' }),
  ];
  const bytes = gb18030(sheetOf(['某市人员花名册（2026年3月）'], heading, ...rows, ['', '小计：8人'], [], ['填表人：（签字）']));
  let importId: string;

  it('is tried without writing anything', async () => {
    const before = await head();
    const json = await checked(city.office, 'city', bytes);
    importId = json.importId;
    expect(json).toMatchObject({
      status: 'checked', encoding: 'gb18030', fileName: '花名册.csv', counts: { rows: 12, people: 4, skipped: 4, errors: 2, new: 4, unchanged: 0, changed: 0, duplicates: 2 },
      newUnits: [{ path: '北台/机务一班', nearest: [{ unitId: 'crew', name: '机务班', path: '市局/北台/机务班' }] }],
    });
    expect(json.headings.filter(({ field }: { field: string | null }) => field)).toHaveLength(9);
    expect(json.sample[0]).toEqual(rows[0]!.slice(0, 11)); // an empty last cell is none
    expect(json.skipped.map(({ reason }: { reason: string }) => reason)).toEqual(['title', 'subtotal', 'empty', 'signature']);
    expect(await head()).toBe(before);
  });
  it('says of every row what it is and why, with numbers masked', async () => {
    const { items, total } = await rowsOf(city.office, importId);
    expect(total).toBe(12);
    expect(items.map(({ row, state, action }: { row: number; state: string; action: string }) => [row, state, action])).toEqual([
      [1, 'skipped', 'skip'], [3, 'ok', 'new'], [4, 'ok', 'new'], [5, 'error', 'skip'], [6, 'error', 'skip'], [7, 'warning', 'new'], [8, 'warning', 'duplicate'],
      [9, 'warning', 'new'], [10, 'warning', 'duplicate'], [11, 'skipped', 'skip'], [12, 'skipped', 'skip'], [13, 'skipped', 'skip'],
    ]);
    expect(items[1].values).toMatchObject({ name: '龚䶮', party: 'party', joinedParty: '2008-07', unit: '市局/北台/机务班' });
    expect(items[1].values.idNumber).toMatch(/^000\*{11}.{4}$/);
    expect(items[2].values).toMatchObject({ name: '李明', phone: '10000000002', otherPhone: '10000009999' });
    expect(items[3].notes[0].message).toContain('请把该列设为“文本”格式');
    expect(JSON.stringify(items)).not.toContain(made(1).idNumber);
  });
  it('gives rows page by page and by state', async () => {
    const first = (await city.office.get(`/api/imports/${importId}/rows?state=error&limit=1`)).json;
    const second = (await city.office.get(`/api/imports/${importId}/rows?state=error&limit=1&cursor=${first.next}`)).json;
    expect([first.total, first.items[0].row, second.items[0].row, second.next]).toEqual([2, 5, 6, null]);
  });
  it('is written without the rows in error', async () => {
    expect(await written(city.office, importId)).toMatchObject({ status: 'done', progress: { done: 8, total: 8 }, counts: { new: 4, errors: 2 } });
    expect(await member(city.office, '李明')).toMatchObject({ name: '李明', unitId: 'crew', phone: '10000000002', tier: 'operator' });
    expect(await member(city.office, made(6).name)).toMatchObject({ unitId: 'crew', secondary: [{ unitId: 'south', post: '监测员' }] });
    expect((await member(city.office, made(5).name)).tier).toBe('middle');
    expect((await city.office.get(`/api/members?q=${encodeURIComponent(made(4).name)}`)).json.items).toEqual([]);
  });
  it('again changes nothing', async () => {
    const before = await head();
    const json = await checked(city.office, 'city', bytes);
    expect(json.counts).toMatchObject({ people: 4, new: 0, changed: 0, unchanged: 4, duplicates: 2, errors: 2 });
    await written(city.office, json.importId);
    expect(await head()).toBe(before);
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
    const json = await checked(city.office, 'city', utf8(corrected));
    expect(json.counts).toMatchObject({ errors: 0, new: 2 });
    await written(city.office, json.importId);
    expect(await member(city.office, made(3).name)).toMatchObject({ post: '=1+1' });
  });
  it('changed in one cell changes that alone', async () => {
    const json = await checked(city.office, 'city', utf8(sheetOf(heading, line(3, { post: '班长', tier: '班组长' }), line(6))));
    expect(json.counts).toMatchObject({ unchanged: 1, changed: 1 });
    await written(city.office, json.importId);
    expect(await member(city.office, made(3).name)).toMatchObject({ post: '班长', tier: 'team-lead' });
  });
});

describe('choices', () => {
  it('create a unit, only for who may; and its people', async () => {
    const file = utf8(sheetOf(heading, line(20, { unit: '北台/新媒体科' })));
    const mine = await checked(city.northern, 'north', file);
    const refused = await city.northern.post(`/api/imports/${mine.importId}/choices`, { units: [{ path: '北台/新媒体科', decision: 'create' }] });
    expect([refused.status, refused.json.code]).toEqual([409, 'units-not-yours-to-create']);

    const { importId } = await checked(city.office, 'city', file);
    await city.office.post(`/api/imports/${importId}/choices`, { units: [{ path: '北台/新媒体科', decision: 'create' }] });
    expect(await ended(city.office, importId)).toMatchObject({ status: 'checked', counts: { new: 1, errors: 0 }, newUnits: [{ decision: 'create' }] });
    expect(await written(city.office, importId)).toMatchObject({ status: 'done', counts: { new: 1, errors: 0 } });
    const { unitId } = await member(city.office, made(20).name);
    const units = (await city.office.get('/api/units')).json.items as { unitId: string; name: string; parentId: string }[];
    expect(units.find((unit) => unit.unitId === unitId)).toMatchObject({ name: '新媒体科', parentId: 'north' });
  });
  it('map headings, and are remembered for the unit', async () => {
    const file = (n: number) => utf8(sheetOf(['人员', '所在单位', '职务', '层级', '人员类别', '政治面貌'], [made(n).name, '机务班', '机务员', '值机员', '在编', '群众']));
    const first = await checked(city.northern, 'north', file(21));
    expect(first).toMatchObject({ status: 'failed', error: { code: 'headings-missing' }, counts: { rows: 0 } });
    await city.northern.post(`/api/imports/${first.importId}/choices`, { headings: [{ column: 0, field: 'name' }] });
    expect(await ended(city.northern, first.importId)).toMatchObject({ status: 'checked', counts: { new: 1 } });
    expect(await checked(city.northern, 'north', file(22))).toMatchObject({ status: 'checked', counts: { new: 1 } });
    expect(await checked(city.office, 'city', file(22))).toMatchObject({ status: 'failed' }); // another unit has made no choice
  });
  it('of a unit may name any in scope, and are remembered for the importing unit, to be seen and changed', async () => {
    const file = (n: number) => utf8(sheetOf(heading, line(n, { unit: '北台/播出一班' }), line(n + 1, { unit: '北台/总务组' })));
    const choose = async (who: Caller, importId: string, path: string, decision: string) => {
      expect((await who.post(`/api/imports/${importId}/choices`, { units: [{ path, decision }, { path: '不在表中/某科', decision: 'crew' }] })).status).toBe(201);
      return ended(who, importId);
    };
    const decisions = ({ newUnits }: { newUnits: { path: string; decision?: string }[] }) => newUnits.map(({ path, decision }) => [path, decision]);
    const first = await checked(city.northern, 'north', file(25));
    expect(first.newUnits[0].nearest.map(({ unitId }: { unitId: string }) => unitId)).not.toContain('north');
    await choose(city.northern, first.importId, '北台/播出一班', 'north'); // none of those that are suggested
    await written(city.northern, first.importId);
    expect(await member(city.northern, made(25).name)).toMatchObject({ unitId: 'north' });

    const second = await checked(city.northern, 'north', file(25));
    expect(decisions(second)).toEqual([['北台/播出一班', 'north'], ['北台/总务组', undefined]]);
    expect(second.counts).toMatchObject({ unchanged: 1, errors: 1 });
    expect(decisions(await checked(city.office, 'city', file(25)))).toEqual([['北台/播出一班', undefined], ['北台/总务组', undefined]]); // another unit has made no choice
    await choose(city.northern, second.importId, '北台/播出一班', 'watch');
    expect(decisions(await checked(city.northern, 'north', file(25)))[0]).toEqual(['北台/播出一班', 'watch']);

    const office = await checked(city.office, 'north', file(25));
    for (const path of ['北台/总务组', '北台/播出一班']) await choose(city.office, office.importId, path, 'create');
    expect(decisions(await checked(city.northern, 'north', file(25)))).toEqual([['北台/播出一班', undefined], ['北台/总务组', undefined]]); // who comes next may not be allowed to create
    expect(await new ImportArchive(city.host.app.get(SealedFolder)).units('north')).toEqual({});
  });
  it('of the main post hold, also when changed', async () => {
    const { importId } = await checked(city.office, 'city', utf8(sheetOf(heading, line(23), line(23, { unit: '南台' }))));
    for (const row of [3, 2, 3]) { await city.office.post(`/api/imports/${importId}/choices`, { mainPosts: [{ row }] }); await ended(city.office, importId); }
    await written(city.office, importId);
    expect(await member(city.office, made(23).name)).toMatchObject({ unitId: 'south', secondary: [{ unitId: 'crew' }] });
  });
  it('outside the scope do not exist', async () => {
    const { importId } = await checked(city.northern, 'north', utf8(sheetOf(heading, line(24, { unit: '南台' }))));
    expect((await city.northern.post(`/api/imports/${importId}/choices`, { units: [{ path: '南台', decision: 'south' }] })).status).toBe(404);
  });
});

describe('an import', () => {
  it('without a unit column puts everybody into its unit, marked as a guess', async () => {
    const { importId, counts } = await checked(city.northern, 'crew', utf8(sheetOf(['姓名', '职务', '层级', '人员类别', '政治面貌'], [made(30).name, '机务员', '值机员', '在编', '群众'])));
    expect(counts).toMatchObject({ new: 1, warnings: 1 });
    expect((await rowsOf(city.northern, importId)).items[0]).toMatchObject({ values: { unit: '机务班' }, notes: [{ code: 'unit-assumed', severity: 'guess' }] });
  });
  it('into a unit that the right does not reach does not exist, nor does another’s import', async () => {
    expect((await upload(city.northern, 'city', utf8('姓名\n'))).status).toBe(404);
    const { importId } = await checked(city.office, 'south', utf8(sheetOf(heading, line(31, { unit: '南台' }))));
    for (const path of ['', '/rows', '/failed.csv']) expect((await city.northern.get(`/api/imports/${importId}${path}`)).status).toBe(404);
    for (const path of ['/choices', '/run']) expect((await city.northern.post(`/api/imports/${importId}${path}`)).status).toBe(404);
    expect((await city.office.get('/api/imports/unknown')).status).toBe(404);
  });
  it('that names thousands of units which are not there has taken another column for them', async () => {
    const rows = Array.from({ length: mostNewUnits + 1 }, (_, n) => line(n, { unit: `某某${n}科` }));
    const json = await checked(city.office, 'city', utf8(sheetOf(heading, ...rows)));
    expect(json).toMatchObject({ status: 'failed', error: { code: 'too-many-new-units' }, newUnits: [] });
    expect(json.headings.some(({ field }: { field: string | null }) => field === 'unit')).toBe(true); // what can be corrected
  });

  it('does not tell who is elsewhere, and takes nobody away from there', async () => {
    await written(city.office, (await checked(city.office, 'south', utf8(sheetOf(heading, line(32, { unit: '南台' }))))).importId);
    const { importId, counts } = await checked(city.northern, 'north', utf8(sheetOf(heading, line(32))));
    expect(counts).toMatchObject({ errors: 1, new: 0 });
    expect((await rowsOf(city.northern, importId)).items[0].notes).toMatchObject([{ code: 'person-elsewhere' }]);
    expect(JSON.stringify(await rowsOf(city.northern, importId))).not.toContain('南台');
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
  it('gives a template', async () => {
    const { text, headers } = await city.northern.get('/api/imports/template.csv');
    expect([headers['content-type'], text.startsWith('\ufeff'), text.includes('身份证号码')]).toEqual(['text/csv; charset=utf-8', true, true]);
  });
  it('that was stopped in the middle goes on where it starts again, and writes nothing twice', async () => {
    const people = 400;
    const file = utf8(sheetOf(heading, ...Array.from({ length: people }, (_, n) => line(1000 + n, { name: `甲${made(1000 + n).name}` }))));
    const start = await head();
    /** Ids of those registered since, as the log has them. */
    const registered = async () => {
      const found: string[] = [];
      for (let after = start; ;) {
        const batch = await city.host.adapters.events.readLog({ after, limit: 1000 });
        if (batch.length === 0) return found;
        for (const { type, data } of batch) if (type === 'MemberRegistered') found.push(String(data['memberId']));
        after = batch.at(-1)!.position;
      }
    };
    const { importId } = await checked(city.office, 'city', file);
    const { app, projector } = city.host;
    const fresh = (writer: RosterWriter) => new RosterImport(new ImportArchive(app.get(SealedFolder)), app.get(Surroundings), writer, app.get(Directory), city.host.adapters.events, projector, city.clock);
    /** Asks the import to stop once fifty are written; those under way then, at most 255, are still finished. */
    class StoppingWriter extends RosterWriter {
      override write(...[decisions, state, done, signal]: Parameters<RosterWriter['write']>) {
        let written = 0;
        return super.write(decisions, state, (outcome) => { done(outcome); if (++written === 50) void first.onModuleDestroy(); }, signal);
      }
    }
    const first = fresh(new StoppingWriter(app.get(Enrolment), app.get(Commands), city.clock));
    await first.run(importId, { memberId: 'office', actor: 'member:office', correlation: 'c' });
    await first.settled();
    expect((await first.state(importId)).status).toBe('writing');
    const before = await registered();
    expect(before.length).toBeGreaterThan(49);
    expect(before.length).toBeLessThan(people);

    const second = fresh(app.get(RosterWriter));
    await second.onApplicationBootstrap();
    await second.settled();
    await second.onModuleDestroy();
    expect(await second.state(importId)).toMatchObject({ status: 'done', progress: { done: people, total: people } });
    expect(countsOf((await second.result(importId))!)).toMatchObject({ new: people, errors: 0 }); // what was written before is none of them refused now
    await city.host.settle();
    const { counts } = await checked(city.office, 'city', file);
    expect(counts).toMatchObject({ unchanged: people, new: 0, errors: 0 });
    const after = await registered();
    expect([after.length, new Set(after).size]).toEqual([people, people]);
  });
  it('is worked on by one of two replicas at a time, and taken over by the other where the first is gone', async () => {
    const people = 60;
    const { importId } = await checked(city.office, 'city', utf8(sheetOf(heading, ...Array.from({ length: people }, (_, n) => line(3000 + n, { name: `乙${made(3000 + n).name}` })))));
    const { app, projector, adapters } = city.host;
    const wrote: string[] = [];
    let go = () => {};
    const gate = new Promise<void>((open) => { go = open; });
    const replica = (name: string) => {
      class Telling extends RosterWriter {
        override async write(...asked: Parameters<RosterWriter['write']>) { wrote.push(name); await gate; return super.write(...asked); }
      }
      return new RosterImport(new ImportArchive(new SealedFolder(city.folder, adapters.keys)), app.get(Surroundings), new Telling(app.get(Enrolment), app.get(Commands), city.clock), app.get(Directory), adapters.events, projector, city.clock);
    };
    const [one, other] = [replica('one'), replica('other')];
    await one.run(importId, { memberId: 'office', actor: 'member:office', correlation: 'c' });
    while (wrote.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.onApplicationBootstrap(); // sees that it is under way
    await other.settled();
    expect(wrote).toEqual(['one']);
    expect(await other.state(importId)).toMatchObject({ status: 'writing' });
    const stopped = one.onModuleDestroy();
    go();
    await stopped;
    for (const late = Date.now() + 10_000; (await other.state(importId)).status !== 'done' && Date.now() < late;) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await other.state(importId)).toMatchObject({ status: 'done', progress: { done: people, total: people } });
    expect(wrote).toEqual(['one', 'other']);
    expect(countsOf((await other.result(importId))!)).toMatchObject({ new: people, errors: 0 });
    await other.onModuleDestroy();
  });
  it('leaves nothing behind after a day', async () => {
    const { importId } = await checked(city.office, 'city', utf8(sheetOf(heading, line(34))));
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
