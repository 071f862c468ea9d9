// engines: PostgreSQL, Kafka, Redis
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ManualClock } from '@lyceum/jobs/clock';
import type { Host } from '@lyceum/nest-kit/host';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { demoPassword } from '@lyceum/solo/demo-city/accounts';
import { contexts, now, onFiles, tell, weeks, within } from '@lyceum/solo/testing/equal-boards';
import { Visitor } from '@lyceum/solo/testing/visitor';
import { startCity, type CityEngines } from '../../../tools/engines/city.ts';
import { startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { scratchRows } from './adapters.ts';
import { compare } from './projections.ts';
import { lyceumWith } from './testing/town.ts';

/** A city that outgrew its machine: it shows on PostgreSQL what it showed on files; and what becomes of it when a server is put back as it was. The vault has a server of its own. */
let city: CityEngines, vault: Engine, folder: string, first: string, onFolder: Awaited<ReturnType<typeof tell>>, env: Record<string, string>;
const clock = new ManualClock(now);
beforeAll(async () => {
  [city, vault, folder] = [await startCity(), await startPostgres(), mkdtempSync(join(tmpdir(), 'lyceum-moved-'))];
  env = { ...city.env, LYCEUM_VAULT_URL: vault.url, LYCEUM_MASTER_KEY_FILE: join(folder, 'data/vault/master.key') };
  onFolder = await within(await onFiles(join(folder, 'data'), clock), async (host, address) => tell(host, address, first = await weeks.make(host, clock, address), weeks));
});
afterAll(async () => {
  await city?.stop();
  await vault?.stop();
  rmSync(folder, { recursive: true, force: true });
});
const run = (...args: string[]) => lyceumWith(env, now, ...args, '--json');
const open = async <T>(work: (host: Host, address: string) => Promise<T>): Promise<T> => within(await city.adapters('solo', clock, env), work);

describe('a city that was moved to PostgreSQL', () => {
  it('shows the same boards, figures and learning files as it did on files', async () => {
    expect((await run('move', '--from', `sqlite:${join(folder, 'data')}`, '--to', env['LYCEUM_LOG_URL']!, '--vault', env['LYCEUM_VAULT_URL']!)).error).toBeUndefined();
    const moved = await open((host, address) => tell(host, address, first, weeks));
    expect(Object.keys(moved)).toEqual(Object.keys(onFolder));
    for (const [path, told] of Object.entries(moved)) expect({ path, told }).toEqual({ path, told: onFolder[path] });
  });
});

/** As an operator does it who has PostgreSQL's files and nothing else: with the server stopped, whole, and by its owner. */
const folderOf = async ({ url }: Engine): Promise<string> => {
  const client = new pg.Client(url);
  await client.connect();
  try { return (await client.query<{ data_directory: string }>('show data_directory')).rows[0]!.data_directory; } finally { await client.end(); }
};
const copy = async (server: Engine, to: string): Promise<() => Promise<void>> => {
  const data = await folderOf(server);
  const replace = async (from: string, into: string) => {
    await server.kill();
    rmSync(into, { recursive: true, force: true });
    execFileSync('cp', ['-a', from, into]);
    await server.restart();
  };
  await replace(data, join(folder, to));
  return () => replace(join(folder, to), data);
};

describe('a server of the city that is put back as it was', () => {
  const gone = 'm00020';
  let putBack: { log(): Promise<void>; vault(): Promise<void> };
  beforeAll(async () => { putBack = { log: await copy(city.postgres, 'log-copy'), vault: await copy(vault, 'vault-copy') }; });
  /** Somebody is forgotten, and something else is recorded, after the copies were made. */
  beforeAll(() => open(async (_host, address) => {
    const office = new Visitor(address, { account: 'office', password: demoPassword }, { requests: 500_000, position: '' });
    await office.post(`/api/members/${gone}/forget`, { reason: '本人离职并提出申请' });
    await office.post('/api/units/d01u01/name', { name: '东城融媒体台', from: '2026-06-01' });
  }));
  /** What the city shows of the one who was forgotten; throws where rows are not what a fresh replay makes of the log. */
  const looked = () => open(async (host, address) => {
    const { events, reads, keys } = host.adapters;
    const compared = await compare(events, () => reads, projectionsOf(contexts), scratchRows(events.identity), { progress: () => undefined });
    expect(compared.flatMap(({ name, different }) => different.map((row) => `${name}: ${row}`))).toEqual([]);
    const leader = new Visitor(address, { account: 'leader', password: demoPassword }, { requests: 600_000, position: '' });
    const { items } = await leader.get('/api/members?limit=100') as unknown as { items: { memberId: string; name: string | null; forgotten: boolean }[] };
    const { name, forgotten } = items.find(({ memberId }) => memberId === gone)!;
    const { items: units } = await leader.get('/api/units') as unknown as { items: { name: string }[] };
    return { name, forgotten, known: await keys.forgotten(), renamed: units.some((unit) => unit.name === '东城融媒体台') };
  });
  const forgotten = { name: null, forgotten: true, known: [gone] };

  it('the log’s: a next epoch makes rows anew, and the vault tells who is forgotten again', async () => {
    expect(await looked()).toEqual({ ...forgotten, renamed: true });
    await putBack.log();
    expect((await run('epoch', '--city')).json).toEqual({ epoch: expect.any(Number), forgottenAgain: 1 });
    expect(await looked()).toEqual({ ...forgotten, renamed: false });
  });

  it('the vault’s: the log tells who is forgotten again', async () => {
    await putBack.vault();
    expect((await run('epoch', '--city')).json).toEqual({ epoch: expect.any(Number), forgottenAgain: 1 });
    expect(await looked()).toEqual({ ...forgotten, renamed: false });
  });

  it('both: neither knows, and whoever was forgotten since must be forgotten by hand', async () => {
    await putBack.log();
    await putBack.vault();
    expect((await run('epoch', '--city')).json).toEqual({ epoch: expect.any(Number), forgottenAgain: 0 });
    expect(await looked()).toMatchObject({ name: expect.any(String), forgotten: false, known: [] });
  });
});
