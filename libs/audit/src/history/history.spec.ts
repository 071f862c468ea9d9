import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fact, Position } from '@lyceum/core/event';
import type { Json } from '@lyceum/core/canonical';
import { pagesOf } from '@lyceum/core/pages';
import { AttendanceSigned } from '@lyceum/contracts/activity/attendance';
import { StudySessionChanged, StudySessionPlanned } from '@lyceum/contracts/activity/study-session';
import { MemberRegistered, MemberTransferred } from '@lyceum/contracts/member/member';
import { UnitCreated, UnitRenamed } from '@lyceum/contracts/member/unit-tree';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { Tree } from '@lyceum/directory/tree';
import type { Directory } from '@lyceum/directory/directory';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { Projector } from '@lyceum/read-store/projector';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { garbled } from '@lyceum/vault/testing/garbled';
import { temporaryKeys } from '../testing/keys.ts';
import { auditContext } from '../audit.context.ts';
import { Histories, type HistoryQuestion } from './history.query.ts';
import { opened, veil } from './opening.query.ts';

const tree = new Tree([{ unitId: 'town', name: 'Town', type: 'agency', parentId: null }, { unitId: 'north', name: 'North', type: 'station', parentId: 'town' }, { unitId: 'south', name: 'South', type: 'station', parentId: 'town' }]);
const all = new Set(['town', 'north', 'south']);

describe('history', () => {
  let log: Awaited<ReturnType<typeof temporaryEventStore>>;
  let rows: Awaited<ReturnType<typeof temporaryReadStore>>;
  let vault: Awaited<ReturnType<typeof temporaryKeys>>;
  let projector: Projector;
  let directory: Directory;
  let histories: Histories;
  const positions: Position[] = [];

  const say = async (fact: Fact, unit: string, recordedAt: string) => {
    const n = positions.length;
    const { position } = await log.store.append({
      checks: { [`e-${n}`]: 'none' },
      events: [{ stream: `e-${n}`, id: `event-${n}`, type: fact.type, version: vocabulary.get(fact.type)!.version, data: fact.data as Json, occurredAt: recordedAt, recordedAt, actor: 'member:clerk', unit, correlation: 'c', causation: null, command: `c-${n}`, bodyHash: '' }],
    });
    positions.push(position);
  };
  const question: HistoryQuestion = { units: all, mayOpen: () => true, mayName: () => true, tree, language: 'en', limit: 50 };

  beforeAll(async () => {
    log = await temporaryEventStore();
    rows = await temporaryReadStore(log.store.identity);
    vault = await temporaryKeys();
    const details = { name: await vault.keys.seal('ada', '张三'), idNumber: await vault.keys.seal('ada', '11010519491231002X') };
    await say(UnitCreated({ unitId: 'north', name: 'Nord', type: 'station', parentId: 'town', from: '2026-01-01' }), 'north', '2026-03-01T08:00:00.000Z');
    await say(UnitRenamed({ unitId: 'north', name: 'North', from: '2026-02-01' }), 'north', '2026-03-02T08:00:00.000Z');
    await say(MemberRegistered({ memberId: 'ada', ...details, unitId: 'north', post: 'Clerk', tier: 'operator', employment: 'staff', party: 'party', from: '2026-01-01' }), 'north', '2026-03-03T08:00:00.000Z');
    await say(StudySessionPlanned({ sessionId: 's1', unitId: 'north', form: 'weekly-collective', title: 'The plan', day: '2026-03-06', start: '15:00', minutes: 60, place: '', week: '2026-W10' }), 'north', '2026-03-04T08:00:00.000Z');
    await say(AttendanceSigned({ sessionId: 's1', memberId: 'ada', day: '2026-03-06', minutes: 60, method: 'qr' }), 'north', '2026-03-06T08:00:00.000Z');
    await say(MemberTransferred({ memberId: 'ada', fromUnitId: 'north', unitId: 'south', from: '2026-04-01' }), 'south', '2026-04-01T08:00:00.000Z');
    await say(StudySessionChanged({ sessionId: 's1', title: 'The new plan', day: '2026-03-06', start: '15:00', minutes: 60, place: '', week: '2026-W10' }), 'north', '2026-04-02T08:00:00.000Z');
    projector = new Projector(log.store, rows.reads, auditContext.projections, vocabulary);
    await projector.start();
    await projector.waitFor(positions.at(-1)!, 10_000);
    directory = { names: async (ids: readonly string[]) => new Map(ids.filter((id) => id === 'ada').map((id) => [id, '张三'])) } as unknown as Directory;
    histories = new Histories(rows.reads, log.store, directory, vault.keys);
  });
  afterAll(async () => { await projector.stop(); await rows.close(); await log.dispose(); await vault.dispose(); });

  it('tells a person’s events newest first, by name and title', async () => {
    const { items, total } = await histories.of('member:ada', true, question);
    expect(items.map(({ sentence }) => sentence)).toEqual([
      'transferred 张三 from North to South from 2026-04-01',
      '张三 signed at the study session The new plan on 2026-03-06, by QR code',
      'registered 张三: Clerk (operator) at North from 2026-01-01',
    ]);
    expect(total).toBe(3);
  });

  it('tells apart what may not be seen, what was forgotten and what can’t be read', async () => {
    const [name, idNumber, gone] = [await vault.keys.seal('ada', '张三'), await vault.keys.seal('ada', '11010519491231002X'), await vault.keys.seal('bo', 'Bo')];
    await vault.keys.forget('bo');
    const fields = { name, idNumber: garbled(idNumber), was: gone, post: 'Clerk' };
    expect(await opened(vault.keys, [{ fields, open: true }], 'zh')).toEqual([{ name: '张三', idNumber: '（无法读取）', was: null, post: 'Clerk' }]);
    expect(await opened(vault.keys, [{ fields, open: true }], 'en')).toMatchObject([{ idNumber: '(unreadable)' }]);
    expect(await opened(vault.keys, [{ fields, open: false }], 'en')).toEqual([{ name: veil, idNumber: veil, was: veil, post: 'Clerk' }]);
  });

  it('shows what was before and after, units by name', async () => {
    const [transfer] = (await histories.of('member:ada', true, question)).items;
    expect(transfer).toMatchObject({ before: { unit: 'North', from: '2026-01-01' }, after: { unit: 'South', from: '2026-04-01' } });
    const [renamed] = (await histories.of('unit:north', true, { ...question, to: '2026-03-02' })).items;
    expect(renamed).toMatchObject({ before: { name: 'Nord', from: '2026-01-01' }, after: { name: 'North', from: '2026-02-01' } });
  });

  it('opens personal data by right only, and an id number never whole', async () => {
    const registered = async (mayOpen: boolean) => histories.whole((await histories.at(positions[2]!))!, { ...question, mayOpen: () => mayOpen, mayName: () => mayOpen });
    const [open, closed] = [await registered(true), await registered(false)];
    expect(open).toMatchObject({ after: { name: '张三', idNumber: '110***********002X' }, data: { name: '张三', idNumber: '110***********002X', post: 'Clerk' } });
    expect(closed).toMatchObject({ after: { name: '•••', idNumber: '•••' }, data: { name: '•••' }, sentence: 'registered a member: Clerk (operator) at North from 2026-01-01' });
    expect(JSON.stringify(closed)).not.toMatch(/张三|p1\./);
  });

  it('goes back to any position, and pages without gaps', async () => {
    const then = await histories.of('member:ada', true, { ...question, asOf: positions[4]! });
    expect(then.items.map(({ position }) => position)).toEqual([positions[4], positions[2]]);
    const first = await histories.of('member:ada', true, { ...question, limit: 2 });
    const rest = await histories.of('member:ada', true, { ...question, limit: 2, cursor: first.next! });
    expect([...first.items, ...rest.items].map(({ position }) => position)).toEqual([positions[5], positions[4], positions[2]]);
    expect(rest.next).toBeNull();
  });

  it('calls a session by the title that it had then', async () => {
    const [changed, planned] = (await histories.of('session:s1', true, { ...question, to: '2026-04-02' })).items.filter(({ type }) => type !== 'AttendanceSigned');
    expect([changed!.sentence, planned!.sentence]).toEqual([expect.stringContaining('The new plan'), expect.stringContaining('The plan')]);
    const signed = async (asOf?: Position) => (await histories.of('member:ada', true, { ...question, ...(asOf && { asOf }) })).items.find(({ type }) => type === 'AttendanceSigned')!.sentence;
    expect([await signed(positions[4]!), await signed()]).toEqual(['张三 signed at the study session The plan on 2026-03-06, by QR code', '张三 signed at the study session The new plan on 2026-03-06, by QR code']);
    const { items } = await histories.log({ ...question, asOf: positions[4]! });
    expect(items[0]!.sentence).toContain('The plan');
  });

  it('begins with the page on which an event stands, whatever came after it', async () => {
    const shown = async (more: Partial<HistoryQuestion>) => { const { items, next, total } = await histories.of('member:ada', true, { ...question, ...more }); return [items.map(({ position }) => positions.indexOf(position)), next !== null, total]; };
    expect(await shown({ at: positions[4]!, limit: 1 })).toEqual([[4], true, 3]);
    expect(await shown({ at: 'e-2@0', limit: 2 })).toEqual([[4, 2], false, 3]);
    expect(await shown({ at: 'e-2@0' })).toEqual([[5, 4, 2], false, 3]);
    const { next } = await histories.of('member:ada', true, { ...question, at: positions[4]!, limit: 1 });
    expect(await shown({ at: positions[4]!, limit: 1, cursor: next! })).toEqual([[2], false, 3]); // the page after it, not itself again
    expect(await shown({ at: positions[2]!, limit: 1, kind: ['study'] })).toEqual([[4], false, 1]); // it is none of those
    for (const other of [positions[0]!, 'e-0@0', 'nowhere@3', 'x']) expect(await shown({ at: other, limit: 1 })).toEqual([[5], true, 3]);
    expect(await shown({ at: positions[5]!, asOf: positions[4]!, limit: 1 })).toEqual([[4], true, 2]); // not yet then
  });

  it('keeps to the days of recording', async () => {
    const { items, total } = await histories.of('member:ada', true, { ...question, from: '2026-03-04', to: '2026-03-31' });
    expect([items.length, items[0]!.position, total]).toEqual([1, positions[4], 1]);
  });

  it('keeps to the kinds that are asked for, page by page and as of any moment', async () => {
    const told = async (more: Partial<HistoryQuestion>) => { const { items, total } = await histories.of('member:ada', true, { ...question, ...more }); return [items.map(({ position }) => position), total]; };
    expect(await told({ kind: ['people'] })).toEqual([[positions[5], positions[2]], 2]);
    expect(await told({ kind: ['people', 'study'] })).toEqual([[positions[5], positions[4], positions[2]], 3]);
    expect(await told({ kind: ['people'], asOf: positions[4]! })).toEqual([[positions[2]], 1]);
    expect(await told({ kind: ['access'] })).toEqual([[], 0]);
    const pages = await Array.fromAsync(pagesOf((at) => histories.log({ ...question, kind: ['people'], limit: 3, ...at })));
    expect(pages.map(({ items }) => items.map(({ position }) => position))).toEqual([[positions[5], positions[2], positions[1]], [positions[0]]]);
    expect((await histories.log({ ...question, kind: ['study', 'people'] })).items).toHaveLength(positions.length);
  });

  it('reads the whole log within the reader’s units, page by page', async () => {
    const south = await histories.log({ ...question, units: new Set(['south']) });
    expect(south.items.map(({ position }) => position)).toEqual([positions[5]]);
    const first = await histories.log({ ...question, limit: 4 });
    const rest = await histories.log({ ...question, limit: 4, cursor: first.next! });
    expect([...first.items, ...rest.items].map(({ position }) => position)).toEqual([...positions].reverse());
    const between = await histories.log(question, { after: positions[1]!, upTo: positions[3]! });
    expect(between.items.map(({ position }) => position)).toEqual([positions[3], positions[2]]);
  });

  it('goes on where a page ended before it found what the reader may see', async () => {
    const short = new Histories(rows.reads, log.store, directory, vault.keys, { batch: 2, batches: 1 });
    const pages = await Array.fromAsync(pagesOf((at) => short.log({ ...question, units: new Set(['north']), ...at })));
    expect(pages.map(({ items }) => items.map(({ position }) => position))).toEqual([[positions[6]], [positions[4], positions[3]], [positions[2], positions[1]], [positions[0]]]);
  });

  it('loses a name when the person is forgotten', async () => {
    await vault.keys.forget('ada');
    expect((await histories.whole((await histories.at(positions[2]!))!, question)).data).toMatchObject({ name: null, post: 'Clerk' });
  });
});
