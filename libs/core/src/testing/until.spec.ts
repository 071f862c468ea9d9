import { describe, expect, it } from '@jest/globals';
import { until } from './until.ts';

describe('waiting until something holds', () => {
  it('goes on as soon as it does, asked at once and after a while', async () => {
    let asked = 0;
    await until('what holds already', () => true, 0);
    await until('the third time', async () => ++asked === 3);
    expect(asked).toBe(3);
  });
  it('fails with what it waited for where it does not come, or cannot be asked', async () => {
    await expect(until('the moon', () => false, 20)).rejects.toThrow('waited 20 ms in vain: the moon');
    await expect(until('the moon', () => { throw new Error('no sky'); })).rejects.toThrow('no sky');
  });
});
