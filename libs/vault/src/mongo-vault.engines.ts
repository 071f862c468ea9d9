// engines: MongoDB-wire
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { accountsSuite } from './accounts-suite.ts';
import { keysSuite } from './keys-suite.ts';
import { MongoAccounts } from './mongo-accounts.ts';
import { MongoKeys } from './mongo-keys.ts';

const now = '2026-03-06T09:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'lyceum-vault-'));
const masterKeyFile = join(folder, 'master.key');
let engine: Engine;
beforeAll(async () => {
  writeFileSync(masterKeyFile, randomBytes(32).toString('base64'));
  engine = await startMongo();
}, 600_000);
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

keysSuite('MongoDB', async () => {
  const { at: url } = await freshDatabase(engine);
  let time = Date.parse(now);
  const open = () => MongoKeys.open({ url, masterKeyFile, clock: () => time });
  return { keys: await open(), pass: (milliseconds) => { time += milliseconds; }, again: open };
});
accountsSuite('MongoDB', async (policy) => MongoAccounts.open({ url: (await freshDatabase(engine)).at, policy }));

describe('a vault on MongoDB that several processes share', () => {
  const twoVaults = async () => {
    const { at: url, admin } = await freshDatabase(engine);
    const open = () => MongoKeys.open({ url, masterKeyFile });
    return { one: await open(), other: await open(), admin };
  };
  it('forgets a person in all of them at once, also where their key was in memory', async () => {
    const { one, other } = await twoVaults();
    const sealed = await one.seal('ada', 'Ada');
    expect(await other.open([sealed])).toEqual(['Ada']);
    await one.forget('ada');
    expect(await other.open([sealed])).toEqual([null]);
    await expect(other.seal('ada', 'Ada')).rejects.toMatchObject({ code: 'person-forgotten' });
    await Promise.all([one.close(), other.close()]);
  });

  it('keeps no key of somebody who was forgotten while others made or used it', async () => {
    const { one, other, admin } = await twoVaults();
    for (let n = 0; n < 15; n++) {
      const subject = `m${n}`;
      const sealing = [...Array.from({ length: 6 }, (_, k) => (k % 2 ? one : other).seal(subject, 'Ada')), ...['1', '2'].map((value) => one.claim('phone', value + n, subject))];
      await new Promise((resolve) => setTimeout(resolve, n % 4));
      await Promise.allSettled([...sealing, other.forget(subject)]);
    }
    expect(await admin.collection('vault.people').find({ nonce: { $exists: true } }).toArray()).toEqual([]);
    expect(await admin.collection('vault.people').countDocuments({ forgotten: { $ne: null } })).toBe(15);
    expect(await admin.collection('vault.claims').find({}).toArray()).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });

  it('makes one key and one holder where both ask at once', async () => {
    const { one, other } = await twoVaults();
    const sealed = await Promise.all([one, other, one, other].map((vault) => vault.seal('ada', 'Ada')));
    expect(await other.open(sealed)).toEqual(['Ada', 'Ada', 'Ada', 'Ada']);
    const holders = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).claim('account', 'chief', `m${n}`)));
    expect(new Set(holders.map(({ holder }) => holder)).size).toBe(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('lets no more than five guesses through, however many processes they reach', async () => {
    const { at: url } = await freshDatabase(engine);
    const [one, other] = [await MongoAccounts.open({ url }), await MongoAccounts.open({ url })];
    await one.setPassword('ada', 'four quiet herons wade');
    const verdicts = await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? one : other).verify('ada', 'another long password', now)));
    expect(verdicts.filter((each) => each.outcome === 'wrong')).toHaveLength(4);
    const code = await one.issueCode('bo', 'setup', '2026-03-07T00:00:00.000Z');
    const redeemed = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).redeemCode('bo', 'setup', code, now)));
    expect(redeemed.filter(Boolean)).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('keeps of a forgotten person nothing but the id and the day', async () => {
    const { one, other, admin } = await twoVaults();
    await one.seal('zulfiqar', 'Ada');
    const kept = () => admin.collection<{ _id: string }>('vault.people').findOne({ _id: 'zulfiqar' });
    expect(Object.keys((await kept())!).sort()).toEqual(['_id', 'body', 'nonce']);
    await one.forget('zulfiqar');
    expect(Object.keys((await kept())!).sort()).toEqual(['_id', 'forgotten']);
    await Promise.all([one.close(), other.close()]);
  });

  it('never takes an operator for a value', async () => {
    const { one, other } = await twoVaults();
    const { at: url } = await freshDatabase(engine);
    const accounts = await MongoAccounts.open({ url });
    await one.claim('account', '$ne', 'ada');
    await one.confirm('ada');
    expect(await other.holder('account', '$ne')).toBe('ada');
    await accounts.setPassword('$where', 'four quiet herons wade');
    expect(await accounts.verify('$where', 'four quiet herons wade', now)).toEqual({ outcome: 'right' });
    const { token } = await accounts.logIn('__proto__', 'a.b', now);
    expect(await accounts.authenticate(token, now, 30)).toMatchObject({ memberId: '__proto__', device: 'a.b' });
    // What types forbid can come in all the same, from a body that nobody checked:
    for (const each of [{ $ne: null }, { $gt: '' }, /./, ['ada']] as unknown as string[]) {
      const asked: (() => Promise<unknown>)[] = [
        () => one.forget(each), () => one.confirm(each), () => one.claim('account', 'x', each), () => one.release('account', '$ne', each), () => one.seal(each, 'Ada'), () => one.holder('account', each),
        () => accounts.verify(each, 'x', now), () => accounts.isActive(each), () => accounts.logins(each), () => accounts.endLogins(each), () => accounts.endLogin(each, 'x'), () => accounts.endLogin('__proto__', each),
        () => accounts.redeemCode(each, 'setup', 'x', now), () => accounts.forget(each), () => accounts.logIn(each, '', now), () => accounts.issueCode(each, 'setup', now), () => accounts.setPassword(each, 'four quiet herons wade'),
      ];
      for (const ask of asked) await expect(ask()).rejects.toThrow();
      expect(await accounts.authenticate(each, now, 30).catch(() => null)).toBeNull();
    }
    expect([await other.holder('account', '$ne'), (await accounts.logins('__proto__')).length, await accounts.isActive('$where')]).toEqual(['ada', 1, true]);
    await Promise.all([one.close(), other.close(), accounts.close()]);
  });

  it('opens nothing with another master key, or without one, and says so', async () => {
    const { at: url } = await freshDatabase(engine);
    await (await MongoKeys.open({ url, masterKeyFile })).close();
    const stranger = join(folder, 'other.key');
    writeFileSync(stranger, randomBytes(32).toString('base64'));
    await expect(MongoKeys.open({ url, masterKeyFile: stranger })).rejects.toThrow('not the one of this vault');
    await expect(MongoKeys.open({ url, masterKeyFile: join(folder, 'none.key') })).rejects.toThrow('does not exist');
  });
});
