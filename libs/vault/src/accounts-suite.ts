import { afterEach, describe, expect, it } from '@jest/globals';
import type { Accounts, PasswordPolicy } from './vault.ts';

const now = '2026-03-06T09:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
const good = 'four quiet herons wade';
const wrong = 'another long password';

/** Of three times, in milliseconds: whatever else the machine is doing can only make one longer. */
const fastest = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let n = 0; n < 3; n++) { const begun = performance.now(); await work(); times.push(performance.now() - begun); }
  return Math.min(...times);
};

/** What every adapter of the port must hold. */
export const accountsSuite = (name: string, open: (policy?: PasswordPolicy) => Promise<Accounts>) => describe(`accounts: ${name}`, () => {
  const opened: Accounts[] = [];
  const start = async (policy?: PasswordPolicy) => { const accounts = await open(policy); opened.push(accounts); return accounts; };
  const withPassword = async () => { const accounts = await start(); await accounts.setPassword('ada', good); return accounts; };
  const fail = async (accounts: Accounts, times: number, at = now) => { for (let n = 0; n < times; n++) await accounts.verify('ada', wrong, at); };
  afterEach(async () => { for (const accounts of opened.splice(0)) await accounts.close(); });

  it('knows the right password, however its characters are composed', async () => {
    const accounts = await start();
    await accounts.setPassword('ada', 'Crème brûlée du jour'.normalize('NFD'));
    expect(await accounts.verify('ada', 'Crème brûlée du jour'.normalize('NFC'), now)).toEqual({ outcome: 'right' });
    expect(await accounts.verify('ada', 'Creme brulee du jour', now)).toEqual({ outcome: 'wrong' });
  });

  it('refuses a password that is too short or common, and keeps the old one', async () => {
    const accounts = await withPassword();
    await expect(accounts.setPassword('ada', 'short')).rejects.toMatchObject({ code: 'password-too-short' });
    await expect(accounts.setPassword('ada', 'password123456')).rejects.toMatchObject({ code: 'password-too-common' });
    await expect(accounts.setPassword('ada', 'call-me-lovelace', 'Lovelace')).rejects.toMatchObject({ code: 'password-names-account' });
    expect(await accounts.verify('ada', good, now)).toEqual({ outcome: 'right' });
  });

  it('lets a password grow old and come again where the policy asks for length alone', async () => {
    const accounts = await withPassword();
    await accounts.setPassword('ada', good, undefined, { now });
    expect([accounts.policy, await accounts.isExpired('ada', later(366 * 24 * 60)), await accounts.isExpired('nobody', now)]).toEqual(['asvs', false, false]);
  });

  it('asks for a new password after 90 days, and for none of the last five, where the policy does', async () => {
    const accounts = await start('mlps3');
    const day = 24 * 60, nth = (n: number) => `Heron-${n}-wades`;
    await expect(accounts.setPassword('ada', good, undefined, { now })).rejects.toMatchObject({ code: 'password-of-few-kinds' });
    for (let n = 1; n <= 6; n++) await accounts.setPassword('ada', nth(n), undefined, { now });
    expect(await accounts.verify('ada', nth(6), now)).toEqual({ outcome: 'right' });
    expect((await accounts.verify('ada', nth(5), now)).outcome).toBe('wrong');
    for (let n = 2; n <= 6; n++) await expect(accounts.setPassword('ada', nth(n), undefined, { now })).rejects.toMatchObject({ code: 'password-used-before' });
    expect([await accounts.isExpired('ada', later(90 * day)), await accounts.isExpired('ada', later(90 * day + 1)), await accounts.isExpired('nobody', now)]).toEqual([false, true, false]);
    await accounts.setPassword('ada', nth(1), undefined, { now: later(91 * day) }); // the sixth before it
    expect(await accounts.isExpired('ada', later(92 * day))).toBe(false);
    await accounts.setPassword('ada', nth(6), undefined, { now, reset: true }); // by an administrator's code
    expect(await accounts.verify('ada', nth(6), now)).toEqual({ outcome: 'right' });
  });

  it('takes as long for an unknown account as for a wrong password', async () => {
    const accounts = await withPassword();
    const known = await fastest(() => accounts.verify('ada', wrong, now));
    for (const memberId of ['nobody', 'nobody-else']) {
      expect(await accounts.verify(memberId, wrong, now)).toEqual({ outcome: 'wrong' });
      expect(await fastest(() => accounts.verify(memberId, wrong, now))).toBeGreaterThan(known / 4); // without the comparison it would take a thousandth
    }
  });

  it('locks after five failures, says so once, and opens again after a quarter of an hour', async () => {
    const accounts = await withPassword();
    await fail(accounts, 4);
    expect(await accounts.verify('ada', wrong, now)).toEqual({ outcome: 'locked', until: later(15), failures: 5, justNow: true });
    expect(await accounts.verify('ada', good, later(14))).toEqual({ outcome: 'locked', until: later(15), failures: 5, justNow: false });
    expect(await accounts.verify('ada', wrong, later(15))).toEqual({ outcome: 'wrong' });
    expect(await accounts.verify('ada', good, later(15))).toEqual({ outcome: 'right' });
  });

  it('counts and locks for nobody as for somebody, so that the lock tells nothing', async () => {
    const accounts = await withPassword();
    const outcomes = async (memberId: string) => { const all = []; for (let n = 0; n < 7; n++) all.push(await accounts.verify(memberId, wrong, now)); return all; };
    expect(await outcomes('nobody')).toEqual(await outcomes('ada'));
    expect((await accounts.verify('nobody', wrong, later(20))).outcome).toBe('wrong');
  });

  it('forgets failures after a quarter of an hour, and at a success', async () => {
    const accounts = await withPassword();
    await fail(accounts, 4);
    expect(await accounts.verify('ada', wrong, later(16))).toEqual({ outcome: 'wrong' });
    await fail(accounts, 3, later(16));
    expect(await accounts.verify('ada', good, later(16))).toEqual({ outcome: 'right' }); // the fifth, and the right one
    expect(await accounts.verify('ada', wrong, later(16))).toEqual({ outcome: 'wrong' });
  });

  it('lets no more than five of many simultaneous guesses through', async () => {
    const accounts = await withPassword();
    const verdicts = await Promise.all(Array.from({ length: 12 }, () => accounts.verify('ada', wrong, now)));
    expect(verdicts.filter((each) => each.outcome === 'wrong')).toHaveLength(4);
    expect(verdicts.filter((each) => each.outcome === 'locked' && each.justNow)).toHaveLength(1);
  });

  it('takes a code once, in time, as people type it', async () => {
    const accounts = await start();
    const code = await accounts.issueCode('ada', 'activation', later(60));
    expect(code).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
    expect(await accounts.redeemCode('bo', 'activation', code, now)).toEqual({ outcome: 'wrong' });
    expect(await accounts.redeemCode('ada', 'setup', code, now)).toEqual({ outcome: 'wrong' });
    expect(await accounts.redeemCode('ada', 'activation', code, later(60))).toEqual({ outcome: 'wrong' });
    expect(await accounts.redeemCode('ada', 'activation', ` ${code.toLowerCase().slice(0, 4)}-${code.slice(4)}`, later(59))).toEqual({ outcome: 'right' });
    expect(await accounts.redeemCode('ada', 'activation', code, later(59))).toEqual({ outcome: 'wrong' });
  });

  it('takes a code as of what it was issued for, and of nothing else', async () => {
    const accounts = await start();
    for (const purpose of ['activation', 'setup'] as const) {
      const code = await accounts.issueCode('ada', purpose, later(60), 'the first');
      for (const issue of ['the second', undefined]) expect(await accounts.redeemCode('ada', purpose, code, now, issue)).toEqual({ outcome: 'wrong' });
      expect(await accounts.redeemCode('ada', purpose, code, now, 'the first')).toEqual({ outcome: 'right' });
    }
  });

  it('stops guessing at codes after five failures, and says so once', async () => {
    const accounts = await start();
    const code = await accounts.issueCode('ada', 'activation', later(60));
    const guess = (memberId: string) => accounts.redeemCode(memberId, 'activation', 'AAAAAAAA', now);
    for (const memberId of ['ada', 'nobody']) {
      for (let n = 0; n < 4; n++) expect(await guess(memberId)).toEqual({ outcome: 'wrong' });
      expect([await guess(memberId), await guess(memberId)]).toEqual([true, false].map((justNow) => ({ outcome: 'locked', until: later(15), failures: 5, justNow })));
    }
    expect(await accounts.redeemCode('ada', 'activation', code, now)).toMatchObject({ outcome: 'locked' });
    expect(await accounts.verify('ada', good, now)).toMatchObject({ outcome: 'locked' }); // they count together
    for (let n = 0; n < 6; n++) expect(await accounts.redeemCode('setup', 'setup', 'AAAAAAAA', now)).toEqual({ outcome: 'wrong' }); // a link is no guess
    expect(await accounts.redeemCode('ada', 'activation', code, later(16))).toEqual({ outcome: 'right' });
  });

  it('takes as long to look for a code that nobody has', async () => {
    const accounts = await start();
    await accounts.issueCode('ada', 'activation', later(60));
    const looking = (memberId: string) => fastest(() => accounts.redeemCode(memberId, 'activation', 'AAAAAAAA', now));
    expect(await looking('nobody')).toBeGreaterThan((await looking('ada')) / 4);
  });

  it('a newer code replaces the older', async () => {
    const accounts = await start();
    const [old, fresh] = [await accounts.issueCode('ada', 'setup', later(60)), await accounts.issueCode('ada', 'setup', later(60))];
    expect(await accounts.redeemCode('ada', 'setup', old, now)).toEqual({ outcome: 'wrong' });
    expect(await accounts.redeemCode('ada', 'setup', fresh, now)).toEqual({ outcome: 'right' });
  });

  it('knows a login by its token until it ends', async () => {
    const accounts = await start();
    const { token, loginId } = await accounts.logIn('ada', 'Firefox', now);
    expect(await accounts.authenticate(token, now, 30)).toEqual({ loginId, memberId: 'ada', createdAt: now, seenAt: now, device: 'Firefox' });
    expect(await accounts.authenticate(`${token}x`, now, 30)).toBeNull();
    expect(await accounts.endLogin('bo', loginId)).toBe(false);
    expect(await accounts.endLogin('ada', loginId)).toBe(true);
    expect(await accounts.authenticate(token, now, 30)).toBeNull();
  });

  it('ends a login that was idle for too long, and one that is a month old', async () => {
    const accounts = await start();
    const { token } = await accounts.logIn('ada', '', now);
    expect(await accounts.authenticate(token, later(29), 30)).not.toBeNull();
    expect(await accounts.authenticate(token, later(58), 30)).not.toBeNull(); // it was seen meanwhile
    expect(await accounts.authenticate(token, later(89), 30)).toBeNull();
    expect(await accounts.authenticate(token, later(58), 30)).toBeNull();
    const other = await accounts.logIn('ada', '', now);
    expect(await accounts.authenticate(other.token, later(31 * 24 * 60), 1e9)).toBeNull();
  });

  it('ends all logins of a person, and only theirs', async () => {
    const accounts = await start();
    const [a, b, c] = [await accounts.logIn('ada', '', now), await accounts.logIn('ada', '', now), await accounts.logIn('bo', '', now)];
    expect([...(await accounts.endLogins('ada'))].sort()).toEqual([a.loginId, b.loginId].sort());
    expect(await accounts.logins('ada')).toEqual([]);
    expect(await accounts.authenticate(c.token, now, 30)).not.toBeNull();
  });

  it('forgets a person: password, codes, logins', async () => {
    const accounts = await withPassword();
    const { token } = await accounts.logIn('ada', '', now);
    const code = await accounts.issueCode('ada', 'activation', later(60));
    expect(await accounts.isActive('ada')).toBe(true);
    await accounts.forget('ada');
    expect(await accounts.isActive('ada')).toBe(false);
    expect(await accounts.verify('ada', good, now)).toEqual({ outcome: 'wrong' });
    expect(await accounts.redeemCode('ada', 'activation', code, now)).toEqual({ outcome: 'wrong' });
    expect(await accounts.authenticate(token, now, 30)).toBeNull();
  });
});
