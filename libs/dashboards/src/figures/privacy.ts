/** How much of a count its reader may see. `small`: shown as "<5"; `hidden`: it would give a small one away. */
export type Sight = 'clear' | 'small' | 'hidden';

const few = 5;
export const isSmall = (count: number): boolean => count > 0 && count < few;

/**
 * For readers without a right to persons: what may be seen of counts that add up to a total that they know.
 * Small ones are hidden; and where what is left of the total would give them away, the least of the others with them.
 */
export const sightOf = (counts: readonly number[]): readonly Sight[] => {
  const sights: Sight[] = counts.map((count) => (isSmall(count) ? 'small' : 'clear'));
  const covered = counts.filter(isSmall);
  const sum = covered.reduce((a, b) => a + b, 0);
  // One alone follows from the total; so do several that can only all be one, or all be four.
  const given = covered.length === 1 || (covered.length > 1 && (sum === covered.length || sum === covered.length * (few - 1)));
  if (!given) return sights;
  let least = -1;
  counts.forEach((count, at) => { if (sights[at] === 'clear' && count > 0 && (least < 0 || count < counts[least]!)) least = at; });
  if (least >= 0) sights[least] = 'hidden';
  return sights;
};

/** Of a share: seen only where both of its terms are. */
export const together = (...sights: readonly Sight[]): Sight => (sights.every((sight) => sight === 'clear') ? 'clear' : 'hidden');
