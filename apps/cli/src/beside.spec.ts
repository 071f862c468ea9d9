import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SwitchAccount } from '@lyceum/contracts/member/account';
import { GrantRole, type Role } from '@lyceum/contracts/member/roles';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { inTodaysShape } from '@lyceum/event-store/folds';
import { commandId, handle } from '@lyceum/event-store/handle';
import { account } from '@lyceum/member/account/account.decider';
import { roles } from '@lyceum/member/roles/roles.decider';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import { DataFolder } from '@lyceum/solo/data-folder';
import { dataFolder } from './program.ts';
import { logStanding } from './sqlite-files.ts';
import { weekly } from './testing/reactions.ts';
import { lyceum, noon, Town } from './testing/town.ts';

let town: Town;
beforeAll(async () => {
  town = await Town.open();
  await town.unit('u0');
  for (const memberId of ['ada', 'bo', 'cy']) await town.register(memberId);
});
afterAll(async () => { await town.close(); town.dispose(); });
const run = (...args: string[]) => lyceum(noon, ...args, '--data', town.folder, '--json');

it('looks where npm start looks: an empty variable names no folder', () => {
  for (const env of [{}, { LYCEUM_DATA: '' }]) expect(dataFolder(env, '/here')).toBe('/here/data');
  expect(dataFolder({ LYCEUM_DATA: '/there' }, '/here')).toBe('/there');
});

describe('lyceum projection', () => {
  it('makes rows up to the log, and tells how far they are', async () => {
    const head = await town.events.head();
    expect((await run('projection', 'rebuild', 'people')).json).toEqual({ built: [{ context: 'all', name: 'people', version: expect.any(Number), position: head }] });
    const { projections } = (await run('projection', 'list')).json as { projections: { name: string; position: string }[] };
    expect(projections.find(({ name }) => name === 'people')).toMatchObject({ position: head });
    expect(projections.find(({ name }) => name === 'grants')).toMatchObject({ position: '' });
  });

  it('finds a row that is not what the log made of it, and makes it anew', async () => {
    const sound = await run('projection', 'check', 'people');
    expect(sound.json).toEqual({ compared: [{ name: 'people', rows: 3, different: [] }] });
    expect(sound.beside).toMatch(/^(rows up to the log \d+ %\n)+comparing rows 100 %\n$/);
    const db = new Database(join(town.folder, 'rows/rows.sqlite'));
    const [{ name: versions }] = db.prepare("select name from sqlite_schema where type = 'table' and name like 'people@% versions'").all() as [{ name: string }];
    db.prepare(`update "${versions}" set row = replace(row, '"u0"', '"u9"') where rowid = 2`).run();
    db.close();
    const found = await run('projection', 'check', 'people');
    expect([found.json, found.error?.message]).toEqual([{ compared: [{ name: 'people', rows: 3, different: ['bo'] }] }, expect.stringContaining('rows differ')]);
    expect((await run('projection', 'rebuild', '--again')).error).toMatchObject({ code: 2, message: expect.stringContaining('wants the names') });
    expect((await run('projection', 'rebuild', '--again', 'people')).error).toBeUndefined();
    expect((await run('projection', 'check', 'people')).error).toBeUndefined();
  });

  it('asks for a name that there is', async () => expect((await run('projection', 'rebuild', 'peeple')).error).toMatchObject({ code: 2, message: expect.stringContaining('no such projection') }));
});

it('lyceum relay again has the whole log published again', async () => {
  const state = SqliteRelayState.open({ folder: join(town.folder, 'rows'), identity: town.events.identity });
  try {
    const { fence } = (await state.acquire('a relay', Date.parse(noon), 10_000))!;
    expect(await state.save(await town.events.head(), fence)).toBe(true);
    expect((await run('relay', 'again')).json).toEqual({ head: await town.events.head() });
    expect([await state.checkpoint(), await state.save('1', fence)]).toEqual(['', false]);
  } finally { await state.close(); }
});

describe('lyceum parked', () => {
  it('lists, shows and releases what a reactor could not handle, by an event that says who did', async () => {
    expect((await run('parked', 'list')).json).toEqual({ parked: [] });
    const reactions = await weekly(town.events);
    reactions.failing = true;
    const [first] = await town.events.readLog({ limit: 1 });
    const message = { key: first!.stream, event: inTodaysShape(vocabulary, first!) };
    await reactions.consumer.receive(message);
    const key = first!.stream;
    expect((await run('parked', 'list')).json).toEqual({ parked: [{ consumer: 'cadence', key, waiting: 1, since: noon, error: 'Error: not today' }] });
    expect((await run('parked', 'show', 'cadence', key)).json).toMatchObject({ messages: [{ position: first!.position, type: UnitCreated.type, error: 'Error: not today' }] });
    expect((await run('parked', 'release', 'cadence', key)).error?.message).toContain('--by');
    expect((await run('parked', 'release', 'cadence', key, '--by', 'nobody')).error).toMatchObject({ code: 2, message: expect.stringContaining('no member nobody') });
    const { position, released } = (await run('parked', 'release', 'cadence', key, '--by', 'ada')).json as { position: string; released: number };
    expect(released).toBe(1);
    expect(await town.events.readAt([position])).toMatchObject([{ type: 'MessagesReleased', actor: 'member:ada', unit: first!.unit, data: { consumer: 'cadence', key } }]);

    reactions.failing = false;
    const [release] = await town.events.readAt([position]);
    await reactions.consumer.receive({ key: release!.stream, event: inTodaysShape(vocabulary, release!) });
    expect(reactions.handled).toEqual([first!.id]);
    expect((await run('parked', 'list')).json).toEqual({ parked: [] });
    expect((await run('parked', 'release', 'cadence', key, '--by', 'ada')).error).toMatchObject({ code: 1, message: expect.stringContaining('nothing of') });
  });
});

describe('lyceum activation-code', () => {
  const grant = (memberId: string, role: Role, until: string | null = null) =>
    handle(town.events, vocabulary, roles, GrantRole({ grantId: commandId(memberId, role), memberId, role, unitId: 'u0', from: '2026-01-01', until }), town.ask('grant', memberId, role));
  const issued = async (...whose: string[]) => (await run('activation-code', ...whose)).json as { memberId: string; account: string; code: string; expiresAt: string; position: string };
  const redeemed = async ({ memberId, code, position }: Awaited<ReturnType<typeof issued>>) => {
    const [event] = await town.events.readAt([position]);
    return (await town.accounts.redeemCode(memberId, 'activation', code, noon, event!.command)).outcome === 'right';
  };

  it('is good once for an administrator, by the member first and by the account’s name from then on; the log says where it came from', async () => {
    await grant('bo', 'audit-administrator');
    const first = await issued('--member', 'bo');
    expect(first).toEqual({ memberId: 'bo', account: expect.stringMatching(/^\d{8}$/), code: expect.stringMatching(/^\w{8}$/), expiresAt: '2026-03-13T15:59:00.000Z', position: await town.events.head() });
    expect(await town.events.readAt([first.position])).toMatchObject([{ type: 'ActivationCodeIssued', actor: 'system:command-line', unit: 'u0', data: { memberId: 'bo' } }]);
    const second = await issued('--account', ` ${first.account}`);
    expect(second).toMatchObject({ memberId: 'bo', account: first.account });
    expect(await redeemed({ ...first, position: second.position })).toBe(false);
    expect([await redeemed(second), await redeemed(second)]).toEqual([true, false]);
  });
  it('is for an auditor and the office, too, and for no others: theirs come from the console', async () => {
    await grant('cy', 'security-administrator', '2026-03-05'); // it has ended
    expect((await run('activation-code', '--member', 'cy')).error).toMatchObject({ code: 1, message: expect.stringContaining('in the console') });
    await grant('cy', 'office');
    await grant('ada', 'auditor');
    for (const memberId of ['ada', 'cy']) expect(await issued('--member', memberId)).toMatchObject({ memberId });
  });
  it('switches an account on again that is off: of the last system administrator nobody else can', async () => {
    await grant('bo', 'audit-administrator');
    await handle(town.events, vocabulary, account, SwitchAccount({ memberId: 'bo', on: false }), town.ask('off', 'bo'));
    const code = await issued('--member', 'bo');
    expect(await redeemed(code)).toBe(true);
    expect((await town.events.readStream('account-bo')).filter(({ type }) => type === 'AccountSwitched').map(({ actor, data }) => [actor, data])).toMatchObject([[expect.anything(), { on: false }], ['system:command-line', { on: true }]]);
  });
  it('says whom there is not, and what is missing', async () => {
    expect((await run('activation-code', '--account', 'nobody')).error).toMatchObject({ code: 2, message: 'there is no account nobody' });
    expect((await run('activation-code', '--member', 'nobody')).error).toMatchObject({ code: 1, message: 'There is no such person.' });
    for (const wrong of [[], ['--account', 'a', '--member', 'bo']]) expect((await run('activation-code', ...wrong)).error).toMatchObject({ code: 2, message: expect.stringContaining('either') });
  });
});

describe('lyceum config doctor', () => {
  const states = async (...args: string[]) => Object.fromEntries(((await run('config', 'doctor', ...args)).json as { findings: { what: string; state: string }[] }).findings.map(({ what, state }) => [what, state]));

  it('says once that a folder holds no city, and nothing of files that nobody ever made', async () => {
    const { json } = await lyceum(noon, 'config', 'doctor', '--data', town.root, '--json');
    expect((json as { findings: { what: string; advice: string }[] }).findings.filter(({ what }) => !['settings', 'backups'].includes(what))).toEqual([{ what: 'data folder', state: 'fault', advice: `${town.root} holds no city: name its folder with --data` }]);
  });
  it('says what is right, unwise and wrong', async () => {
    chmodSync(town.folder, 0o755);
    expect(await states()).toMatchObject({ settings: 'ok', 'data folder': 'warning', log: 'ok', 'end of the log': 'ok', 'keys.db': 'ok', 'accounts.db': 'ok', 'rows.sqlite': 'ok', 'demo city': 'ok', lock: 'ok', 'master key': 'warning', backups: 'warning' });
    chmodSync(town.folder, 0o700);
    expect(await states('--backups', town.path('none'))).toMatchObject({ 'data folder': 'ok', backups: 'fault' });
    expect((await run('config', 'doctor', '--backups', town.path('none'))).error).toMatchObject({ code: 1 });
  });
  it('names every file that is damaged, on a line of its own, and what to do', async () => {
    const copy = await Town.open();
    await copy.unit('u0');
    const { log, epoch } = copy.events.identity;
    await copy.close();
    mkdirSync(join(copy.folder, 'rows'));
    const relay = new Database(join(copy.folder, 'rows/relay.db'));
    relay.exec(`create table relay (log text, epoch int, position text); insert into relay values ('${log}', ${epoch}, '0000000000000009')`).close();
    const findings = async () => ((await lyceum(noon, 'config', 'doctor', '--data', copy.folder, '--json')).json as { findings: { what: string; state: string; advice: string }[] }).findings;
    const before = await findings();
    expect(before.find(({ what }) => what === 'end of the log')).toMatchObject({ state: 'fault', advice: expect.stringMatching(/^relay.db came further than the log, which ends at 0000000000000001: it has lost its end/) });
    for (const name of ['log/log.db', 'rows/rows.sqlite', 'rows/search.sqlite', 'rows/relay.db', 'vault/keys.db', 'vault/accounts.db', 'lock.db', 'demo.json']) writeFileSync(join(copy.folder, name), 'not what was written'.repeat(300));
    const advice = new Map((await findings()).map(({ what, state, advice: said }) => [what, `${state}: ${said}`]));
    copy.dispose();
    for (const what of ['log', 'keys.db', 'accounts.db']) expect([what, advice.get(what)]).toEqual([what, expect.stringMatching(/^fault: .*\.db can't be read: file is not a database.*restore the last backup/)]);
    for (const what of ['rows.sqlite', 'search.sqlite', 'relay.db']) expect([what, advice.get(what)]).toEqual([what, expect.stringMatching(/^warning: .*Nothing is lost: the next start makes it anew/)]);
    expect(advice.get('lock')).toMatch(/^fault: .*see that no process uses the folder, then delete it/);
    expect(advice.get('demo city')).toMatch(/^fault: .*demo.json is damaged: .*Make a new one/);
  });
  it('finds a flipped bit within a password of the vault, as whoever verifies a backup of it does', async () => {
    const copy = await Town.ofThree();
    await copy.close();
    const file = join(copy.folder, 'vault/accounts.db');
    const bytes = readFileSync(file);
    bytes[bytes.lastIndexOf('$argon2id') + 40]! ^= 1;
    writeFileSync(file, bytes);
    const beside = (...args: string[]) => lyceum(noon, ...args, '--data', copy.folder, '--json');
    expect(((await beside('config', 'doctor')).json as { findings: object[] }).findings).toContainEqual({ what: 'accounts.db', state: 'fault', advice: expect.stringMatching(/a row of password is not what was written.*restore the last backup/) });
    const { city } = (await beside('backup', '--to', copy.path('b'), '--keys', copy.path('k'))).json as { city: string };
    expect((await lyceum(noon, 'backup', 'verify', city, '--keys', copy.path('k'))).error).toMatchObject({ code: 1, message: expect.stringMatching(/accounts\.db is damaged: a row of password is not what was written/) });
    copy.dispose();
  });
  it.each([['log/log.db', 'log'], ['vault/keys.db', 'keys.db'], ['vault/accounts.db', 'accounts.db']])('finds a flipped bit in what a killed process left in %s-wal, of which no backup is made and which is not moved', async (name, what) => {
    const live = await Town.ofThree();
    await live.register('dora');
    cpSync(live.folder, live.path('killed'), { recursive: true });
    await live.close();
    const wal = join(live.path('killed'), `${name}-wal`);
    const bytes = readFileSync(wal);
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(wal, bytes);
    const { json } = await lyceum(noon, 'config', 'doctor', '--data', live.path('killed'), '--json');
    expect((json as { findings: { what: string }[] }).findings.find((each) => each.what === what)).toMatchObject({ state: 'fault', advice: expect.stringMatching(/-wal: .*restore the last backup/) });
    expect((await lyceum(noon, 'backup', '--data', live.path('killed'), '--to', live.path('b'), '--keys', live.path('k'))).error?.message).toMatch(/-wal: .*restore the last backup/);
    expect((await lyceum(noon, 'verify', '--data', live.path('killed'))).error?.message).toMatch(/-wal: .*restore the last backup/);
    expect((await lyceum(noon, 'move', '--from', `sqlite:${live.path('killed')}`, '--to', 'postgres://127.0.0.1:1/log', '--vault', 'postgres://127.0.0.1:1/vault')).error?.message).toMatch(/-wal: .*restore the last backup/);
    live.dispose();
  });
  it('sees that a process has the folder', async () => {
    const folder = DataFolder.take(town.folder);
    try {
      const { findings } = (await run('config', 'doctor')).json as { findings: { what: string; advice: string }[] };
      expect(findings.find(({ what }) => what === 'lock')?.advice).toBe('a process uses the folder');
    } finally { folder.release(); }
  });
  it('names every setting that is missing on engines', async () => {
    const { json, error } = await lyceum(noon, 'config', 'doctor', '--city', '--json');
    const [settings] = (json as { findings: { what: string; advice: string }[] }).findings;
    expect(settings!.advice).toMatch(/LYCEUM_LOG_URL is missing.*LYCEUM_REDIS_URL is missing/);
    expect(error).toMatchObject({ code: 1 });
  });
});

describe('a log of a newer release', () => {
  let copy: Town;
  beforeAll(async () => {
    copy = await Town.ofThree();
    const [last] = await copy.events.readLog({ backwards: true, limit: 1 });
    await copy.events.append({ events: [{ ...last!, type: 'ComingLater', version: 1, stream: 'later-1', id: 'later-1' }], checks: { 'later-1': 'none' } });
    await copy.close();
  });
  afterAll(() => copy.dispose());
  it.each(['rebuild', 'check'])('gives no rows to lyceum projection %s', async (what) => {
    expect((await lyceum(noon, 'projection', what, '--data', copy.folder)).error?.message).toMatch(/newer release \(found: ComingLater v1 @ \d+; this one knows: –\)/);
  });
  it('is verified and copied all the same: that asks nothing of what it tells', async () => {
    for (const args of [['verify'], ['backup', '--to', copy.path('b'), '--keys', copy.path('k')]]) expect([args, (await lyceum(noon, ...args, '--data', copy.folder)).error]).toEqual([args, undefined]);
  });
});

describe('lyceum verify', () => {
  it('reads every event, and says where the log is not what was written', async () => {
    expect((await run('verify')).json).toMatchObject({ events: await town.events.verify().then(({ events }) => events), position: await town.events.head() });
    const copy = await Town.open();
    await copy.unit('u0');
    await copy.close();
    const db = new Database(join(copy.folder, 'log/log.db'));
    db.prepare("update event set text = replace(text, 'agency', 'agencY')").run();
    db.close();
    const { error } = await lyceum(noon, 'verify', '--data', copy.folder);
    copy.dispose();
    expect(error?.message).toContain('position 0000000000000001 is not what was written');
  });
  it('says what to do where SQLite can’t make the files that it reads by, as on a disk that is read-only', () => {
    const file = town.path('log.db');
    const db = new Database(file);
    db.pragma('journal_mode = WAL');
    db.exec('create table meta (key text, value text)').close();
    mkdirSync(`${file}-wal`); // its name is taken
    expect(() => logStanding(file)).toThrow(/log.db can't be read: unable to open database file. .*copy the data folder to a disk that is not read-only/);
  });
});

describe('lyceum', () => {
  it('says where there is no city', async () => expect((await lyceum(noon, 'parked', 'list', '--data', town.path('nothing'))).error).toMatchObject({ code: 2, message: expect.stringContaining('holds no city') }));
  it('answers people in lines', async () => expect((await lyceum(noon, 'parked', 'list', '--data', town.folder)).answer).toBe('nothing is parked\n'));
  it('knows its commands', async () => expect((await lyceum(noon, 'backupp')).error).toMatchObject({ code: 'commander.unknownCommand' }));
  it('verifies no folder without a city, nor the one that it stands in where a name was forgotten', async () => {
    expect((await lyceum(noon, 'verify', '--data', town.path('nothing'))).error).toMatchObject({ code: 2, message: expect.stringContaining('holds no city') });
    expect((await lyceum(noon, 'verify', '--data', '')).error).toMatchObject({ code: 2, message: expect.stringContaining('--data is given without a value') });
    expect((await lyceum(noon, 'backup', 'verify', town.path('nothing'), '--master-key', '')).error).toMatchObject({ code: 2, message: expect.stringContaining('--master-key is given without a value') });
  });
  it.each(['notaurl', 'ftp://x', ''])('gives no set-up link to %j', async (url) => expect((await run('setup-link', '--url', url)).error).toMatchObject({ code: 2, message: expect.stringContaining('--url') }));
  it('gives no set-up link for a city that is in use', async () => expect((await run('setup-link', '--url', 'http://x')).error?.message).toContain('not empty'));
});
