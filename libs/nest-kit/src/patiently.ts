import { setTimeout } from 'node:timers/promises';
import { Unavailable } from '@lyceum/event-store/event-store';

const [firstPause, longestPause] = [250, 5000]; // milliseconds

/**
 * Does what can be done anew as often as one likes, until nothing that it rests on is away. `goesOn` is told why it was not done, and says whether
 * that is still wanted; the signal ends also a pause, with its reason. Throws whatever else goes wrong.
 */
export const patiently = async <T>(work: () => Promise<T>, goesOn: (why: string) => boolean, signal?: AbortSignal): Promise<T> => {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    signal?.throwIfAborted();
    try { return await work(); } catch (error) {
      if (!(error instanceof Unavailable) || !goesOn(error.message)) throw error;
    }
    await setTimeout(pause, undefined, { signal }).catch(() => undefined);
  }
};
