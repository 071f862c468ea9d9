import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Personal } from '@lyceum/core/event';
import { until } from '@lyceum/core/testing/until';
import { RegisterMember } from '@lyceum/contracts/member/member';
import type { Caller } from '@lyceum/nest-kit/testing';
import { isolatedCity, type IsolatedCity } from './testing/isolated-city.ts';

const filesIn = (folder: string): string[] => readdirSync(folder, { withFileTypes: true, recursive: true }).filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
/** Files in whose bytes a text stands, as UTF-8 or UTF-16, by their names. */
const holding = (files: readonly string[], texts: readonly string[]): string[] =>
  files.filter((file) => { const bytes = readFileSync(file); return texts.some((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))); }).map((file) => file.replace(/^.*\//, ''));

describe('what is personal', () => {
  const name = '龚䶮瀚', phone = '13977778888', idNumber = '110101199003071233', account = 'gong-yan-han', password = 'a heron over the reeds';
  const imported = '鄢爨霂';
  const clear = [name, phone, idNumber, account, password, imported];
  let city: IsolatedCity, office: Caller, person: Caller, memberId: string;
  const settled = async (work: ReturnType<Caller['post']>) => { const { json } = await work; await city.host.settle(); return json; };
  const checked = (importId: string) => until('the import to be checked', async () => (await office.get(`/api/imports/${importId}`)).json.status === 'checked');
  const everywhere = () => [...filesIn(city.folder), ...filesIn(city.imports)];

  beforeAll(async () => {
    city = await isolatedCity();
    office = await city.logIn('office');
    ({ memberId } = await settled(office.post('/api/members', { name, phone, idNumber, unitId: 'zwest', post: '值机员', tier: 'operator', employment: 'staff', party: 'party', from: '2026-03-01' })));
    const { code } = await settled(office.post(`/api/members/${memberId}/activation-code`, { account }));
    await settled(city.nobody.post('/api/activation', { account, code, password }));
    await settled(city.nobody.post('/api/login', { account, password: 'a guess at this one' }));
    const sessionId = await city.session({ unit: 'west', until: 'open', signed: [memberId] });
    person = await city.logInAs(memberId);
    await settled(office.post(`/api/study-sessions/${sessionId}/close`));
    const { importId } = await settled(office.post('/api/imports?unit=zwest', `姓名,职务,手机号码\n${imported},员,${phone}\n`, { 'content-type': 'application/octet-stream' }));
    await checked(importId);
    for (const url of [`members/${memberId}`, `members?q=${encodeURIComponent(name)}`, `history?subject=member:${memberId}`, `members?q=${phone}`, `imports/${importId}/rows`]) expect((await office.get(`/api/${url}`)).text).toMatch(new RegExp(`${name}|${imported}`));
  });
  afterAll(() => city.close());

  it('rests in clear in the search table alone', () => {
    const holders = new Set(holding(everywhere(), clear).map((file) => file.replace(/-(wal|shm)$/, '')));
    expect([...holders]).toEqual(['search.sqlite']);
    expect(holding(everywhere(), [password, idNumber, account, imported])).toEqual([]);
  });

  it('is in no line of the log, and in no figure about the service', async () => {
    const metrics = (await city.nobody.get('/metrics')).text;
    expect(city.lines.length).toBeGreaterThan(12); // requests
    for (const text of [...clear, encodeURIComponent(name), memberId]) expect([text, city.lines.join('').includes(text), metrics.includes(text)]).toEqual([text, false, false]);
  });

  it('is opened by nobody without the person seeing it; a list of people is no such look', async () => {
    const [reader, another] = [await city.logIn('office of west'), await city.logIn('admin of west')];
    const seen = async (of = reader) => {
      await city.host.settle();
      const self = (await of.get('/api/me')).json.memberId;
      const { items } = (await person.get('/api/me/looks?limit=200')).json as { items: { actor: { memberId: string }; what: string }[] };
      return items.filter(({ actor }) => actor.memberId === self).map(({ what }) => what).sort();
    };
    expect((await reader.get('/api/members?unit=zwest&limit=200')).text).toContain(memberId);
    expect(await seen()).toEqual([]);
    const ways = [['details', `members/${memberId}`], ['history', `history?subject=member:${memberId}`], ['learning-file', `learning-files/${memberId}`], ['record', `boards/member/${memberId}`]] as const;
    for (const [at, [what, url]] of ways.entries()) {
      expect([what, (await reader.get(`/api/${url}`)).status]).toEqual([what, 200]);
      expect(await seen()).toEqual(ways.slice(0, at + 1).map(([each]) => each));
    }
    const figure = encodeURIComponent(`signed/member:${memberId}/2026-03-01..2026-03-31`);
    expect([(await another.get(`/api/figures/${figure}`)).status, await seen(another)]).toEqual([200, ['record']]); // the facts behind one of their figures
  });

  it('is gone when the person is forgotten: from every file and every answer', async () => {
    const upload = async (rows: string) => {
      const { importId } = await settled(office.post('/api/imports?unit=zwest', `姓名,职务,手机号码,身份证号\n${rows}`, { 'content-type': 'application/octet-stream' }));
      await checked(importId);
      return importId as string;
    };
    const theirs = [await upload(`${name},员,${phone},\n`), await upload(`${name},,,${idNumber.slice(0, 17)}9\n`)]; // the second in vain: it is among the failed rows
    const others = await upload('鄢爨露,员,13966668888,\n');
    const ofImports = theirs.flatMap((importId) => ['', '/rows', '/failed.csv'].map((what) => `imports/${importId}${what}`));
    expect((await Promise.all(ofImports.map((url) => office.get(`/api/${url}`)))).map(({ text }) => text.includes(name))).toEqual([true, true, false, true, true, true]);
    await settled(office.post(`/api/members/${memberId}/forget`, { reason: '本人要求' }));
    expect(holding(everywhere(), [name, phone, idNumber, account])).toEqual([]);
    const key = encodeURIComponent('signed/unit:zwest/2026-03-01..2026-03-31');
    const asked = [`members/${memberId}`, `members?q=${encodeURIComponent(name)}`, `members?q=${phone}`, 'members?unit=zwest&limit=200', `history?subject=member:${memberId}&limit=200`, 'history?subject=log&limit=200', 'history?subject=unit:zwest&limit=200',
      `learning-files/${memberId}`, `boards/member/${memberId}`, 'boards/unit/zwest/persons', `figures/${key}`, 'me/looks'];
    for (const url of asked) {
      const { status, text } = await office.get(`/api/${url}`);
      expect([url, status, [name, phone, idNumber, account].filter((each) => text.includes(each))]).toEqual([url, 200, []]);
    }
    for (const url of ofImports) expect([url, (await office.get(`/api/${url}`)).status]).toEqual([url, 404]);
    for (const importId of theirs) expect((await office.post(`/api/imports/${importId}/run`)).status).toBe(404); // which would register them again
    expect((await office.get(`/api/imports/${others}/rows`)).json.total).toBe(1);
    expect((await office.get(`/api/members/${memberId}`)).json).toMatchObject({ name: null, phone: null, idNumber: null, forgotten: true });
    expect((await person.get('/api/me')).status).toBe(401);
  });
});

it('stays in clear of a person where docs/SECURITY.md says so, and nowhere else', () => {
  const isSealed = (field: z.ZodType) => field === Personal || (field instanceof z.ZodOptional && field.unwrap() === Personal);
  const inClear = Object.entries(RegisterMember.schema.shape).filter(([name, field]) => name !== 'memberId' && !isSealed(field)).map(([name]) => name);
  const [, told = ''] = /^- \*\*Forgetting takes away who.*? day of joining \(([^)]+)\)/m.exec(readFileSync(join(import.meta.dirname, '../../../docs/SECURITY.md'), 'utf8')) ?? [];
  expect(told.split(', ').sort()).toEqual(inClear.map((name) => `\`${name}\``).sort());
});
