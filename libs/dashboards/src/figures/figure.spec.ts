import { describe, expect, it } from '@jest/globals';
import { Tree } from '@lyceum/directory/tree';
import { figures, formulaOf, isKnownAt, leavesOf, valueOf } from './figure.ts';
import { before, keyText, parseKey } from './key.ts';
import { isVeiled } from './sight.query.ts';
import { show, textOf, withChange } from './shown.ts';

describe('the declarations', () => {
  it('rest on figures that are declared, and add up columns that their rows declare', () => {
    for (const [name, figure] of Object.entries(figures)) {
      for (const leaf of leavesOf(name)) expect(figures[leaf]).toBeDefined();
      if (figure.kind !== 'sum') continue;
      for (const { projection, by } of Object.values(figure.from)) {
        expect(projection.totals).toEqual(expect.arrayContaining([figure.column, ...(figure.facts ? [figure.facts] : [])]));
        expect(projection.indexes.flat()).toContain(by);
      }
    }
  });
  it('say what they count in both languages', () => {
    for (const { label, meaning } of Object.values(figures)) for (const text of [label, meaning]) expect([text.zh.length > 1, /^[\x20-\x7e]+$/.test(text.en)]).toEqual([true, true]);
  });
  it('give a share of nothing no value', () => {
    expect(valueOf('attendance', { signed: 0, invited: 0 })).toBeNull();
    expect(valueOf('attendance', { signed: 3, invited: 4 })).toBe(75);
  });
  it('say their formula', () => expect(formulaOf('attendance', false, 'zh')).toEqual({ text: '签到人次 ÷ 应到人次', symbols: 'signed ÷ invited' }));
});

describe('a count of people upon a later tree', () => {
  const tree = (...units: readonly (readonly [string, string | null])[]) => new Tree(units.map(([unitId, parentId]) => ({ unitId, name: unitId, type: 'station', parentId })));
  const then = tree(['city', null], ['a', 'city'], ['b', 'city'], ['s', 'a']), moved = tree(['city', null], ['a', 'city'], ['b', 'city'], ['s', 'b']);
  const veiled = (name: string, unitId: string | null, now = moved, persons = false) => isVeiled(name, unitId, { tree: now, ownTree: then, reader: { persons, units: new Set() } });
  it('is covered for who may not know people, where any unit was moved meanwhile: but for all of the city, and where it is by itself', () => {
    expect(['a', 'b', 's', 'city', null].map((unitId) => veiled('attendance', unitId))).toEqual([true, true, true, false, true]);
    expect([veiled('held', 'a'), veiled('signed', 'a', moved, true), veiled('signed', 'a', then)]).toEqual([false, false, false]);
    expect(veiled('signed', 'a', tree(['city', null], ['a', 'city'], ['b', 'city'], ['s', 'a'], ['new', 'a']))).toBe(false); // nobody was anywhere in it
  });
});

describe('a key', () => {
  it('is read as it is written', () => {
    for (const text of ['attendance/unit:u1/2026-01-01..2026-12-31', 'signed/member:ada@u1/2026-03-02..2026-03-08', 'held/own:u1/2026-03-06..2026-03-06', 'held/unit:u1/2026-03-02..2026-03-08@2026-03-09']) expect(keyText(parseKey(text)!)).toBe(text);
  });
  it.each([
    'attendance', 'nothing/unit:u1/2026-01-01..2026-01-02', 'held/member:ada/2026-01-01..2026-01-02', 'coverage/session:s/2026-01-01..2026-01-02', 'signed/unit:u1/2026-02-30..2026-03-01',
    'signed/unit:u1/2026-03-02..2026-03-01', 'signed/unit:u1/2000-01-01..2026-01-01', 'signed/unit:u1@u2/2026-01-01..2026-01-02', 'signed/unit:u 1/2026-01-01..2026-01-02',
    'signed/unit:u1/2026-01-01..2026-01-02/x', 'constructor/unit:u1/2026-01-01..2026-01-02', 'signed/unit:../2026-01-01..2026-01-02', '',
    'signed/unit:u1/2026-01-01..2026-01-02@2026-01-02', 'signed/unit:u1/2026-01-01..2026-01-02@2026-02-30', 'signed/member:ada/2026-01-01..2026-01-02@2026-01-03',
  ])('is refused where it is none: %s', (text) => expect(parseKey(text)).toBeUndefined());
  it('knows the days before, as many of them', () => expect(before({ from: '2026-03-02', to: '2026-03-08' })).toEqual({ from: '2026-02-23', to: '2026-03-01' }));
  it('is known only at places where all its rows are', () => {
    expect([isKnownAt('attendance', 'session'), isKnownAt('held', 'session'), isKnownAt('coverage', 'unit'), isKnownAt('coverage', 'member')]).toEqual([true, false, true, false]);
  });
});

describe('what is shown', () => {
  const key = { figure: 'attendance', scope: 'unit', id: 'u1', from: '2026-03-02', to: '2026-03-08' } as const;
  it.each([[99.95, '99.9 %'], [99.999, '99.9 %'], [100, '100.0 %'], [0.04, '0.1 %'], [0, '0.0 %']])('rounds a share neither to all nor to none: %d', (share, shown) => expect(textOf(share, 'percent')).toBe(shown));
  it('names its unit of count', () => expect([textOf(86.44, 'percent'), textOf(1204, 'persons'), textOf(null, 'percent'), textOf(3, 'persons', 'small')]).toEqual(['86.4 %', '1,204', '–', '<5']));
  it('of a share says what it divides', () => expect([show(key, 86.4, 'en').ratio, show({ ...key, figure: 'signed' }, 12, 'en').ratio]).toEqual(['Signatures ÷ Invitations', undefined]));
  it('tells the change of a share in points, with the figure that it is against', () =>
    expect(withChange(show(key, 86.4, 'en'), 84.3, { ...key, ...before(key) }, 'clear', 'en').change).toEqual({ value: expect.closeTo(2.1), shown: '+2.1 points', against: 'attendance/unit:u1/2026-02-23..2026-03-01', before: '84.3 %' }));
  it.each([
    [83.64, 83.46, '+0.1 points'], [83.44, 83.46, '−0.1 points'], [83.54, 83.46, '±0.0 points'], [100, 99.96, '+0.1 points'], [0.04, 100, '−99.9 points'],
  ])('adds up as it is shown: %d after %d', (now, then, change) => expect(withChange(show(key, now, 'en'), then, key, 'clear', 'en').change!.shown).toBe(change));
  it('tells no change where one of the two is hidden', () => {
    expect(withChange(show(key, 86.4, 'en'), 84.3, key, 'hidden', 'en').change).toMatchObject({ value: null, shown: '–', before: '*' });
    expect(withChange(show(key, 86.4, 'en', 'small'), 84.3, key, 'clear', 'en').change).toMatchObject({ value: null });
  });
});
