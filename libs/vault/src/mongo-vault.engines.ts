// engines: MongoDB-wire
import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import { accountsSuite } from './accounts-suite.ts';
import { keysSuite } from './keys-suite.ts';
import { MongoAccounts } from './mongo-accounts.ts';
import { MongoKeys } from './mongo-keys.ts';
import { sharedVaultSuite } from './shared-suite.ts';
import { onEngine } from './testing/on-engine.ts';

const now = '2026-03-06T09:00:00.000Z';
const { folder, masterKeyFile, engine } = onEngine(startMongo);

keysSuite('MongoDB', async () => {
  const { at: url, admin } = await freshDatabase(engine());
  let time = Date.parse(now);
  const open = () => MongoKeys.open({ url, masterKeyFile, clock: () => time });
  const flip = async (subject: string) => {
    const people = admin.collection<{ _id: string; body: mongoose.mongo.Binary }>('vault.people');
    const { body } = (await people.findOne({ _id: subject }))!;
    const bytes = Buffer.from(body.buffer);
    bytes[3]! ^= 1;
    await people.updateOne({ _id: subject }, { $set: { body: new mongoose.mongo.Binary(bytes) } });
  };
  return { keys: await open(), pass: (milliseconds) => { time += milliseconds; }, again: open, flip };
});
accountsSuite('MongoDB', async (policy) => MongoAccounts.open({ url: (await freshDatabase(engine())).at, policy }));

const vault = async () => {
  const { at: url, admin } = await freshDatabase(engine());
  return {
    url, admin, keys: (file = masterKeyFile) => MongoKeys.open({ url, masterKeyFile: file }), accounts: () => MongoAccounts.open({ url }),
    left: async () => ({ keys: await admin.collection('vault.people').countDocuments({ nonce: { $exists: true } }), claims: await admin.collection('vault.claims').countDocuments() }),
  };
};
sharedVaultSuite('MongoDB', vault, folder);

describe('a vault on MongoDB', () => {
  const two = async () => {
    const { keys, url, admin } = await vault();
    return { one: await keys(), other: await keys(), url, admin };
  };
  it('keeps of a forgotten person nothing but the id and the day', async () => {
    const { one, other, admin } = await two();
    await one.seal('zulfiqar', 'Ada');
    const kept = () => admin.collection<{ _id: string }>('vault.people').findOne({ _id: 'zulfiqar' });
    expect(Object.keys((await kept())!).sort()).toEqual(['_id', 'body', 'nonce']);
    await one.forget('zulfiqar');
    expect(Object.keys((await kept())!).sort()).toEqual(['_id', 'forgotten']);
    await Promise.all([one.close(), other.close()]);
  });

  it('never takes an operator for a value', async () => {
    const { one, other } = await two();
    const { at: url } = await freshDatabase(engine());
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
});
