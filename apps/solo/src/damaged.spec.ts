import { randomUUID } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { shanghaiDay } from '@lyceum/core/calendar';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { flipKey } from '@lyceum/vault/testing/flip-key';
import { get, Gone, Ledger } from './testing/load.ts';
import { Server } from './testing/server.ts';
import { townFolder, type TownFolder } from './testing/town-folder.ts';

/** What a start makes of files that are not what was written: all of it in a process of its own, as `npm start` has it. */
describe('a city whose files are damaged', () => {
  let town: TownFolder;
  const copies: string[] = [];
  const copy = () => { const folder = `${town.folder}-${copies.length}`; cpSync(town.folder, folder, { recursive: true }); copies.push(folder); return folder; };
  const garble = (file: string) => writeFileSync(file, 'not what was written '.repeat(1000));
  const events = async (folder: string) => {
    const store = await SqliteEventStore.open({ folder: join(folder, 'log') });
    try { return Number(await store.head()); } finally { await store.close(); }
  };
  /** Why a start ended; it must end by itself, and soon. */
  const refusal = async (folder: string): Promise<string> => {
    const began = Date.now();
    const error = await Server.start(folder).then(async (server) => { await server.kill(); return new Error('it started'); }, (thrown: Error) => thrown);
    expect(Date.now() - began).toBeLessThan(30_000);
    return error.message;
  };
  beforeAll(async () => {
    town = await townFolder();
    const server = await Server.start(town.folder);
    const { office, units: [unit] } = town;
    const plan = { unitId: unit!.unitId, form: 'weekly-collective', title: '学习《条例》', day: shanghaiDay(new Date().toISOString()), start: '15:00', minutes: 60, place: '' };
    const { text } = await new Ledger().send(server.address, office, '/api/study-sessions', plan, []);
    const { sessionId, position } = JSON.parse(text) as { sessionId: string; position: string };
    expect((await get(server.address, office, `/api/study-sessions/${sessionId}?after=${position}`)).status).toBe(200);
    await server.kill();
  }, 120_000);
  afterAll(() => { for (const folder of [town.folder, ...copies]) rmSync(folder, { recursive: true, force: true }); });

  it('makes again what comes from the log, says so, and does nothing twice', async () => {
    const folder = copy();
    for (const name of ['rows.sqlite', 'search.sqlite', 'relay.db']) {
      garble(join(folder, 'rows', name));
      for (const end of ['-wal', '-shm']) rmSync(join(folder, 'rows', name + end), { force: true });
    }
    const before = await events(folder);
    const server = await Server.start(folder);
    try {
      const members = await get(server.address, town.office, '/api/members?limit=100');
      expect([members.status, members.text]).toEqual([200, expect.stringContaining(town.units[0]!.people[0]!.memberId)]);
      const relay = new Database(join(folder, 'rows/relay.db'), { readonly: true });
      const passed = () => Number(relay.prepare('select position from relay').pluck().get());
      for (const end = Date.now() + 20_000; passed() < before; await setTimeout(50)) if (Date.now() > end) throw new Error(`the relay stands at ${passed()} of ${before}`);
      relay.close();
    } finally {
      const { code, said } = await server.stop();
      expect(code).toBe(0);
      for (const name of ['rows.sqlite', 'search.sqlite', 'relay.db']) expect(said).toContain(`${name} is damaged`);
    }
    expect(await events(folder)).toBe(before);
    expect(readdirSync(join(folder, 'rows')).filter((name) => name.includes('.damaged-')).map((name) => name.slice(0, name.indexOf('.damaged'))).sort()).toEqual(['relay.db', 'rows.sqlite']);
  }, 90_000);

  it('calls a person whose key is damaged unreadable, not forgotten; hides nobody else, and writes nothing over what can’t be read', async () => {
    const folder = copy();
    const { office, units: [unit] } = town;
    const [hurt, whole] = unit!.people.map(({ memberId }) => memberId) as [string, string];
    flipKey(join(folder, 'vault/keys.db'), hurt);
    const recorded = async () => {
      const store = await SqliteEventStore.open({ folder: join(folder, 'log') });
      try { return (await Promise.all(['member', 'account'].map((kind) => store.readStream(`${kind}-${hurt}`)))).map(({ length }) => length); } finally { await store.close(); }
    };
    const before = await recorded();
    const server = await Server.start(folder);
    const asked = async (path: string, body?: object, language = 'en') => {
      const answer = await fetch(`${server.address}${path}`, {
        headers: { cookie: `lyceum=${office.token}`, 'accept-language': language, 'content-type': 'application/json', 'idempotency-key': randomUUID() }, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      });
      return { status: answer.status, json: await answer.json() as Record<string, unknown> };
    };
    try {
      const { items } = (await asked(`/api/members?unit=${unit!.unitId}&limit=100`)).json as { items: { memberId: string; name: string | null; unreadable?: true; forgotten: boolean }[] };
      const named = (wanted: string) => items.find(({ memberId }) => memberId === wanted);
      expect(named(hurt)).toMatchObject({ name: null, unreadable: true, forgotten: false });
      expect(named(whole)).toMatchObject({ name: expect.stringMatching(/./) });
      expect(named(whole)).not.toHaveProperty('unreadable');
      expect((await asked(`/api/members/${hurt}`)).json).toMatchObject({ name: null, unreadable: true, unread: expect.arrayContaining(['name', 'phone']) });
      const refused = { status: 503, json: { code: 'person-unreadable', detail: expect.stringContaining('Nobody deleted them') } };
      expect(await asked(`/api/members/${hurt}/details`, { name: '新名', reason: '更正' })).toMatchObject(refused);
      expect(await asked(`/api/members/${hurt}/activation-code`, {})).toMatchObject(refused);
      expect((await asked(`/api/members/${hurt}/details`, { name: '新名', reason: '更正' }, 'zh')).json['detail']).toContain('无法读取');
      expect(await asked(`/api/members/${hurt}/post`, { post: '班长', tier: 'team-lead', from: shanghaiDay(new Date().toISOString()) })).toMatchObject({ status: 201 }); // which needs no personal data
      expect(await (await fetch(`${server.address}/metrics`)).text()).toMatch(/^lyceum_damaged_keys 1$/m);
    } finally { expect((await server.stop()).said).toMatch(/1 of \d+ persons' keys in the vault are damaged/); }
    expect(await recorded()).toEqual([before[0]! + 1, before[1]]); // the post alone
    flipKey(join(folder, 'vault/keys.db'), hurt);
    const again = await Server.start(folder);
    try { expect(JSON.parse((await get(again.address, office, `/api/members/${hurt}`)).text)).toMatchObject({ name: expect.stringMatching(/./), post: '班长' }); } finally { await again.stop(); }
  }, 90_000);

  it('counts people whose keys were lost, and ends where the vault is another city’s', async () => {
    const folder = copy();
    const keys = new Database(join(folder, 'vault/keys.db'));
    const { changes } = keys.prepare('delete from person_key where subject = ?').run(town.units[0]!.people[0]!.memberId);
    keys.close();
    const server = await Server.start(folder);
    try {
      for (let left = 100; !/^lyceum_damaged_keys 1$/m.test(await (await fetch(`${server.address}/metrics`)).text()); await setTimeout(50)) if (left-- === 0) throw new Error('nobody was missed');
    } finally { expect([changes, (await server.stop()).said]).toEqual([1, expect.stringMatching(/1 of \d+ persons have no key in the vault/)]); }
    rmSync(join(folder, 'vault'), { recursive: true });
    await SqliteKeys.open({ folder: join(folder, 'vault') }).close();
    await (await SqliteAccounts.open({ folder: join(folder, 'vault') })).close();
    expect(await refusal(folder)).toMatch(/ended with 1 .*this vault belongs to another city/s);
  }, 90_000);

  it('ends where the log has lost what was in its write-ahead log', async () => {
    const folder = copy();
    expect(statSync(join(folder, 'log/log.db-wal')).size).toBeGreaterThan(0);
    for (const end of ['-wal', '-shm']) rmSync(join(folder, `log/log.db${end}`));
    expect(await refusal(folder)).toMatch(/ended with 1 .*it has lost its end. Bring back the whole log/s);
    for (const name of ['search.sqlite', 'relay.db']) for (const end of ['', '-wal', '-shm']) rmSync(join(folder, 'rows', name + end), { force: true });
    expect(await refusal(folder)).toMatch(/ended with 1 .*the rows of .* it has lost its end/s);
  }, 60_000);

  it('ends where one event in the midst of the log is damaged', async () => {
    const folder = copy();
    const log = new Database(join(folder, 'log/log.db'));
    expect(log.prepare("update event set text = replace(text, '\"version\":', '\"versiom\":') where position = 3").run().changes).toBe(1);
    log.close();
    expect(await refusal(folder)).toMatch(/ended with 1 .*position 0000000000000003 is not what was written: its checksum differs.*restore the last backup/s);
  }, 90_000);

  it.each([['ComingLater', 1, '–'], ['MemberRegistered', 99, 'MemberRegistered v\\d+']])('ends where a newer release wrote %s v%d', async (type, version, known) => {
    const folder = copy();
    const store = await SqliteEventStore.open({ folder: join(folder, 'log') });
    const [last] = await store.readLog({ backwards: true, limit: 1 });
    const write = (n: number, kind: { type: string; version: number }) => store.append({ events: [{ ...last!, ...kind, stream: `later-${n}`, id: `later-${n}` }], checks: { [`later-${n}`]: 'none' } });
    const { position } = await write(0, { type, version });
    for (let n = 1; n < 3; n++) await write(n, { type: last!.type, version: last!.version }); // it need not be the last
    await store.close();
    expect(await refusal(folder)).toMatch(new RegExp(`ended with 1 .*newer release \\(found: ${type} v${version} @ ${position}; this one knows: ${known}\\).*更新的版本`, 's'));
  }, 60_000);

  const spoil: readonly (readonly [string, (text: string, position: number) => { text: string; crc?: number }, RegExp])[] = [
    ['is damaged', (text) => ({ text: text.replace('"version":', '"versiom":') }), /\nThe event at position 0{12}\d{4} is not what was written: its checksum differs\. .*restore the last backup/s],
    ['was written by a newer release', (before, position) => { const text = before.replace(/"type":"\w+","unit":/, '"type":"ComingLater","unit":'); return { text, crc: crc32(text, position) }; }, /\nThis log was written by a newer release \(found: ComingLater v\d+ @ 0{12}\d{4}; this one knows: –\)\..*更新的版本/s],
  ];
  it.each(spoil)('that is long shows what it holds, records nothing before all of it was looked at, and ends where it %s', async (_what, change, said) => {
    const folder = copy();
    const log = new Database(join(folder, 'log/log.db'));
    const head = () => log.prepare('select max(position) from event').pluck().get() as number;
    const before = head();
    const position = Math.floor(before / 2); // which no start reads
    const event = log.prepare('select text, crc from event where position = ?').get(position) as { text: string; crc: number };
    const { text, crc } = { ...event, ...change(event.text, position) };
    expect(text).not.toBe(event.text);
    log.prepare('update event set text = ?, crc = ? where position = ?').run(text, crc, position);
    const server = await Server.start(folder, ['long-log']);
    try {
      const { office, units: [unit] } = town;
      expect([(await fetch(`${server.address}/readyz`)).status, (await get(server.address, office, '/api/units')).status]).toEqual([200, 200]);
      const plan = { unitId: unit!.unitId, form: 'weekly-collective', title: '学习《条例》', day: shanghaiDay(new Date().toISOString()), start: '17:00', minutes: 60, place: '' };
      await expect(new Ledger().send(server.address, office, '/api/study-sessions', plan, [])).rejects.toThrow(Gone);
      const ended = await server.end();
      expect(ended).toEqual({ code: 1, said: expect.stringMatching(said) });
      expect(ended.said).toMatch(/\{"level":50,.*the log is none to go on with/);
      expect(head()).toBe(before);
    } finally { await server.kill(); log.close(); }
  }, 90_000);

  it.each([['log/log.db', 'restore the last backup'], ['vault/keys.db', 'restore the last backup']])('ends where %s is damaged', async (name, remedy) => {
    const folder = copy();
    const file = join(folder, name);
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, 3 * 4096);
    writeFileSync(file, bytes);
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
    const why = await refusal(folder);
    expect(why).toContain('ended with 1');
    expect(why).toMatch(new RegExp(`${name} is damaged: .*${remedy}`));
  }, 60_000);
});
