import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { lanAddress } from './address.ts';
import { Server } from './testing/server.ts';

const network = lanAddress();
const onNetwork = network === undefined ? it.skip : it;
const where = network === undefined ? ' (not tried: this machine has no address on a network)' : '';

let root: string, server: Server;
beforeAll(() => { root = mkdtempSync(join(tmpdir(), 'lyceum-first-')); });
afterEach(() => server.kill());
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Told = { code?: string; codes?: { account: string; code: string }[] };
const post = async (url: string, body: object): Promise<{ status: number } & Told> => {
  const response = await fetch(`${server.address}${url}`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: JSON.stringify(body) });
  const { code, codes } = (await response.json()) as Told;
  return { status: response.status, ...(code ? { code } : {}), ...(codes ? { codes } : {}) };
};
const administrators = [['office', '王学文'], ['system-administrator', '周一鸣'], ['security-administrator', '吴小安'], ['audit-administrator', '郑审言']]
  .map(([role, name]) => ({ role: role!, name: name!, account: role!.split('-')[0]! }));

/** Whether it can be reached from another machine: at this one's address on the network. */
const reached = () => fetch(server.address.replace('127.0.0.1', network!) + '/livez').then(({ status }) => status, (error: Error) => (error.cause as NodeJS.ErrnoException).code);

describe('npm start -- --empty', () => {
  it('prints a link by which the city is set up, once', async () => {
    server = await Server.start(join(root, 'empty'));
    const token = /http:\/\/localhost:\d+\/setup\?token=(\S+)/.exec(server.said)?.[1];
    expect(token).toMatch(/^[\w-]{16,}$/);
    const setUp = (by: string) => post('/api/setup', { token: by, unitName: '临江市文化广电局', administrators });
    expect(await setUp('a-guess')).toEqual({ status: 409, code: 'setup-link-invalid' });
    const { status, codes } = await setUp(token!);
    expect(status).toBe(200);
    expect(await setUp(token!)).toEqual({ status: 409, code: 'set-up-already' });
    const password = 'paper boats on the canal';
    expect((await post('/api/login', { account: 'office', password })).status).toBe(401); // nobody has chosen one yet
    for (const { account, code } of codes!) expect((await post('/api/activation', { account, code, password })).status).toBe(200);
    expect((await post('/api/login', { account: 'office', password })).status).toBe(200);
    await server.stop();
    server = await Server.start(join(root, 'empty'));
    expect(server.said).not.toContain('setup?token='); // a city that is there needs none
  }, 120_000);
});

describe('a start', () => {
  onNetwork(`listens to this machine alone${where}`, async () => {
    server = await Server.start(join(root, 'alone'));
    expect(await reached()).toBe('ECONNREFUSED');
    expect(server.said).not.toContain(network);
  }, 120_000);

  onNetwork(`listens to the network with --lan, and says at which address${where}`, async () => {
    server = await Server.start(join(root, 'lan'), [], ['--lan']);
    expect(await reached()).toBe(200);
    expect(server.said).toContain(server.address.replace('127.0.0.1', network!));
  }, 120_000);
});
