import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { showRows } from './rows-progress.ts';

const shownWhile = async (started: Promise<void>, lags: number[]) => {
  const shown: number[] = [];
  await showRows({ lag: async () => lags.shift() ?? 0 }, started, (done, of) => shown.push(done / of));
  return shown;
};

describe('rows that come up to the log', () => {
  it('are shown on their way, and whole at the end', async () => expect(await shownWhile(setTimeout(2300), [400, 100])).toEqual([0, 0.75, 1, 1]));
  it('are not spoken of where they are there at once', async () => expect(await shownWhile(setTimeout(10), [400])).toEqual([]));
  it('say why where they do not come', async () => { await expect(shownWhile(Promise.reject(new Error('no disk')), [])).rejects.toThrow('no disk'); });
});
