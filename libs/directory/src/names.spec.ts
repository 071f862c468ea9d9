import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DetailsCorrected, MemberForgotten, MemberRegistered } from '@lyceum/contracts/member/member';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Recorded } from '@lyceum/core/event';
import { until } from '@lyceum/core/testing/until';
import { garbled } from '@lyceum/vault/testing/garbled';
import { unreadable } from '@lyceum/vault/vault';
import type { Name } from './directory.ts';
import { namesOf } from './naming.ts';
import { SearchFollower } from './search-follower.ts';
import { SqliteSearch } from './sqlite-search.ts';
import { temporaryDirectory, transferred, type TemporaryDirectory } from './testing/temporary-directory.ts';

let city: TemporaryDirectory;
beforeEach(async () => { city = await temporaryDirectory(); });
afterEach(() => city.close());

describe('names', () => {
  it('are opened together, corrected ones anew, unknown ones left out', async () => {
    await city.happen(await city.registered('ada', 'Ada', 'north'), await city.registered('bo', '薄', 'south'));
    expect(await city.directory.names(['bo', 'ada', 'nobody'])).toEqual(new Map([['ada', 'Ada'], ['bo', '薄']]));
    await city.happen(DetailsCorrected({ memberId: 'ada', name: await city.keys.seal('ada', 'Ada L.'), reason: '登记有误' }));
    expect((await city.directory.names(['ada'])).get('ada')).toBe('Ada L.');
    expect(await city.directory.names([])).toEqual(new Map());
  });
  it('of the forgotten are gone everywhere, also from boards of the past', async () => {
    const before = await city.happen(await city.registered('ada', 'Zuleikha', 'north', { phone: '13800000001' }));
    await city.directory.names(['ada']);
    const clear = () => ['search.sqlite', 'search.sqlite-wal', 'rows.sqlite', 'rows.sqlite-wal'].map((name) => join(city.folder, name)).filter(existsSync)
      .some((file) => /zuleikha|13800000001/i.test(readFileSync(file, 'latin1')));
    expect(clear()).toBe(true);
    await city.happen(MemberForgotten({ memberId: 'ada', reason: '本人要求' }));
    expect(await city.directory.names(['ada'])).toEqual(new Map([['ada', null]])); // the key is still there: the event alone is enough
    expect(await city.directory.person('ada', { asOf: before })).toMatchObject({ name: null, unitId: 'north' });
    expect((await city.directory.people(['north'])).people).toMatchObject([{ memberId: 'ada', name: null }]);
    expect(await city.directory.search('Zul', ['north'], 9)).toEqual([]);
    expect(clear()).toBe(false);
  });
  it('that can’t be read are no forgotten person’s, and hide nobody else', async () => {
    const { data } = await city.registered('ada', 'Ada', 'north');
    await city.happen(MemberRegistered({ ...data, name: garbled(data.name) }), await city.registered('bo', '薄', 'north'), await city.registered('cy', 'Cy', 'north'), MemberForgotten({ memberId: 'cy', reason: '本人要求' }));
    expect(await city.directory.names(['ada', 'bo', 'cy'])).toEqual(new Map<string, Name>([['ada', unreadable], ['bo', '薄'], ['cy', null]]));
    expect((await city.directory.people(['north'])).people.map(({ name }) => name)).toEqual([unreadable, '薄', null]);
    const { member } = await namesOf(city.directory, ['ada', 'bo', 'cy', 'nobody'].map((memberId) => ({ data: { memberId }, actor: 'setup' }) as unknown as Recorded), { language: 'en', tree: await city.directory.tree(), persons: true });
    expect(['ada', 'bo', 'cy', 'nobody'].map(member)).toEqual(['a person whose details can’t be read', '薄', 'a forgotten person', 'a member']);
    expect(await city.directory.search('薄', ['north'], 9)).toMatchObject([{ memberId: 'bo' }]);
  });
  it('tell the program from whoever runs it, where no member did something', async () => {
    const { actor } = await namesOf(city.directory, [], { language: 'en', tree: await city.directory.tree(), persons: true });
    expect(['system:cadence', 'system:command-line', 'setup'].map(actor)).toEqual(['the system', 'whoever runs the server (command line)', 'the system']);
  });
  it('are null where the key is gone before its event', async () => {
    await city.happen(await city.registered('ada', 'Ada', 'north'));
    await city.keys.forget('ada');
    expect(await city.directory.names(['ada'])).toEqual(new Map([['ada', null]]));
  });
});

describe('search', () => {
  beforeEach(async () => {
    await city.happen(await city.registered('a', '王𠮷', 'north', { phone: '138 0000 0001' }), await city.registered('b', '王䶮', 'south', { phone: '13900000002' }), await city.registered('c', '李四', 'south'), await city.registered('d', 'Ａｄａ Lovelace', 'desk'));
  });
  const found = async (text: string, unitIds = ['north', 'south', 'desk'], limit = 9) => (await city.directory.search(text, unitIds, limit)).map(({ memberId }) => memberId);

  it('keeps whom it has where the key can’t be opened any more', async () => {
    await city.happen(DetailsCorrected({ memberId: 'c', name: garbled(await city.keys.seal('c', '李四')), reason: '登记有误' }));
    expect(await found('李四')).toEqual(['c']);
  });
  it('finds by part of a name, rare ones too, and of a phone', async () => {
    expect(await found('王')).toHaveLength(2);
    expect(await found('䶮')).toEqual(['b']);
    expect(await found('𠮷')).toEqual(['a']);
    expect(await found('00000001')).toEqual(['a']);
    expect(await found('ada love')).toEqual(['d']);
    expect(await city.directory.search('李', ['south'], 9)).toEqual([{ memberId: 'c', name: '李四', unitId: 'south', phone: null }]);
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
    await city.happen(transferred('a', 'north', 'south', '2026-03-07'));
    expect(await found('𠮷', ['south'])).toEqual([]);
    city.clock.set('2026-03-07T02:00:00.000Z');
    expect(await found('𠮷', ['south'])).toEqual(['a']);
    expect(await found('𠮷', ['north'])).toEqual([]);
  });
  it('is made again for another epoch, and empties itself of whoever was forgotten meanwhile', async () => {
    const other = SqliteSearch.open({ folder: city.folder, identity: { ...city.events.identity, epoch: 7 } });
    expect(await other.find({ text: '王', unitIds: ['north'], day: '2026-03-06', limit: 9 })).toEqual([]);
    await city.keys.forget('a');
    const follower = new SearchFollower(city.events, city.keys, other, vocabulary);
    await follower.start();
    await until('the search to have followed the log', async () => (await other.checkpoint()) >= (await city.events.head()));
    await follower.stop();
    expect((await other.find({ text: '王', unitIds: ['north', 'south'], day: '2026-03-06', limit: 9 })).map(({ memberId }) => memberId)).toEqual(['b']);
    await other.close();
  });
});
