/** Asks until it holds, for `seconds` at most; answers what was found last, for the test to look at. */
export const eventually = async <T>(ask: () => Promise<T>, holds: (found: T) => boolean, seconds = 90): Promise<T> => {
  for (const end = Date.now() + seconds * 1000; ;) {
    const found = await ask();
    if (holds(found) || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
