import { afterEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@lyceum/event-store/event-store';
import type { PersonSearch, Searchable } from './search.ts';

/** `again` opens the same table anew, also while it is open. */
export type OpenedSearch = { readonly search: PersonSearch; readonly again: (identity: Identity) => Promise<PersonSearch> };

const identity = { log: 'log', epoch: 0 };
const position = (n: number) => String(n).padStart(4, '0');
const person = (memberId: string, name: string, ...phones: string[]): Searchable => ({ memberId, name, phones });
const place = (memberId: string, unitId: string, from = '2020-01-01') => ({ memberId, unitId, from });
const nothing = { people: [], places: [], forgotten: [] };

/** What every adapter must hold. */
export const searchSuite = (name: string, open: (identity: Identity) => Promise<OpenedSearch>) => describe(`person search: ${name}`, () => {
  const opened: PersonSearch[] = [];
  const start = async () => {
    const made = await open(identity);
    opened.push(made.search);
    return { ...made, again: async (as = identity) => { const search = await made.again(as); opened.push(search); return search; } };
  };
  const filled = async () => {
    const made = await start();
    await made.search.write({
      people: [person('a', '王𠮷', '138 0000 0001'), person('b', '王䶮', '13900000002', '13700000003'), person('c', 'Ａｄａ Lovelace')],
      places: [place('a', 'north'), place('b', 'south'), place('c', 'south'), place('c', 'north', '2026-03-07')], forgotten: [],
    }, position(3));
    return made;
  };
  const found = async (search: PersonSearch, text: string, { unitIds = ['north', 'south'], day = '2026-03-06', limit = 9 } = {}) => (await search.find({ text, unitIds, day, limit })).map(({ memberId }) => memberId);
  afterEach(async () => { for (const search of opened.splice(0)) await search.close(); });

  it('finds by part of a name or of any phone, however it is written', async () => {
    const { search } = await filled();
    for (const [text, expected] of [['王', ['a', 'b']], ['𠮷', ['a']], ['00000001', ['a']], ['3700', ['b']], ['ada LOVE', ['c']]] as const) expect([...(await found(search, text))].sort()).toEqual(expected);
    expect(await search.find({ text: '䶮', unitIds: ['south'], day: '2026-03-06', limit: 9 })).toEqual([{ memberId: 'b', name: '王䶮', phone: '13900000002', unitId: 'south' }]);
  });
  it('finds by whole names and phones alone where that is asked', async () => {
    const { search } = await filled();
    const whole = async (text: string) => (await search.find({ text, whole: true, unitIds: ['north', 'south'], day: '2026-03-06', limit: 9 })).map(({ memberId }) => memberId);
    for (const text of ['王', '𠮷', '1370000000', '3700000003', 'ada', '.*', '^']) expect([text, await whole(text)]).toEqual([text, []]);
    for (const [text, expected] of [['王𠮷', 'a'], ['138 00000001', 'a'], ['13900000002', 'b'], ['13700000003', 'b'], ['ada LOVElace', 'c']] as const) expect([text, await whole(text)]).toEqual([text, [expected]]);
  });
  it('takes a text for a text, and finds nobody for nothing or nowhere', async () => {
    const { search } = await filled();
    for (const text of ['', ' ', '%', '_', "' or 1=1 --"]) expect(await found(search, text)).toEqual([]);
    expect(await found(search, '王', { unitIds: [] })).toEqual([]);
  });
  it('goes by the unit of the day, also among many units; who starts later is found where they will be', async () => {
    const { search } = await filled();
    const many = Array.from({ length: 50 }, (_, n) => `u${n}`);
    for (const further of [[], many]) {
      expect(await found(search, 'ada', { unitIds: ['north', ...further] })).toEqual([]);
      expect(await found(search, 'ada', { unitIds: ['north', ...further], day: '2026-03-07' })).toEqual(['c']);
      expect(await found(search, 'ada', { unitIds: ['south', ...further], day: '2019-01-01' })).toEqual(['c']);
    }
  });
  it('answers in the order of names, so many at most', async () => {
    const { search } = await start();
    const people = ['张三', '阿宝', '李四', '王五'].map((name_, n) => person(`m${n}`, `${name_}x`));
    await search.write({ people, places: people.map(({ memberId }) => place(memberId, 'north')), forgotten: [] }, position(1));
    expect(await found(search, 'x', { limit: 3 })).toEqual(['m1', 'm2', 'm3']);
  });
  it('changes nothing the second time, shows the newest details, and remembers how far it is', async () => {
    const { search, again } = await filled();
    const change = { people: [person('a', '王小')], places: [place('a', 'south', '2026-03-01')], forgotten: [] };
    await search.write(change, position(5));
    await search.write(change, position(5));
    const reopened = await again();
    expect(await reopened.checkpoint()).toBe(position(5));
    expect(await found(reopened, '𠮷')).toEqual([]);
    expect(await found(reopened, '王小', { unitIds: ['south'] })).toEqual(['a']);
  });
  it('empties itself of whoever is forgotten', async () => {
    const { search } = await filled();
    await search.write({ ...nothing, forgotten: ['a', 'nobody'] }, position(4));
    expect(await found(search, '王')).toEqual(['b']);
    await search.write({ ...nothing, people: [person('a', '王𠮷')] }, position(5)); // where they belonged is gone as well
    expect(await found(search, '王')).toEqual(['b']);
  });
  it('starts anew for another log or epoch', async () => {
    const { again } = await filled();
    for (const other of [{ log: 'log', epoch: 1 }, { log: 'other', epoch: 1 }]) {
      const search = await again(other);
      expect(await search.checkpoint()).toBe('');
      expect(await found(search, '王')).toEqual([]);
      await search.write({ people: [person('z', '王')], places: [place('z', 'north')], forgotten: [] }, position(1));
    }
  });
  it('takes names with any sign', async () => {
    const { search } = await start();
    const names = ['O\'Hara"; drop', 'a\\b%_', '\u0001', '🙂'];
    await search.write({ people: names.map((each, n) => person(`m${n}`, each)), places: names.map((_, n) => place(`m${n}`, 'north')), forgotten: [] }, position(1));
    for (const [n, each] of names.entries()) expect(await found(search, each)).toEqual([`m${n}`]);
  });
});
