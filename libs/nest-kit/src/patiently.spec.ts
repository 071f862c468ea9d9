import { describe, expect, it } from '@jest/globals';
import { Unavailable } from '@lyceum/event-store/event-store';
import { patiently } from './patiently.ts';

describe('what is done again while something is away', () => {
  const failing = (...errors: readonly Error[]) => { const left = [...errors]; return async () => { const error = left.shift(); if (error) throw error; return 'done'; }; };

  it('is done when it is there, and says why each time before', async () => {
    const said: string[] = [];
    expect(await patiently(failing(new Unavailable('away'), new Unavailable('it starts')), (why) => said.push(why) > 0)).toBe('done');
    expect(said).toEqual(['away', 'it starts']);
  });
  it('is given up where nobody wants it any more, and at once where waiting would not help', async () => {
    await expect(patiently(failing(new Unavailable('away')), () => false)).rejects.toThrow(Unavailable);
    await expect(patiently(failing(new TypeError('ours')), () => true)).rejects.toThrow('ours');
  });
  it('is given up by a signal, with its reason, and not done once more', async () => {
    const ending = new AbortController();
    const work = failing(new Unavailable('away'));
    await expect(patiently(work, () => { ending.abort(new Error('it is evening')); return true; }, ending.signal)).rejects.toThrow('it is evening');
  });
});
