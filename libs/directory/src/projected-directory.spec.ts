import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DetailsCorrected, MemberForgotten, MemberRegistered, MemberTransferred } from '@lyceum/contracts/member/member';
import { RoleEnded, RoleGranted, type Role } from '@lyceum/contracts/member/roles';
import { UnitCreated, UnitMoved, UnitRenamed } from '@lyceum/contracts/member/unit-tree';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Json } from '@lyceum/core/canonical';
import type { Fact } from '@lyceum/core/event';
import type { EventStore } from '@lyceum/event-store/event-store';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { ManualClock } from '@lyceum/jobs/clock';
import { Projector } from '@lyceum/read-store/projector';
import { BadCursor, type ReadStore } from '@lyceum/read-store/read-store';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import type { Keys } from '@lyceum/vault/vault';
import { directoryProjections } from './directory.projections.ts';
import { ProjectedDirectory } from './projected-directory.ts';
import { SearchFollower } from './search-follower.ts';
import { SqliteSearch } from './sqlite-search.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => { for (const step of undo.splice(0).reverse()) await step(); });

let events: EventStore, reads: ReadStore, keys: Keys, search: SqliteSearch, clock: ManualClock, directory: ProjectedDirectory, projector: Projector, folder: string;
let count = 0;

beforeEach(async () => {
  const log = await temporaryEventStore();
  undo.push(log.dispose);
  events = log.store;
  const rows = await temporaryReadStore(events.identity);
  undo.push(rows.close);
  ({ reads, folder } = rows);
  keys = SqliteKeys.open({ folder: join(folder, 'vault') });
  search = SqliteSearch.open({ folder, identity: events.identity });
  clock = new ManualClock('2026-03-06T02:00:00.000Z');
  directory = new ProjectedDirectory({ reads, events, keys, search, clock });
  projector = new Projector(events, reads, directoryProjections, vocabulary);
  await projector.start();
  const follower = new SearchFollower(events, keys, search, vocabulary, (memberId) => directory.forget(memberId));
  await follower.start();
  undo.push(async () => { await follower.stop(); await projector.stop(); await search.close(); await keys.close(); });

  await happen(
    UnitCreated({ unitId: 'city', name: '市局', type: 'agency', parentId: null, from: '2020-01-01' }),
    UnitCreated({ unitId: 'north', name: '北站', type: 'station', parentId: 'city', from: '2020-01-01' }),
    UnitCreated({ unitId: 'south', name: '南站', type: 'station', parentId: 'city', from: '2020-01-01' }),
    UnitCreated({ unitId: 'desk', name: '南站一班', type: 'department', parentId: 'south', from: '2020-01-01' }),
  );
});

/** Records facts at the clock's instant; resolves when rows and search show them. */
const happen = async (...facts: Fact[]): Promise<string> => {
  const now = clock.now();
  const { position } = await events.append({
    checks: Object.fromEntries(facts.map((_, n) => [`spec-${count + n}`, 'none' as const])),
    events: facts.map(({ type, data }) => {
      const id = `e${count}`;
      return { stream: `spec-${count++}`, id, type, data: data as Json, version: vocabulary.get(type)!.version, occurredAt: now, recordedAt: now, actor: 'setup', unit: 'city', correlation: id, causation: null, command: id, bodyHash: '' };
    }),
  });
  await projector.waitFor(position, 5000);
  while ((await search.checkpoint()) < position) await new Promise((resolve) => { setTimeout(resolve, 1); });
  return position;
};
const registered = async (memberId: string, name: string, unitId: string, { phone, from = '2020-01-01' }: { phone?: string; from?: string } = {}) => MemberRegistered({
  memberId, unitId, post: '值机员', tier: 'operator', employment: 'staff', party: 'party', from,
  name: await keys.seal(memberId, name), ...(phone ? { phone: await keys.seal(memberId, phone) } : {}),
});
const transferred = (memberId: string, fromUnitId: string, unitId: string, from: string) => MemberTransferred({ memberId, fromUnitId, unitId, from });
const granted = (memberId: string, role: Role, unitId: string, from = '2020-01-01', until: string | null = null) => RoleGranted({ grantId: `${memberId}-${role}-${unitId}`, memberId, role, unitId, from, until });
const ids = (units: Iterable<{ unitId: string }>) => [...units].map(({ unitId }) => unitId).sort();

describe('tree', () => {
  it('is that of today, of any day, and as far as was recorded by then', async () => {
    const before = await events.head();
    await happen(UnitMoved({ unitId: 'desk', parentId: 'north', from: '2026-01-01' }), UnitRenamed({ unitId: 'desk', name: '北站一班', from: '2026-04-01' }));
    expect((await directory.tree()).unit('desk')).toMatchObject({ name: '南站一班', parentId: 'north' });
    expect((await directory.tree({ day: '2025-12-31' })).unit('desk')?.parentId).toBe('south');
    expect((await directory.tree({ day: '2026-04-01' })).unit('desk')?.name).toBe('北站一班');
    expect((await directory.tree({ asOf: before })).unit('desk')?.parentId).toBe('south');
    expect((await directory.tree({ asOf: '' })).all()).toEqual([]);
  });
  it('follows the clock over midnight in Shanghai', async () => {
    await happen(UnitMoved({ unitId: 'desk', parentId: 'north', from: '2026-03-07' }));
    clock.set('2026-03-06T15:59:59.000Z');
    expect((await directory.tree()).unit('desk')?.parentId).toBe('south');
    clock.set('2026-03-06T16:00:00.000Z');
    expect((await directory.tree()).unit('desk')?.parentId).toBe('north');
  });
  it('is made once for a day and a change', async () => {
    expect(await directory.tree()).toBe(await directory.tree({ day: '2026-03-06' }));
    const before = await directory.tree();
    await happen(await registered('ada', 'Ada', 'north'));
    expect(await directory.tree()).toBe(before);
    await happen(UnitRenamed({ unitId: 'north', name: '新北站', from: '2020-01-01' }));
    expect((await directory.tree()).unit('north')?.name).toBe('新北站');
  });
});

describe('people', () => {
  it('are in the unit of the day, as recorded by then', async () => {
    const before = await happen(await registered('ada', '王𠮷䶮', 'north'));
    await happen(transferred('ada', 'north', 'south', '2026-03-01'));
    expect(await directory.person('ada')).toMatchObject({ memberId: 'ada', name: '王𠮷䶮', unitId: 'south', since: '2026-03-01' });
    expect((await directory.person('ada', { day: '2026-02-28' }))?.unitId).toBe('north');
    expect((await directory.person('ada', { asOf: before }))?.unitId).toBe('north');
    expect(await directory.person('nobody')).toBeUndefined();
  });

  it('are listed by unit and id, page by page, with their number', async () => {
    await happen(...await Promise.all(['e', 'd', 'c', 'b', 'a'].map((id, n) => registered(id, id.toUpperCase(), n % 2 ? 'south' : 'north'))));
    const listed: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await directory.people(['south', 'north'], { limit: 2, ...(cursor ? { cursor } : {}) });
      expect(page.total).toBe(5);
      listed.push(...page.people.map(({ unitId, name }) => `${unitId}/${name}`));
      cursor = page.next;
    }
    expect(listed).toEqual(['north/A', 'north/C', 'north/E', 'south/B', 'south/D']);
    expect(await directory.people(['south', 'nowhere', 'south'])).toMatchObject({ next: null, total: 2 });
    for (const cursor of ['', '%', Buffer.from("north/' or 1").toString('base64url')]) await expect(directory.people(['north'], { cursor })).rejects.toThrow(BadCursor);
    expect(await directory.people([])).toEqual({ people: [], next: null, total: 0 });
  });

  it('who were elsewhere on the day are neither listed nor counted, also when they came back', async () => {
    const before = await happen(await registered('ada', 'Ada', 'north'), await registered('bo', 'Bo', 'north'), await registered('new', 'New', 'north', { from: '2026-03-07' }));
    await happen(transferred('ada', 'north', 'south', '2022-01-01'), transferred('ada', 'south', 'north', '2023-01-01'));
    const on = async (day: string, asOf?: string) => {
      const { people, total } = await directory.people(['north'], { day, ...(asOf ? { asOf } : {}) });
      expect(total).toBe(people.length);
      const one = await directory.people(['south', 'north'], { day, limit: 1, ...(asOf ? { asOf } : {}) });
      expect(one.people).toHaveLength(Math.min(1, one.total));
      expect(one.next === null).toBe(one.total <= 1);
      expect((await directory.headcounts({ day, ...(asOf ? { asOf } : {}) })).get('north') ?? 0).toBe(total);
      return people.map(({ memberId }) => memberId);
    };
    expect(await on('2019-01-01')).toEqual([]);
    expect(await on('2021-12-31')).toEqual(['ada', 'bo']);
    expect(await on('2022-06-01')).toEqual(['bo']);
    expect(await on('2022-06-01', before)).toEqual(['ada', 'bo']);
    expect(await on('2023-01-01')).toEqual(['ada', 'bo']);
    expect(await on('2026-03-07')).toEqual(['ada', 'bo', 'new']);
    expect(await directory.headcounts({ day: '2022-06-01' })).toEqual(new Map([['north', 1], ['south', 1]]));
  });

  it('are those of a plain list, on any day, as of any moment, in pages of any size', async () => {
    const draw = ((seed) => (below: number) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 8) % below; })(7);
    const where = ['city', 'north', 'south', 'desk'];
    const moves: { memberId: string; unitId: string; from: string; position: string }[] = [];
    const unitOf = (memberId: string, day: string, asOf: string) => moves.findLast((move) => move.memberId === memberId && move.from <= day && move.position <= asOf)?.unitId;
    for (let n = 0; n < 60; n++) {
      const memberId = `m${draw(12)}`;
      const last = moves.findLast((move) => move.memberId === memberId);
      const [unitId, from] = [where[draw(4)]!, `2026-02-${String(Math.min(28, last ? Number(last.from.slice(8)) + draw(4) : 1 + draw(9))).padStart(2, '0')}`];
      if (last?.unitId === unitId) continue;
      moves.push({ memberId, unitId, from, position: await happen(last ? transferred(memberId, last.unitId, unitId, from) : await registered(memberId, memberId, unitId, { from })) });
    }
    for (let n = 0; n < 60; n++) {
      const [day, asOf, limit] = [`2026-02-${String(1 + draw(28)).padStart(2, '0')}`, moves[draw(moves.length)]!.position, 1 + draw(5)];
      const units = where.filter(() => draw(2) === 0);
      const plain = [...new Set(moves.map(({ memberId }) => memberId))].map((memberId) => `${unitOf(memberId, day, asOf)}/${memberId}`).filter((place) => units.includes(place.split('/')[0]!)).sort();
      const paged: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await directory.people(units, { day, asOf, limit, ...(cursor ? { cursor } : {}) });
        expect(page.total).toBe(plain.length);
        paged.push(...page.people.map(({ unitId, memberId }) => `${unitId}/${memberId}`));
        cursor = page.next;
      }
      expect(paged).toEqual(plain);
    }
  });
});

describe('names', () => {
  it('are opened together, corrected ones anew, unknown ones left out', async () => {
    await happen(await registered('ada', 'Ada', 'north'), await registered('bo', '薄', 'south'));
    expect(await directory.names(['bo', 'ada', 'nobody'])).toEqual(new Map([['ada', 'Ada'], ['bo', '薄']]));
    await happen(DetailsCorrected({ memberId: 'ada', name: await keys.seal('ada', 'Ada L.'), reason: '登记有误' }));
    expect((await directory.names(['ada'])).get('ada')).toBe('Ada L.');
    expect(await directory.names([])).toEqual(new Map());
  });
  it('of the forgotten are gone everywhere, also from boards of the past', async () => {
    const before = await happen(await registered('ada', 'Zuleikha', 'north', { phone: '13800000001' }));
    await directory.names(['ada']);
    const clear = () => ['search.sqlite', 'search.sqlite-wal', 'rows.sqlite', 'rows.sqlite-wal'].map((name) => join(folder, name)).filter(existsSync)
      .some((file) => /zuleikha|13800000001/i.test(readFileSync(file, 'latin1')));
    expect(clear()).toBe(true);
    await happen(MemberForgotten({ memberId: 'ada', reason: '本人要求' }));
    expect(await directory.names(['ada'])).toEqual(new Map([['ada', null]])); // the key is still there: the event alone is enough
    expect(await directory.person('ada', { asOf: before })).toMatchObject({ name: null, unitId: 'north' });
    expect((await directory.people(['north'])).people).toMatchObject([{ memberId: 'ada', name: null }]);
    expect(await directory.search('Zul', ['north'], 9)).toEqual([]);
    expect(clear()).toBe(false);
  });
  it('are null where the key is gone before its event', async () => {
    await happen(await registered('ada', 'Ada', 'north'));
    await keys.forget('ada');
    expect(await directory.names(['ada'])).toEqual(new Map([['ada', null]]));
  });
});

describe('search', () => {
  beforeEach(async () => {
    await happen(await registered('a', '王𠮷', 'north', { phone: '138 0000 0001' }), await registered('b', '王䶮', 'south', { phone: '13900000002' }), await registered('c', '李四', 'south'), await registered('d', 'Ａｄａ Lovelace', 'desk'));
  });
  const found = async (text: string, unitIds = ['north', 'south', 'desk'], limit = 9) => (await directory.search(text, unitIds, limit)).map(({ memberId }) => memberId);

  it('finds by part of a name, rare ones too, and of a phone', async () => {
    expect(await found('王')).toHaveLength(2);
    expect(await found('䶮')).toEqual(['b']);
    expect(await found('𠮷')).toEqual(['a']);
    expect(await found('00000001')).toEqual(['a']);
    expect(await found('ada love')).toEqual(['d']);
    expect(await directory.search('李', ['south'], 9)).toEqual([{ memberId: 'c', name: '李四', unitId: 'south', phone: null }]);
  });
  it('finds nobody for nothing, and takes wildcards for text', async () => {
    for (const text of ['', '  ', '%', '_', "' or 1=1 --"]) expect(await found(text)).toEqual([]);
    expect(await found('王', [])).toEqual([]);
  });
  it('stays within the units, also when they are many', async () => {
    expect(await found('王', ['south'])).toEqual(['b']);
    expect(await found('王', ['south', ...Array.from({ length: 50 }, (_, n) => `u${n}`)])).toEqual(['b']);
    expect(await found('王', undefined, 1)).toHaveLength(1);
  });
  it('goes by the unit of today', async () => {
    await happen(transferred('a', 'north', 'south', '2026-03-07'));
    expect(await found('𠮷', ['south'])).toEqual([]);
    clock.set('2026-03-07T02:00:00.000Z');
    expect(await found('𠮷', ['south'])).toEqual(['a']);
    expect(await found('𠮷', ['north'])).toEqual([]);
  });
  it('is made again for another epoch, and empties itself of whoever was forgotten meanwhile', async () => {
    const other = SqliteSearch.open({ folder, identity: { ...events.identity, epoch: 7 } });
    expect(await other.find({ text: '王', unitIds: ['north'], day: '2026-03-06', limit: 9 })).toEqual([]);
    await keys.forget('a');
    const follower = new SearchFollower(events, keys, other, vocabulary);
    await follower.start();
    while ((await other.checkpoint()) < (await events.head())) await new Promise((resolve) => { setTimeout(resolve, 1); });
    await follower.stop();
    expect((await other.find({ text: '王', unitIds: ['north', 'south'], day: '2026-03-06', limit: 9 })).map(({ memberId }) => memberId)).toEqual(['b']);
    await other.close();
  });
});

describe('rights', () => {
  it('reach the subtree of the grant, by the tree of today', async () => {
    await happen(await registered('ada', 'Ada', 'city'), granted('ada', 'unit-administrator', 'south'), granted('ada', 'person-access', 'north'));
    expect([...(await directory.unitsWith('ada', 'sessions.manage'))].sort()).toEqual(['desk', 'south']);
    expect([...(await directory.unitsWith('ada', 'persons.read'))].sort()).toEqual(['desk', 'north', 'south']);
    expect(await directory.unitsWith('ada', 'own')).toEqual(new Set());
    expect(await directory.unitsWith('ada', 'units.change')).toEqual(new Set());
    await happen(UnitMoved({ unitId: 'desk', parentId: 'north', from: '2026-03-06' }));
    expect([...(await directory.unitsWith('ada', 'sessions.manage'))]).toEqual(['south']);
  });
  it('hold between two days, ended ones no longer', async () => {
    await happen(await registered('ada', 'Ada', 'city'), granted('ada', 'office', 'city', '2026-03-07'), granted('ada', 'auditor', 'north', '2020-01-01', '2026-03-06'));
    expect(await directory.rights('ada')).toEqual(new Set(['own', 'units.read', 'persons.read', 'sessions.read', 'figures.read', 'policies.read', 'files.read', 'history.read']));
    clock.set('2026-03-07T02:00:00.000Z');
    expect(ids(await directory.grants('ada'))).toEqual(['city']);
    await happen(RoleEnded({ grantId: 'ada-office-city', memberId: 'ada', role: 'office', unitId: 'city', until: '2026-03-06' }));
    expect(await directory.rights('ada')).toEqual(new Set(['own']));
  });
  it('are none for a stranger, nor for the forgotten', async () => {
    await happen(await registered('ada', 'Ada', 'city'), granted('ada', 'office', 'city'), granted('ghost', 'office', 'city'));
    expect((await directory.unitsWith('ada', 'units.read')).size).toBe(4);
    await happen(MemberForgotten({ memberId: 'ada', reason: '本人要求' }));
    for (const memberId of ['ada', 'ghost', 'nobody']) {
      expect(await directory.rights(memberId)).toEqual(new Set());
      expect(await directory.unitsWith(memberId, 'units.read')).toEqual(new Set());
    }
  });
});

describe('positionAt', () => {
  /** The definition itself: the last position up to which nothing was recorded later. */
  const plainly = async (instant: string) => {
    let last = '';
    for (const { position, recordedAt } of await events.readLog({ limit: 10_000 })) { if (recordedAt > instant) break; last = position; }
    return last;
  };
  const at = async (...instants: string[]) => { for (const instant of instants) { clock.set(instant); await happen(granted(`m${count}`, 'auditor', 'city')); } };

  it('is what was recorded by then, to the millisecond, over minutes, days and months', async () => {
    await at('2026-03-06T09:05:01.000Z', '2026-03-06T09:05:01.500Z', '2026-03-06T09:07:00.000Z', '2026-03-06T23:59:59.999Z', '2026-03-07T00:00:00.000Z', '2026-05-31T12:00:00.000Z', '2027-01-01T00:00:00.000Z');
    for (const instant of ['2020-01-01T00:00:00.000Z', '2026-03-06T02:00:00.000Z', '2026-03-06T09:05:01.000Z', '2026-03-06T09:05:01.499Z', '2026-03-06T09:05:30.000Z', '2026-03-06T09:06:00.000Z', '2026-03-06T12:00:00.000Z',
      '2026-03-06T23:59:59.999Z', '2026-03-07T00:00:00.000Z', '2026-04-01T00:00:00.000Z', '2026-05-31T12:00:00.000Z', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'])
      expect([instant, await directory.positionAt(instant)]).toEqual([instant, await plainly(instant)]);
    expect(await directory.positionAt('2026-03-06T17:05:01+08:00')).toBe(await plainly('2026-03-06T09:05:01.000Z'));
    expect(await directory.positionAt('2026-03-06T09:05:01Z')).toBe(await plainly('2026-03-06T09:05:01.000Z'));
  });
  it('does not go back where the clock did', async () => {
    await at('2026-03-06T09:05:00.000Z', '2026-03-06T10:00:00.000Z', '2026-03-06T09:01:00.000Z', '2026-03-06T09:05:30.000Z', '2026-03-06T10:00:30.000Z', '2026-03-06T09:59:00.000Z');
    for (const instant of ['2026-03-06T09:00:00.000Z', '2026-03-06T09:01:00.000Z', '2026-03-06T09:05:00.000Z', '2026-03-06T09:05:45.000Z', '2026-03-06T09:30:00.000Z', '2026-03-06T10:00:00.000Z', '2026-03-06T10:00:15.000Z', '2026-03-06T11:00:00.000Z'])
      expect([instant, await directory.positionAt(instant)]).toEqual([instant, await plainly(instant)]);
  });
  it('counts events whose rows are not there yet', async () => {
    await projector.stop();
    clock.set('2026-03-08T00:00:00.000Z');
    await events.append({
      checks: { late: 'none' },
      events: [{ stream: 'late', id: 'late', type: 'RoleGranted', data: granted('m', 'auditor', 'city').data as Json, version: 1, occurredAt: clock.now(), recordedAt: clock.now(), actor: 'setup', unit: 'city', correlation: 'x', causation: null, command: 'x', bodyHash: '' }],
    });
    for (const instant of ['2026-03-07T00:00:00.000Z', '2026-03-08T00:00:00.000Z']) expect(await directory.positionAt(instant)).toBe(await plainly(instant));
  });
});
