import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, type NetworkInterfaceInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { noted } from '@lyceum/event-store/testing/noted';
import { freePort, lanAddress, whyNot } from './address.ts';
import { banner } from './banner.ts';
import { DataFolder, type Demo } from './data-folder.ts';
import { demoToFill } from './demo.ts';
import { Server } from './testing/server.ts';

const writeDatabase = (file: string) => {
  mkdirSync(dirname(file), { recursive: true });
  new Database(file).exec('create table t (x)').close();
};

let root: string;
beforeAll(() => { root = mkdtempSync(join(tmpdir(), 'lyceum-solo-')); });
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the data folder', () => {
  it('is for one process at a time, and free again afterwards', () => {
    const folder = DataFolder.take(join(root, 'a', 'b'));
    expect(() => DataFolder.take(join(root, 'a', 'b'))).toThrow(`is in use by another process (${process.pid})`);
    folder.release();
    DataFolder.take(join(root, 'a', 'b')).release();
  });
  (process.platform === 'win32' ? it.skip : it)('is for the eyes of its owner alone, whatever the system makes of new files', async () => {
    const before = process.umask(0o000);
    try {
      const server = await Server.start(join(root, 'own'));
      const entries = readdirSync(join(root, 'own'), { withFileTypes: true, recursive: true });
      await server.kill();
      expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(['log.db', 'keys.db', 'accounts.db', 'master.key', 'search.sqlite', 'rows.sqlite', 'lock.pid']));
      expect(entries.filter(({ parentPath, name }) => (statSync(join(parentPath, name), { throwIfNoEntry: false })?.mode ?? 0) & 0o077).map(({ name }) => name)).toEqual([]);
    } finally { process.umask(before); }
  });
  it('says what to do where it can be none', () => {
    writeFileSync(join(root, 'a-file'), '');
    mkdirSync(join(root, 'no-lock', 'lock.db'), { recursive: true });
    mkdirSync(join(root, 'no-owner', 'lock.pid'), { recursive: true }); // as on a disk that is read-only: what is there can be opened, but nothing written
    for (const name of ['a-file', 'a-file/below', 'no-lock', 'no-owner', ...(process.platform === 'linux' ? ['/proc/no-folder/below'] : [])].map((each) => resolve(root, each))) expect(() => DataFolder.take(name)).toThrow(/can't be used as a data folder \(.+\): .+ Name another with --data$/);
    rmSync(join(root, 'no-owner', 'lock.pid'), { recursive: true });
    DataFolder.take(join(root, 'no-owner')).release(); // nobody holds it
  });
  it.each([['rows', 'file'], ['log/log.db', 'folder'], ['rows/rows.sqlite', 'folder']])('says what to do where %s is a %s', (name, kind) => {
    const folder = DataFolder.take(join(root, `shape-${name.replaceAll('/', '-')}`));
    mkdirSync(kind === 'folder' ? folder.path(name) : folder.path(name, '..'), { recursive: true });
    if (kind === 'file') writeFileSync(folder.path(name), '');
    expect(() => folder.assertWhole()).toThrow(new RegExp(`${name}: a folder where a file belongs, or .* Move it away\\. .*lyceum restore`));
    folder.release();
  });
  it('is refused where a part of a city is gone, and changed by nothing', async () => {
    const folder = DataFolder.take(join(root, 'lost'));
    const made = async (name: string, record: boolean) => {
      if (name !== 'log') return writeDatabase(folder.path('vault', `${name}.db`));
      const events = await SqliteEventStore.open({ folder: folder.path('log') });
      if (record) await events.append({ events: [noted('alpha-1', 0)], checks: { 'alpha-1': 'none' } });
      await events.close();
    };
    folder.assertWhole();
    await made('log', false);
    folder.assertWhole(); // a first start that was killed: the next makes the rest
    await made('log', true);
    expect(() => folder.assertWhole()).toThrow(/vault\/keys.db and .*vault\/accounts.db: lost or empty, while the rest of the city is there/);
    await made('keys', true);
    expect(() => folder.assertWhole()).toThrow('vault/accounts.db: lost');
    await made('accounts', true);
    folder.assertWhole();
    writeFileSync(folder.path('log', 'log.db'), 'no database'.repeat(500));
    folder.assertWhole(); // opening it says what is wrong with it
    rmSync(folder.path('vault', 'keys.db'));
    expect(() => folder.assertWhole()).toThrow('vault/keys.db: lost');
    await made('keys', true);
    truncateSync(folder.path('log', 'log.db'));
    expect(() => folder.assertWhole()).toThrow('log/log.db: lost or empty');
    folder.release();
  });
  it.each([
    ['lock.db', 'no database'.repeat(500), 'see that none does, then delete it'], ['moved.json', '{"to":', 'If its city never moved'], ['moved.json', '{}', 'If its city never moved'],
    ['demo.json', '', 'Make a new one with --data'], ['demo.json', '{"size":"small"}', 'Make a new one with --data'],
  ])('names %s where it is damaged (%p), and what to do', (name, text, remedy) => {
    const folder = join(mkdtempSync(join(root, 'damaged-')), 'data');
    mkdirSync(folder);
    writeFileSync(join(folder, name), text);
    const open = () => {
      const taken = DataFolder.take(folder);
      try { taken.demo(); } finally { taken.release(); }
    };
    expect(open).toThrow(new RegExp(`${name} is damaged.*${remedy}`));
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });
  it('sets aside, and never deletes, what a note says is a demo city that broke off', () => {
    const folder = DataFolder.take(join(root, 'broken-off'));
    expect(folder.setDemoAside('2026-03-06T09:00:00.000Z')).toBeUndefined();
    for (const name of ['log', 'rows', 'vault', 'mine']) mkdirSync(folder.path(name));
    writeFileSync(folder.path('log', 'log.db'), 'somebody’s work');
    const aside = folder.setDemoAside('2026-03-06T09:00:00.000Z')!;
    expect([folder.isNew(), readdirSync(folder.root).filter((name) => !name.startsWith('lock'))]).toEqual([true, ['before-2026-03-06T09-00-00-000Z', 'mine']]);
    expect([readdirSync(aside), readFileSync(join(aside, 'log/log.db'), 'utf8')]).toEqual([['log', 'vault'], 'somebody’s work']);
    folder.release();
  });
  it('remembers its demo city', () => {
    const folder = DataFolder.take(join(root, 'c'));
    expect([folder.isNew(), folder.demo()]).toEqual([true, undefined]);
    const demo: Demo = { size: 'small', now: '2026-03-06T09:00:00.000Z', state: 'filling' };
    folder.mark(demo);
    folder.release();
    const again = DataFolder.take(join(root, 'c'));
    expect(again.demo()).toEqual(demo);
    again.release();
  });
});

describe('the demo city of a start', () => {
  const now = '2026-03-06T09:00:00.000Z';
  const fill = (folder: { isNew: boolean; demo?: Demo }, config: { empty?: boolean; demo?: 'small' | 'large'; production?: boolean } = {}) =>
    demoToFill({ root: '/data', isNew: () => folder.isNew, demo: () => folder.demo }, { empty: false, demo: undefined, production: false, ...config }, now);
  const whole: Demo = { size: 'small', now: '2026-01-01T00:00:00.000Z', state: 'whole' };

  it('fills a new folder, unless it is to stay empty or is for production', () => {
    expect(fill({ isNew: true })).toEqual({ size: 'small', now, state: 'filling' });
    expect(fill({ isNew: true }, { demo: 'large' })).toEqual({ size: 'large', now, state: 'filling' });
    expect(fill({ isNew: true }, { empty: true })).toBeUndefined();
    expect(fill({ isNew: true }, { production: true })).toBeUndefined();
  });
  it('is left alone once it is whole, and taken up where it broke off, as of the same moment', () => {
    expect(fill({ isNew: false, demo: whole })).toBeUndefined();
    expect(fill({ isNew: false, demo: { ...whole, state: 'filling' } })).toEqual({ ...whole, state: 'filling' });
  });
  it('never mixes with what people have recorded', () => {
    expect(fill({ isNew: false })).toBeUndefined();
    expect(() => fill({ isNew: false }, { demo: 'small' })).toThrow('in use without a demo city');
    expect(() => fill({ isNew: false, demo: whole }, { demo: 'large' })).toThrow('holds a small demo city');
    expect(() => fill({ isNew: false, demo: whole }, { empty: true })).toThrow('For an empty one name a new folder');
  });
  it('is never opened in production: its passwords are known', () => expect(() => fill({ isNew: false, demo: whole }, { production: true })).toThrow('whose passwords are known'));
});

describe('the port', () => {
  it('is the next free one, or the one that was asked for, or none', async () => {
    const first = await freePort(undefined, '127.0.0.1');
    const other = createServer();
    await new Promise<void>((resolve) => { other.listen(first, '127.0.0.1', resolve); });
    try {
      expect(await freePort(undefined, '127.0.0.1')).toBeGreaterThan(first);
      await expect(freePort(first, '127.0.0.1')).rejects.toThrow(`port ${first} is taken`);
    } finally { other.close(); }
  });
  it('is not called taken where it can’t be had for another reason', async () => {
    for (const wanted of [4300, undefined]) await expect(freePort(wanted, '192.0.2.1')).rejects.toThrow('this machine has no address 192.0.2.1'); // of documentation: nobody's
    expect(whyNot('EACCES', 80, '127.0.0.1')).toMatch(/^port 80 is not for this account .*: name a higher one with --port/);
    expect(whyNot('EMFILE', 4300, '127.0.0.1')).toContain('(EMFILE)');
  });
});

describe('the network address', () => {
  const at = (address: string, family: 'IPv4' | 'IPv6' = 'IPv4', internal = false) => [{ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }] as NetworkInterfaceInfo[];
  it('is one that a phone reaches, not that of a container or a tunnel', () => {
    expect(lanAddress({ lo: at('127.0.0.1', 'IPv4', true), docker0: at('172.17.0.1'), wlan0: [...at('fe80::1', 'IPv6'), ...at('192.168.1.7')], tun0: at('10.8.0.2') })).toBe('192.168.1.7');
    expect(lanAddress({ tun0: at('10.8.0.2') })).toBe('10.8.0.2'); // better than none
    expect(lanAddress({ lo: at('127.0.0.1', 'IPv4', true), eth0: at('169.254.3.4') })).toBeUndefined();
  });
});

describe('the banner', () => {
  const facts = { address: 'http://localhost:4300', lan: undefined, folder: '/data', seconds: 2.34, demo: undefined, setUp: undefined, console: true };
  it('says where everything is', async () => {
    const text = await banner(facts);
    expect(text).toMatch(/控制台 Console\s+http:\/\/localhost:4300\n/);
    expect(text).toContain('Ctrl-C');
    expect(text).not.toMatch(/password|setup/i);
  });
  it('shows a network address as a QR code, demo logins, and the link to set up', async () => {
    const text = await banner({ ...facts, lan: 'http://10.0.0.7:4300', setUp: 'http://localhost:4300/setup?token=t', demo: { password: 'known', logins: [{ account: 'office', zh: '办公室', en: 'office' }] } });
    expect(text).toMatch(/▄|█/);
    expect(await banner({ ...facts, lan: null })).toContain('phones can’t reach this machine');
    for (const part of ['http://10.0.0.7:4300', 'setup?token=t', 'password known', '办公室 office']) expect(text).toContain(part);
  });
});
