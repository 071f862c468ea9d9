import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sightOf, together } from '@lyceum/directory/privacy';
import { sightsOf } from './sight.query.ts';

describe('small numbers', () => {
  it('are hidden from one to four, and nothing else is', () => expect(sightOf([0, 1, 4, 5, 100])).toEqual(['clear', 'small', 'small', 'clear', 'clear']));
  it('alone take the least of the others with them, which would give them away', () => expect(sightOf([3, 50, 20, 0])).toEqual(['small', 'clear', 'hidden', 'clear']));
  it('take another with them where they can only all be one, or all be four', () => {
    expect(sightOf([1, 1, 9, 30])).toEqual(['small', 'small', 'hidden', 'clear']);
    expect(sightOf([4, 4, 9, 40])).toEqual(['small', 'small', 'hidden', 'clear']);
    expect(sightOf([1, 5, 8, 40])).toEqual(['small', 'hidden', 'hidden', 'clear']);
  });
  it('hide the shares that rest on them', () => {
    expect(together('clear', 'small')).toBe('hidden');
    expect(together('clear', 'clear')).toBe('clear');
  });
  it('are hidden, too, where a number and its whole leave them', () => {
    const parts = [{ signed: 6, invited: 7 }, { signed: 40, invited: 50 }, { signed: 20, invited: 26 }, { signed: 9, invited: 9 }];
    expect(sightsOf('signed', parts, false)).toEqual(['hidden', 'clear', 'hidden', 'clear']); // with the least of the others: what did not come adds up, as well
    expect([sightsOf('attendance', parts, false)[0], sightsOf('invited', parts, false)[0], sightsOf('signed', parts, true)[0]]).toEqual(['hidden', 'clear', 'clear']);
    expect(sightsOf('signed', [{ signed: 3, invited: 7 }], false)).toEqual(['small']);
    expect(sightsOf('held', [{ held: 1 }], false)).toEqual(['clear']);
  });
  it('never follow from the total and what is left to see', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 8 }), (counts) => {
      const sights = sightOf(counts);
      const covered = sights.flatMap((sight) => (sight === 'clear' ? [] : [sight]));
      if (!covered.includes('small') || !sights.some((sight, at) => sight === 'clear' && counts[at]! > 0)) return; // nothing to hide, or nothing more to hide it with
      const sum = counts.reduce((total, count, at) => (sights[at] === 'clear' ? total : total + count), 0);
      const ways = (left: number, at: number): number => {
        if (at === covered.length) return left === 0 ? 1 : 0;
        const [from, to] = covered[at] === 'small' ? [1, 4] : [5, left];
        let found = 0;
        for (let count = from; count <= to; count++) found += ways(left - count, at + 1);
        return found;
      };
      expect(ways(sum, 0)).toBeGreaterThan(1);
    }));
  });
});
