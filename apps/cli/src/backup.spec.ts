import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { until } from '@lyceum/core/testing/until';
import { flipKey } from '@lyceum/vault/testing/flip-key';
import { lyceum, noon, Town } from './testing/town.ts';

let town: Town;
const opened: Town[] = [];
beforeAll(async () => {
  town = await Town.open();
  await town.unit('u0');
  for (const memberId of ['ada', 'bo', 'cy']) await town.register(memberId);
  mkdirSync(join(town.folder, 'imports/import1'), { recursive: true });
  writeFileSync(join(town.folder, 'imports/import1/file'), 'sealed');
});
afterAll(async () => {
  for (const each of [town, ...opened]) { await each.close(); each.dispose(); }
});
const backUp = (now: string, to = 'backups', keys = 'keys') => lyceum(now, 'backup', '--data', town.folder, '--to', town.path(to), '--keys', town.path(keys), '--json');
const verify = (set: string, keys = 'keys') => lyceum(noon, 'backup', 'verify', set, '--keys', town.path(keys), '--json');
const restore = (from: string, to: string, keys = 'keys') => lyceum('2026-03-10T12:00:00.000Z', 'restore', from, '--to', town.path(to), '--keys', town.path(keys), '--master-key', join(town.folder, 'vault/master.key'), '--json');
const reopen = async (folder: string) => { const found = await Town.open(town.path(folder)); opened.push(found); return found; };

describe('a backup', () => {
  it('is whole while the city goes on recording', async () => {
    let writing = true;
    const writer = (async () => { for (let n = 0; writing; n++) await town.register(`busy_${n}`); })();
    const { json, error } = await backUp('2026-03-06T12:00:00.000Z', 'busy', 'busy-keys');
    writing = false;
    await writer;
    expect(error).toBeUndefined();
    const { city, position } = json as { city: string; position: string };
    expect(position > '').toBe(true);
    const verdict = await verify(city, 'busy-keys');
    expect(verdict.error).toBeUndefined();
    expect(verdict.json).toMatchObject({ events: Number(position) });
    expect(verdict.beside).toMatch(/reading files 100 %[\s\S]*reading events 100 %/);
  });

  it('leaves the sets before as they were, also what another left half done', async () => {
    const first = (await backUp('2026-03-06T13:00:00.000Z')).json as { city: string };
    const before = readFileSync(join(first.city, 'manifest.json'), 'utf8');
    mkdirSync(town.path('backups/.partial-2026'));
    writeFileSync(town.path('backups/.partial-2026/log.db'), 'half');
    const second = (await backUp('2026-03-07T13:00:00.000Z')).json as { city: string };
    expect(readdirSync(town.path('backups')).sort()).toEqual(['2026-03-06T13-00-00-000Z', '2026-03-07T13-00-00-000Z']);
    expect(readFileSync(join(first.city, 'manifest.json'), 'utf8')).toBe(before);
    expect((await verify(town.path('backups'))).json).toMatchObject({ backup: second.city });
  });

  it('is not made while another is, in this process or in another', async () => {
    const backups = () => backUp('2026-03-07T14:00:00.000Z', 'two', 'two-keys');
    const first = backUp('2026-03-07T13:59:00.000Z', 'two', 'two-keys');
    await until('a backup under way', () => existsSync(town.path('two')) && readdirSync(town.path('two')).length > 0);
    expect((await backups()).error?.message).toContain('another backup is under way');
    expect((await first).error).toBeUndefined();
    for (const root of ['two', 'two-keys']) {
      const others = town.path(root, `.partial-p${process.ppid}-2026`); // of a process that is there
      mkdirSync(others);
      expect((await backups()).error?.message).toContain(`another backup is under way in ${others}`);
      expect([existsSync(others), readdirSync(town.path('two')).filter((name) => !name.startsWith('.'))]).toEqual([true, ['2026-03-07T13-59-00-000Z']]);
      const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
      utimesSync(others, twoDaysAgo, twoDaysAgo);
    }
    const { pid } = spawnSync(process.execPath, ['--version']); // of one that is gone
    mkdirSync(town.path('two', `.partial-p${pid}-2026`));
    expect((await backups()).error).toBeUndefined();
    expect(readdirSync(town.path('two')).concat(readdirSync(town.path('two-keys'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('keeps keys apart, for thirty days, and the master key nowhere', async () => {
    expect((await backUp(noon, 'backups', 'backups/keys')).error).toMatchObject({ code: 2, message: expect.stringContaining('must not lie within each other') });
    const all = readdirSync(town.root, { recursive: true }) as string[];
    expect(all.filter((path) => path.includes('master'))).toEqual([]);
    expect(all.filter((path) => path.startsWith('backups') && /keys|accounts/.test(path))).toEqual([]);
    await backUp('2026-02-01T12:00:00.000Z', 'old', 'old-keys');
    expect((await backUp('2026-03-04T12:00:00.000Z', 'old', 'old-keys')).json).toMatchObject({ removed: [town.path('old-keys/2026-02-01T12-00-00-000Z')] });
    expect([readdirSync(town.path('old')).length, readdirSync(town.path('old-keys')).length]).toEqual([2, 1]);
  });

  it('is made, verified and restored beside older ones that are damaged, which are named', async () => {
    const old = (await backUp('2026-02-01T12:00:00.000Z', 'dented', 'dented-keys')).json as { keys: string };
    const [city, keys] = [town.path('dented/2026-02-02'), town.path('dented-keys/2026-02-02')];
    for (const folder of [city, keys]) { mkdirSync(folder); writeFileSync(join(folder, 'manifest.json'), '{ "format"'); }
    const made = await backUp('2026-03-08T14:00:00.000Z', 'dented', 'dented-keys');
    expect([made.error, made.json]).toMatchObject([undefined, { removed: [old.keys] }]);
    expect(made.beside).toContain(`look at ${keys}, or delete it`);
    const verdict = await verify(town.path('dented'), 'dented-keys');
    expect(verdict.error).toBeUndefined();
    for (const folder of [city, keys]) expect(verdict.beside.split(`look at ${folder}, or delete it`).length).toBe(2); // once
    expect((await restore(town.path('dented'), 'undented', 'dented-keys')).error).toBeUndefined();
    expect((await verify(city, 'dented-keys')).error?.message).toContain('is damaged');
    const { json } = await lyceum('2026-03-08T15:00:00.000Z', 'config', 'doctor', '--data', town.folder, '--backups', town.path('dented'), '--json');
    expect((json as { findings: object[] }).findings).toContainEqual({ state: 'warning', what: 'backups', advice: expect.stringContaining(`look at ${city}`) });
  });

  it('is neither made in a file nor looked for in one', async () => {
    const file = town.path('a-file');
    writeFileSync(file, '');
    const asked = [['backup', '--data', town.folder, '--to', file, '--keys', town.path('k')], ['backup', '--data', town.folder, '--to', town.path('c'), '--keys', file], ['backup', 'verify', file, '--keys', town.path('k')]];
    for (const args of asked) expect((await lyceum(noon, ...args)).error).toMatchObject({ code: 2, message: `${file} is a file: name the folder in which backups are` });
  });
  it('is refused where a byte flipped, a file is gone or a stranger is there', async () => {
    const { city } = (await backUp('2026-03-08T12:00:00.000Z', 'hurt', 'hurt-keys')).json as { city: string };
    const file = join(city, 'log.db');
    const bytes = readFileSync(file);
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 100]! ^= 1;
    writeFileSync(file, flipped);
    expect((await verify(city, 'hurt-keys')).error?.message).toContain('is not what was written');
    expect((await restore(city, 'never', 'hurt-keys')).error?.message).toContain('is not what was written');
    expect(existsSync(town.path('never'))).toBe(false);
    writeFileSync(file, bytes);
    writeFileSync(join(city, 'more'), 'x');
    expect((await verify(city, 'hurt-keys')).error?.message).toContain('does not belong');
  });

  it('is refused where somebody of the log has no key', async () => {
    const { city, keys } = (await backUp('2026-03-08T13:00:00.000Z', 'keyless', 'keyless-keys')).json as { city: string; keys: string };
    const db = new Database(join(keys, 'keys.db'));
    db.prepare("delete from person_key where subject = 'bo'").run();
    db.close();
    const manifest = JSON.parse(readFileSync(join(keys, 'manifest.json'), 'utf8')) as { files: Record<string, object> };
    const { createHash } = await import('node:crypto');
    const bytes = readFileSync(join(keys, 'keys.db'));
    manifest.files['keys.db'] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    writeFileSync(join(keys, 'manifest.json'), JSON.stringify(manifest));
    expect((await verify(city, 'keyless-keys')).error?.message).toContain('the first is bo');
  });
});

describe('a restore', () => {
  it('brings everything back under an epoch of its own, with nobody logged in', async () => {
    const { token } = await town.accounts.logIn('ada', 'a phone', noon);
    const { city } = (await backUp('2026-03-09T12:00:00.000Z', 'r', 'r-keys')).json as { city: string };
    const { json, error, beside } = await restore(city, 'restored', 'r-keys');
    expect(beside).toContain('reading events 100 %');
    expect(error).toBeUndefined();
    expect(readFileSync((json as { masterKey: string }).masterKey, 'utf8')).toBe(readFileSync(join(town.folder, 'vault/master.key'), 'utf8'));
    const again = await reopen('restored');
    expect(json).toMatchObject({ epoch: again.events.identity.epoch, loginsEnded: 1, forgottenAgain: 0 });
    expect(again.events.identity.log).toBe(town.events.identity.log);
    expect(again.events.identity.epoch).toBeGreaterThan(town.events.identity.epoch);
    expect(await again.events.verify()).toEqual(await town.events.verify());
    const [registered] = await again.events.readStream('member-ada');
    expect(await again.keys.open([registered!.data['name'] as string])).toEqual(['name of ada']);
    expect(await again.accounts.authenticate(token, noon, 120)).toBeNull();
    expect(await again.accounts.verify('ada', 'a sentence to remember', noon)).toEqual({ outcome: 'right' });
    expect(readFileSync(join(again.folder, 'imports/import1/file'), 'utf8')).toBe('sealed');
  });

  it('forgets again whoever was forgotten since', async () => {
    for (const memberId of ['dora', 'eve']) await town.register(memberId);
    const { city } = (await backUp('2026-03-09T13:00:00.000Z', 'f', 'f-keys')).json as { city: string };
    await town.forget('dora');
    await town.keys.forget('eve'); // the process was killed then: her account is still there, and no fact says that she was forgotten
    await backUp('2026-03-10T11:00:00.000Z', 'f', 'f-keys');
    expect((await restore(city, 'forgetful', 'f-keys')).json).toMatchObject({ forgottenAgain: 2 });
    const again = await reopen('forgetful');
    const [registered, ...since] = await again.events.readStream('member-dora');
    expect(since.map(({ type, actor, epoch }) => [type, actor, epoch])).toEqual([['MemberForgotten', 'system:restore', again.events.identity.epoch]]);
    expect((await again.events.readStream('member-eve')).at(-1)).toMatchObject({ type: 'MemberForgotten', actor: 'system:restore' });
    expect([await again.accounts.isActive('dora'), await again.accounts.isActive('eve')]).toEqual([false, false]);
    expect(await again.keys.open([registered!.data['name'] as string])).toEqual([null]);
  });

  it('makes a folder of its own, and wants the right master key', async () => {
    expect((await restore(town.path('r'), 'restored', 'r-keys')).error).toMatchObject({ code: 2, message: expect.stringContaining('is not empty') });
    const wrong = town.path('wrong.key');
    writeFileSync(wrong, `${Buffer.alloc(32).toString('base64')}\n`);
    const { error } = await lyceum(noon, 'restore', town.path('r'), '--to', town.path('locked'), '--keys', town.path('r-keys'), '--master-key', wrong);
    expect(error?.message).toContain('is not the one of this vault');
    expect(existsSync(town.path('locked'))).toBe(false);
  });
});

describe('a key with a flipped bit', () => {
  let hurt: Town;
  const beside = (...args: string[]) => lyceum(noon, ...args, '--data', hurt.folder, '--json');
  const make = async (now: string) => (await lyceum(now, 'backup', '--data', hurt.folder, '--to', hurt.path('b'), '--keys', hurt.path('k'), '--json')).json as { city: string };
  beforeAll(async () => {
    hurt = await Town.ofThree();
    opened.push(hurt);
    await make('2026-03-09T12:00:00.000Z');
    await hurt.register('dora');
    flipKey(join(hurt.folder, 'vault/keys.db'), 'ada');
    flipKey(join(hurt.folder, 'vault/keys.db'), 'dora');
  });

  it('is found by verify and doctor, which count and name nobody', async () => {
    const verified = await beside('verify');
    expect([verified.json, verified.error]).toMatchObject([{ vault: { keys: 3, damaged: 2 } }, { code: 1, message: expect.stringContaining("2 of 3 keys") }]);
    const { json, error } = await beside('config', 'doctor');
    const { findings } = json as { findings: { what: string; state: string; advice: string }[] };
    expect([error?.code, findings.find(({ what }) => what === 'persons\u2019 keys')]).toMatchObject([1, { state: 'fault', advice: expect.stringMatching(/^2 of 3 keys .* can't be opened/) }]);
    expect(`${verified.error!.message} ${JSON.stringify(findings)}`).not.toMatch(/\bada\b|\bdora\b/);
  });

  it('is told apart from a key that was lost, which verify and doctor count too', async () => {
    const lost = await Town.ofThree();
    opened.push(lost);
    const db = new Database(join(lost.folder, 'vault/keys.db'));
    db.prepare("delete from person_key where subject = 'ada'").run();
    db.close();
    const [verified, { json }] = [await lyceum(noon, 'verify', '--data', lost.folder, '--json'), await lyceum(noon, 'config', 'doctor', '--data', lost.folder, '--json')];
    expect([verified.json, verified.error]).toMatchObject([{ vault: { keys: 1, damaged: 0, missing: 1 } }, { code: 1, message: expect.stringMatching(/^1 people of the log have no key/) }]);
    expect((json as { findings: { what: string }[] }).findings.find(({ what }) => what === 'persons\u2019 keys')).toMatchObject({ state: 'fault', advice: expect.stringMatching(/^1 people of the log have no key/) });
  });

  it('is found in a backup, and comes from an older one where that has it whole', async () => {
    const { city } = await make('2026-03-10T12:00:00.000Z');
    const masterKey = ['--master-key', join(hurt.folder, 'vault/master.key')];
    expect((await lyceum(noon, 'backup', 'verify', city, '--keys', hurt.path('k'), '--json')).json).toMatchObject({ keys: 3, damaged: null });
    const verdict = await lyceum(noon, 'backup', 'verify', city, '--keys', hurt.path('k'), ...masterKey, '--json');
    expect([verdict.json, verdict.error]).toMatchObject([{ damaged: 2 }, { code: 1, message: expect.stringContaining('2 of 3 keys') }]);
    const restored = await lyceum('2026-03-10T13:00:00.000Z', 'restore', city, '--to', hurt.path('again'), '--keys', hurt.path('k'), ...masterKey, '--json');
    expect([restored.error, restored.json]).toMatchObject([undefined, { keysBroughtBack: 1, keysDamaged: 1 }]);
    const again = await Town.open(hurt.path('again'));
    try {
      const [registered] = await again.events.readStream('member-ada');
      expect(await again.keys.open([registered!.data['name'] as string])).toEqual(['name of ada']);
    } finally { await again.close(); }
  });
});
