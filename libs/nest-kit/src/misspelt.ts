/**
 * Names in an environment that were meant for something known: all that begin with LYCEUM_, and those that are a few letters from another known name.
 * A setting that is misspelt would else not hold, and nobody would be told.
 */
export const misspelt = (env: Readonly<Record<string, string | undefined>>, known: readonly string[]): readonly string[] =>
  Object.keys(env).flatMap((name) => {
    if (known.includes(name) || !env[name]) return []; // what is empty is not given
    const [close] = meant(name.toUpperCase(), known);
    if (!close && !name.startsWith('LYCEUM_')) return []; // somebody else's
    return [`${name} is not known; ${close ? `is ${close} meant?` : 'is it misspelt?'}`];
  });

/** The known words that are a letter in five from a word, one at least; the closest first. */
export const meant = (word: string, known: readonly string[]): readonly string[] =>
  known.map((each) => ({ each, letters: apart(word, each) })).filter(({ each, letters }) => each.length > 2 && letters <= Math.max(1, each.length / 5)).toSorted((a, b) => a.letters - b.letters).map(({ each }) => each);

/** Letters that were left out, put in, changed or swapped between two words. What is far longer is far apart, and not counted. */
const apart = (one: string, other: string): number => {
  if (one.length > 2 * other.length) return one.length;
  let before: number[] = [], row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const swapped = i > 0 && j > 0 && one[i] === other[j - 1] && one[i - 1] === other[j] ? before[j - 1]! + 1 : Infinity;
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (one[i] === other[j] ? 0 : 1), swapped));
    }
    [before, row] = [row, next];
  }
  return row[other.length]!;
};
