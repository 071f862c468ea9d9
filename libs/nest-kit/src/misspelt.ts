/**
 * Names in an environment that were meant for something known: all that begin with LYCEUM_, and those that are a few letters from another known name.
 * A setting that is misspelt would else not hold, and nobody would be told.
 */
export const misspelt = (env: Readonly<Record<string, string | undefined>>, known: readonly string[]): readonly string[] =>
  Object.keys(env).flatMap((name) => {
    if (known.includes(name) || !env[name]) return []; // what is empty is not given
    const [meant] = known.map((each) => ({ each, apart: apart(name.toUpperCase(), each) })).filter(({ each, apart: letters }) => letters <= each.length / 5).toSorted((a, b) => a.apart - b.apart);
    if (!meant && !name.startsWith('LYCEUM_')) return []; // somebody else's
    return [`${name} is not known; ${meant ? `is ${meant.each} meant?` : 'is it misspelt?'}`];
  });

/** Letters that were left out, put in or changed between two words (Levenshtein). */
const apart = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [before, letter] of [...one].entries()) {
    const next = [before + 1];
    for (const [at, wanted] of [...other].entries()) next.push(Math.min(next[at]! + 1, row[at + 1]! + 1, row[at]! + (letter === wanted ? 0 : 1)));
    row = next;
  }
  return row[other.length]!;
};
