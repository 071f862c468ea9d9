import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { seeded } from '@lyceum/core/testing/seeded';
import { accountsSuite } from './accounts-suite.ts';
import { bringBackKeys, checkKeys } from './sqlite-key-check.ts';
import { keysSuite } from './keys-suite.ts';
import { Damaged, Unavailable } from '@lyceum/event-store/event-store';
import { SqliteAccounts } from './sqlite-accounts.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteKeys } from './sqlite-keys.ts';
import { flipKey } from './testing/flip-key.ts';
import { PersonUnreadable, unreadable } from './vault.ts';

const folders: string[] = [];
const folder = () => { const made = mkdtempSync(join(tmpdir(), 'lyceum-vault-')); folders.push(made); return made; };
afterAll(() => { for (const each of folders) rmSync(each, { recursive: true, force: true }); });
const bytesOf = (where: string) => readdirSync(where).map((file) => readFileSync(join(where, file)).toString('latin1')).join('');

keysSuite('sqlite', async () => {
  const where = folder();
  let time = Date.parse('2026-03-06T09:00:00.000Z');
  const open = () => SqliteKeys.open({ folder: where, clock: () => time });
  return { keys: open(), pass: (milliseconds) => { time += milliseconds; }, again: async () => open(), flip: async (subject) => flipKey(join(where, 'keys.db'), subject) };
});
accountsSuite('sqlite', (policy) => SqliteAccounts.open({ folder: folder(), policy }));

describe('the vault in files', () => {
  it('keeps the master key to its owner', async () => {
    const where = folder();
    await SqliteKeys.open({ folder: where }).close();
    if (process.platform !== 'win32') expect(statSync(join(where, 'master.key')).mode & 0o777).toBe(0o600);
  });

  it('opens nothing with another master key, and says so', async () => {
    const where = folder();
    await SqliteKeys.open({ folder: where }).close();
    const other = join(folder(), 'other.key');
    writeFileSync(other, randomBytes(32).toString('base64'));
    expect(() => SqliteKeys.open({ folder: where, masterKeyFile: other })).toThrow('not the one of this vault');
  });

  it('never makes a new master key for keys that are there', async () => {
    const where = folder();
    await SqliteKeys.open({ folder: where }).close();
    rmSync(join(where, 'master.key'));
    expect(() => SqliteKeys.open({ folder: where })).toThrow('restore it from its backup');
    expect(readdirSync(where)).not.toContain('master.key');
  });

  it('names a master key file that is missing or damaged', () => {
    const file = join(folder(), 'm.key');
    expect(() => SqliteKeys.open({ folder: folder(), masterKeyFile: file })).toThrow('does not exist');
    expect(() => SqliteKeys.open({ folder: folder(), masterKeyFile: folder() })).toThrow(/master key file .* can't be read/);
    writeFileSync(file, 'c2hvcnQ=');
    expect(() => SqliteKeys.open({ folder: folder(), masterKeyFile: file })).toThrow('32 bytes');
  });

  it('leaves no phone, password, code or token on the disk', async () => {
    const where = folder();
    const keys = SqliteKeys.open({ folder: where });
    const accounts = await SqliteAccounts.open({ folder: where });
    await keys.claim('phone', '13812345678', 'ada');
    await accounts.setPassword('ada', 'four quiet herons wade');
    const code = await accounts.issueCode('ada', 'activation', '2026-04-01T00:00:00.000Z');
    const { token } = await accounts.logIn('ada', 'Firefox', '2026-03-06T09:00:00.000Z');
    const bytes = bytesOf(where);
    expect(bytes).toContain('Firefox'); // so that the search below can fail
    for (const secret of ['13812345678', 'herons', code, token]) expect(bytes).not.toContain(secret);
    await keys.close();
    await accounts.close();
  });

  it('leaves no trace of a forgotten person’s key', async () => {
    const where = folder();
    const keys = SqliteKeys.open({ folder: where });
    await keys.seal('ada', 'Ada');
    const wrapped = () => bytesOf(where).match(/ada_unique/g)?.length ?? 0;
    await keys.seal('ada_unique', 'Ada');
    expect(wrapped()).toBeGreaterThan(0);
    await keys.forget('ada_unique');
    expect(wrapped()).toBeLessThanOrEqual(2); // the note that it was forgotten, and the note's copy
    await keys.close();
  });

  it('tells a key that is damaged from one that was destroyed, and brings it back from a copy', async () => {
    const where = folder();
    const [file, copy] = [join(where, 'keys.db'), join(where, 'copy.db')];
    let keys = SqliteKeys.open({ folder: where });
    const [ada, bo] = [await keys.seal('ada', 'Ada'), await keys.seal('bo', 'Bo')];
    await keys.seal('cy', 'Cy');
    await keys.close();
    copyFileSync(file, copy);
    flipKey(file, 'ada');
    flipKey(file, 'cy');
    const names = [ada, bo, bo.replace('p1.bo', 'p1.nobody'), bo.replace('p1.bo', 'p1.cy')];
    expect([checkKeys(file, join(where, 'master.key'), names), checkKeys(copy, join(where, 'master.key'), names)]).toEqual([{ keys: 3, damaged: 2, missing: 1 }, { keys: 3, damaged: 0, missing: 2 }]);
    keys = SqliteKeys.open({ folder: where });
    const error = await keys.seal('ada', 'Ada').catch((thrown: unknown) => thrown);
    expect([error instanceof PersonUnreadable, String(error)]).toEqual([true, expect.stringMatching(/was not forgotten.*lyceum restore/)]);
    expect(await keys.open([ada, bo])).toEqual([unreadable, 'Bo']);
    await keys.forget('cy');
    await expect(keys.seal('cy', 'Cy')).rejects.toMatchObject({ code: 'person-forgotten' });
    await keys.close();
    expect(bringBackKeys(file, [file, copy], join(where, 'master.key'))).toBe(1);
    keys = SqliteKeys.open({ folder: where });
    expect(await keys.open([ada, await keys.seal('ada', 'Ada L.')])).toEqual(['Ada', 'Ada L.']);
    await expect(keys.seal('cy', 'Cy')).rejects.toMatchObject({ code: 'person-forgotten' });
    await keys.close();
  });

  it.each(['keys.db', 'accounts.db'])('names %s where it is damaged, and what to do', async (name) => {
    const open = async (where: string) => { await SqliteKeys.open({ folder: where }).close(); await (await SqliteAccounts.open({ folder: where })).close(); };
    for (const damage of [
      (file: string) => writeFileSync(file, 'no database'.repeat(100)), (file: string) => truncateSync(file, statSync(file).size / 2),
      (file: string) => { const bytes = readFileSync(file); bytes.fill(0x5a, 8192, 12288); writeFileSync(file, bytes); },
    ]) {
      const where = folder();
      await open(where);
      damage(join(where, name));
      const before = readFileSync(join(where, name));
      const error = await open(where).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Damaged);
      expect((error as Error).message).toMatch(new RegExp(`${name} is damaged: .*restore the last backup`));
      expect(readFileSync(join(where, name)).equals(before)).toBe(true);
    }
  });

  it.each([['keys.db', ['claim', 'forgotten']], ['accounts.db', ['password', 'code', 'login', 'failure']]] as const)('is refused, or holds what it held, where one bit of %s flipped', async (name, tables) => {
    const where = folder();
    const open = async (): Promise<{ close(): Promise<void> }> => (name === 'keys.db' ? SqliteKeys.open({ folder: where }) : SqliteAccounts.open({ folder: where }));
    const [keys, accounts] = [SqliteKeys.open({ folder: where }), await SqliteAccounts.open({ folder: where })];
    for (const each of ['ada', 'bo', 'cy']) await keys.claim('phone', `1380000000${each.length}${each}`, each);
    for (const each of ['ada', 'bo', 'cy']) await keys.confirm(each);
    await keys.forget('cy');
    await accounts.setPassword('ada', 'four quiet herons wade');
    await accounts.logIn('ada', 'Firefox', '2026-03-06T09:00:00.000Z');
    await accounts.issueCode('bo', 'setup', '2026-04-01T00:00:00.000Z');
    await accounts.verify('bo', 'guessed', '2026-03-06T09:00:00.000Z');
    for (const each of [keys, accounts]) await each.close();
    const file = join(where, name);
    const held = () => { const db = new Database(file, { readonly: true }); try { return tables.map((table) => db.prepare(`select * from ${table}`).all()); } finally { db.close(); } };
    const [whole, right, random] = [readFileSync(file), held(), seeded(20261127)];
    const live = [...whole.keys()].filter((at) => whole[at] !== 0);
    let refused = 0;
    for (let time = 0; time < 40; time++) {
      const bytes = Buffer.from(whole);
      bytes[live[Math.floor(random() * live.length)]!]! ^= 1 << Math.floor(random() * 8);
      for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
      writeFileSync(file, bytes);
      try {
        await (await open()).close();
        expect(held()).toEqual(right);
      } catch (error) {
        expect(String(error)).toMatch(/restore the last backup|master key/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(20);
  });

  describe('as a process that was killed leaves it', () => {
    /** A password, and then one in its place: both acknowledged, both in the write-ahead log alone. */
    const killed = async () => {
      const where = folder();
      const accounts = await SqliteAccounts.open({ folder: where });
      for (const password of ['four quiet herons wade', 'five loud herons fly']) await accounts.setPassword('ada', password);
      const left = folder();
      for (const end of ['', '-wal', '-shm']) copyFileSync(join(where, `accounts.db${end}`), join(left, `accounts.db${end}`));
      await accounts.close();
      return { left, file: join(left, 'accounts.db'), open: () => SqliteAccounts.open({ folder: left }) };
    };
    const flip = (file: string, at: number) => { const bytes = readFileSync(file); bytes[bytes.length + at]! ^= 1; writeFileSync(file, bytes); };
    const frame = 24 + 4096;

    it('holds what was acknowledged', async () => {
      const { open } = await killed();
      const accounts = await open();
      expect([accounts.notice, await accounts.verify('ada', 'five loud herons fly', '2026-03-06T09:00:00.000Z')]).toEqual([null, { outcome: 'right' }]);
      await accounts.close();
    });
    it.each([
      ['a flipped bit in its last commit', (file: string) => flip(`${file}-wal`, -100), /though it was committed/],
      ['a flipped bit before that', (file: string) => { rmSync(`${file}-shm`); flip(`${file}-wal`, -2 * frame); }, /though commits follow it/],
      ['an end that is lost', (file: string) => truncateSync(`${file}-wal`, statSync(`${file}-wal`).size - frame), /though it was committed/],
      ['a lost write-ahead log', (file: string) => rmSync(`${file}-wal`), /-wal is lost/],
    ])('is refused with %s, which would bring an old password back, and left as it is', async (_what, damage, why) => {
      const { left, file, open } = await killed();
      damage(file);
      const before = bytesOf(left);
      const error = await open().catch((thrown: unknown) => thrown);
      expect([error instanceof Damaged, (error as Error).message]).toEqual([true, expect.stringMatching(why)]);
      expect((error as Error).message).toContain('restore the last backup');
      expect(bytesOf(left)).toBe(before);
    });
    it('says where the last commit is not whole, and nothing tells whether it was acknowledged', async () => {
      const { file, open } = await killed();
      rmSync(`${file}-shm`);
      flip(`${file}-wal`, -100);
      const accounts = await open();
      expect(accounts.notice).toMatch(/the last commit is not whole/);
      await accounts.close();
    });
  });

  it('says that there is no room, to everybody who waited, and goes on when there is', async () => {
    const file = new SqliteFile(folder(), 'small.db', 'create table if not exists note (id integer primary key, text text)');
    const insert = (size: number) => file.write(() => file.statement('insert into note (text) values (?)').run('x'.repeat(size)));
    const count = () => file.statement('select count(*) from note').pluck().get();
    await insert(10);
    file.db.pragma('max_page_count = 4'); // as on a disk with no more room
    const answers = await Promise.allSettled([insert(10), insert(100_000), insert(10)]);
    const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }: PromiseRejectedResult) => reason as Error);
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) expect([error instanceof Unavailable, error.message]).toEqual([true, expect.stringContaining("small.db: can't be written (database or disk is full)")]);
    expect(count()).toBe(1 + answers.length - refused.length); // what was answered is there, and nothing else
    file.db.pragma('max_page_count = 4000');
    await insert(100_000);
    expect(count()).toBe(2 + answers.length - refused.length);
    file.close();
  });
});
