import { few, isFew } from './few.ts';

/** How much of a count its reader may see. `small`: shown as "<5"; `hidden`: it would give a small one away. */
export type Sight = 'clear' | 'small' | 'hidden';

/**
 * For readers without a right to persons: what may be seen of counts that add up to a total that they know.
 * Small ones are hidden; and while what is left of the total gives them away, the least of the others with them.
 */
export const sightOf = (counts: readonly number[]): readonly Sight[] => {
  const sights: Sight[] = counts.map((count) => (isFew(count) ? 'small' : 'clear'));
  while (followsFromTotal(counts, sights)) {
    let least = -1;
    counts.forEach((count, at) => { if (sights[at] === 'clear' && count > 0 && (least < 0 || count < counts[least]!)) least = at; });
    if (least < 0) break; // all there is: the total is as small, or says no more than they do
    sights[least] = 'hidden';
  }
  return sights;
};

/** Whether the covered counts can add up to what is left of the total in one way only: small ones are 1 to 4, hidden ones 5 or more. */
const followsFromTotal = (counts: readonly number[], sights: readonly Sight[]): boolean => {
  const [small, hidden] = (['small', 'hidden'] as const).map((sight) => sights.filter((one) => one === sight).length) as [number, number];
  if (small === 0) return false;
  const sum = counts.reduce((total, count, at) => (sights[at] === 'clear' ? total : total + count), 0);
  if (hidden === 0) return small === 1 || sum === small || sum === small * (few - 1);
  return sum === small + hidden * few;
};

/** Of a share: seen only where both of its terms are. */
export const together = (...sights: readonly Sight[]): Sight => (sights.every((sight) => sight === 'clear') ? 'clear' : 'hidden');
