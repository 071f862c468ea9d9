import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pagesOf } from '@lyceum/core/pages';
import { BadCursor } from '@lyceum/read-store/read-store';
import { temporaryDirectory, transferred, type TemporaryDirectory } from './testing/temporary-directory.ts';

let city: TemporaryDirectory;
beforeEach(async () => { city = await temporaryDirectory(); });
afterEach(() => city.close());

describe('people', () => {
  it('are in the unit of the day, as recorded by then', async () => {
    const before = await city.happen(await city.registered('ada', '王𠮷䶮', 'north'));
    await city.happen(transferred('ada', 'north', 'south', '2026-03-01'));
    expect(await city.directory.person('ada')).toMatchObject({ memberId: 'ada', name: '王𠮷䶮', unitId: 'south', since: '2026-03-01' });
    expect((await city.directory.person('ada', { day: '2026-02-28' }))?.unitId).toBe('north');
    expect((await city.directory.person('ada', { asOf: before }))?.unitId).toBe('north');
    expect(await city.directory.unitOf('ada')).toBe('south');
    expect(await city.directory.person('nobody')).toBeUndefined();
    expect(await city.directory.unitOf('nobody')).toBeUndefined();
  });

  it('are listed by unit and id, page by page, with their number', async () => {
    await city.happen(...await Promise.all(['e', 'd', 'c', 'b', 'a'].map((id, n) => city.registered(id, id.toUpperCase(), n % 2 ? 'south' : 'north'))));
    const listed: string[] = [];
    for await (const { people, total } of pagesOf((at) => city.directory.people(['south', 'north'], { limit: 2, ...at }))) {
      expect(total).toBe(5);
      listed.push(...people.map(({ unitId, name }) => `${unitId}/${String(name)}`));
    }
    expect(listed).toEqual(['north/A', 'north/C', 'north/E', 'south/B', 'south/D']);
    expect(await city.directory.people(['south', 'nowhere', 'south'])).toMatchObject({ next: null, total: 2 });
    for (const cursor of ['', '%', Buffer.from("north/' or 1").toString('base64url')]) await expect(city.directory.people(['north'], { cursor })).rejects.toThrow(BadCursor);
    expect(await city.directory.people([])).toEqual({ people: [], next: null, total: 0 });
  });

  it('who were elsewhere on the day are neither listed nor counted, also when they came back', async () => {
    const before = await city.happen(await city.registered('ada', 'Ada', 'north'), await city.registered('bo', 'Bo', 'north'), await city.registered('new', 'New', 'north', { from: '2026-03-07' }));
    await city.happen(transferred('ada', 'north', 'south', '2022-01-01'), transferred('ada', 'south', 'north', '2023-01-01'));
    const on = async (day: string, asOf?: string) => {
      const { people, total } = await city.directory.people(['north'], { day, ...(asOf ? { asOf } : {}) });
      expect(total).toBe(people.length);
      const one = await city.directory.people(['south', 'north'], { day, limit: 1, ...(asOf ? { asOf } : {}) });
      expect(one.people).toHaveLength(Math.min(1, one.total));
      expect(one.next === null).toBe(one.total <= 1);
      expect((await city.directory.headcounts({ day, ...(asOf ? { asOf } : {}) })).get('north') ?? 0).toBe(total);
      return people.map(({ memberId }) => memberId);
    };
    expect(await on('2019-01-01')).toEqual([]);
    expect(await on('2021-12-31')).toEqual(['ada', 'bo']);
    expect(await on('2022-06-01')).toEqual(['bo']);
    expect(await on('2022-06-01', before)).toEqual(['ada', 'bo']);
    expect(await on('2023-01-01')).toEqual(['ada', 'bo']);
    expect(await on('2026-03-07')).toEqual(['ada', 'bo', 'new']);
    expect(await city.directory.headcounts({ day: '2022-06-01' })).toEqual(new Map([['north', 1], ['south', 1]]));
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
      moves.push({ memberId, unitId, from, position: await city.happen(last ? transferred(memberId, last.unitId, unitId, from) : await city.registered(memberId, memberId, unitId, { from })) });
    }
    for (let n = 0; n < 60; n++) {
      const [day, asOf, limit] = [`2026-02-${String(1 + draw(28)).padStart(2, '0')}`, moves[draw(moves.length)]!.position, 1 + draw(5)];
      const units = where.filter(() => draw(2) === 0);
      const plain = [...new Set(moves.map(({ memberId }) => memberId))].map((memberId) => `${unitOf(memberId, day, asOf)}/${memberId}`).filter((place) => units.includes(place.split('/')[0]!)).sort();
      const paged: string[] = [];
      for await (const { people, total } of pagesOf((at) => city.directory.people(units, { day, asOf, limit, ...at }))) {
        expect(total).toBe(plain.length);
        paged.push(...people.map(({ unitId, memberId }) => `${unitId}/${memberId}`));
      }
      expect(paged).toEqual(plain);
    }
  });
});
