import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Accounts, Keys } from './vault.ts';

/** A vault on a server, empty; `left` answers what is kept of people's keys and claims. */
export type SharedVault = {
  keys(masterKeyFile?: string): Promise<Keys>;
  accounts(): Promise<Accounts>;
  left(): Promise<{ readonly keys: number; readonly claims: number }>;
};

const now = '2026-03-06T09:00:00.000Z';

/** A vault on a server is shared: what every engine keeps to, beside `keysSuite` and `accountsSuite`. `folder`: for another master key. */
export const sharedVaultSuite = (engine: string, vault: () => Promise<SharedVault>, folder: string): void => describe(`a vault on ${engine} that several processes share`, () => {
  const two = async () => {
    const { keys, left } = await vault();
    const [one, other] = [await keys(), await keys()];
    return { one, other, left, close: () => Promise.all([one.close(), other.close()]) };
  };

  it('forgets a person in all of them at once, also where their key was in memory', async () => {
    const { one, other, close } = await two();
    const sealed = await one.seal('ada', 'Ada');
    expect(await other.open([sealed])).toEqual(['Ada']);
    await one.forget('ada');
    expect(await other.open([sealed])).toEqual([null]);
    await expect(other.seal('ada', 'Ada')).rejects.toMatchObject({ code: 'person-forgotten' });
    await close();
  });

  it('keeps no key of somebody who was forgotten while others made or used it', async () => {
    const { one, other, left, close } = await two();
    for (let n = 0; n < 15; n++) {
      const subject = `m${n}`;
      const sealing = [...Array.from({ length: 6 }, (_, k) => (k % 2 ? one : other).seal(subject, 'Ada')), ...['1', '2'].map((value) => one.claim('phone', value + n, subject))];
      await new Promise((resolve) => setTimeout(resolve, n % 4));
      await Promise.allSettled([...sealing, other.forget(subject)]);
    }
    expect(await left()).toEqual({ keys: 0, claims: 0 });
    expect(await other.forgotten()).toHaveLength(15);
    await close();
  });

  it('makes one key and one holder where both ask at once', async () => {
    const { one, other, close } = await two();
    const sealed = await Promise.all([one, other, one, other].map((each) => each.seal('ada', 'Ada')));
    expect(await other.open(sealed)).toEqual(['Ada', 'Ada', 'Ada', 'Ada']);
    const holders = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).claim('account', 'chief', `m${n}`)));
    expect(new Set(holders.map(({ holder }) => holder)).size).toBe(1);
    await close();
  });

  it('lets no more than five guesses through, however many processes they reach', async () => {
    const { accounts } = await vault();
    const [one, other] = [await accounts(), await accounts()];
    await one.setPassword('ada', 'four quiet herons wade');
    const verdicts = await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? one : other).verify('ada', 'another long password', now)));
    expect(verdicts.filter((each) => each.outcome === 'wrong')).toHaveLength(4);
    const code = await one.issueCode('bo', 'setup', '2026-03-07T00:00:00.000Z');
    const redeemed = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).redeemCode('bo', 'setup', code, now)));
    expect(redeemed.filter(({ outcome }) => outcome === 'right')).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('opens nothing with another master key, or without one, and says so', async () => {
    const { keys } = await vault();
    await (await keys()).close();
    const stranger = join(folder, 'other.key');
    writeFileSync(stranger, randomBytes(32).toString('base64'));
    await expect(keys(stranger)).rejects.toThrow('not the one of this vault');
    await expect(keys(join(folder, 'none.key'))).rejects.toThrow('does not exist');
  });
});
