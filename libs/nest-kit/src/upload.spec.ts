import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import { until } from '@lyceum/core/testing/until';
import { temporaryHost, type TemporaryHost } from './testing.ts';
import { signContext } from './testing/signs.ts';
import { UploadPermits, uploadsAtOnce } from './upload-permits.ts';

describe('files that are sent and not finished', () => {
  let made: TemporaryHost, port: number, server: Server, permits: UploadPermits;
  const lines: string[] = [];
  const tokens = new Map<string, string>();
  const sockets: Socket[] = [];
  let keys = 0;
  beforeEach(async () => {
    lines.length = 0;
    tokens.clear();
    made = await temporaryHost({ contexts: [signContext], lines });
    server = made.host.app.getHttpServer() as Server;
    Object.assign(server, { connectionsCheckingInterval: 50 }); // instead of 30 s; read when it begins to listen
    permits = made.host.app.get(UploadPermits);
    port = await made.host.listen(0);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await made.close();
  });

  const tokenOf = async (memberId: string) => {
    if (!tokens.has(memberId)) {
      const { accounts, keys: vault } = made.host.adapters;
      await made.happen(`member-${memberId}`, MemberRegistered({ memberId, name: await vault.seal(memberId, memberId), unitId: 'u0', post: 'clerk', tier: 'middle', employment: 'staff', party: 'non-party', from: '2026-01-01' }));
      tokens.set(memberId, (await accounts.logIn(memberId, 'a spec', '2026-03-06T09:00:00.000Z')).token);
    }
    return tokens.get(memberId)!;
  };
  /** Sends a file but for so many bytes at its end. */
  const begin = async (memberId: string, bytes: string, missing = 0) => {
    const head = [`POST /api/signs/u1/file HTTP/1.1`, 'host: x', 'accept-language: en', `cookie: lyceum=${await tokenOf(memberId)}`, `idempotency-key: held-key-${++keys}`, 'content-type: application/octet-stream', `content-length: ${bytes.length + missing}`];
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n${bytes}`));
    sockets.push(socket);
    const sent = { socket, answer: '', status: async () => { await until('an answer to the upload', () => /^HTTP\/1.1 (\d+)/.test(sent.answer)); return Number(sent.answer.slice(9, 12)); } };
    socket.setEncoding('utf8').on('data', (part: string) => { sent.answer += part; }).on('error', () => undefined);
    return sent;
  };
  /** So many uploads of a person that have begun and do not go on. */
  const hold = async (memberId: string, count: number, missing = 5) => {
    const held = [];
    const before = permits.taken;
    for (let n = 0; n < count; n++) held.push(await begin(memberId, 'half ', missing));
    await taken(before + count);
    return held;
  };
  const taken = (count: number) => until(`${count} uploads under way`, () => permits.taken === count);
  const whole = async (memberId: string) => (await begin(memberId, 'whole')).status();

  it('are two of a person, and no more until one of them is done', async () => {
    const [first] = await hold('bo', uploadsAtOnce.person);
    const refused = await begin('bo', 'whole');
    expect(await refused.status()).toBe(429);
    expect(refused.answer).toMatch(/retry-after: 10\r\n[^]*"code":"uploads-under-way"/);
    expect(refused.answer).toContain('2 files of yours are being uploaded or read already; wait until one of them is done, and try again in 10 seconds.');
    expect(await whole('ada')).toBe(201);
    first!.socket.write('more.');
    expect(await first!.status()).toBe(201);
    expect(await whole('bo')).toBe(201);
  });

  it('are known to the description of the API', async () => {
    const { paths } = await (await fetch(`http://127.0.0.1:${port}/api/docs-json`)).json() as { paths: Record<string, { post?: { responses: Record<string, object> } }> };
    expect([paths['/api/signs/{unitId}/file'], paths['/api/signs/{unitId}']].map((path) => path?.post?.responses['429'])).toEqual([expect.objectContaining({ description: expect.stringContaining('under way') }), undefined]);
  });

  it('are eight of everybody', async () => {
    for (let n = 0; n < uploadsAtOnce.process / uploadsAtOnce.person; n++) await hold(`member${n}`, uploadsAtOnce.person);
    const refused = await begin('ada', 'whole');
    expect(await refused.status()).toBe(503);
    expect(refused.answer).toMatch(/retry-after: 10\r\n[^]*"code":"uploads-busy"/);
    sockets[0]!.destroy();
    await taken(uploadsAtOnce.process - 1);
    expect(await whole('ada')).toBe(201);
  });

  it('give their places back where they are hung up, refused or too slow', async () => {
    for (const { socket } of await hold('bo', uploadsAtOnce.person)) socket.destroy();
    await taken(0);
    for (let n = 0; n <= uploadsAtOnce.person; n++) expect((await fetch(`http://127.0.0.1:${port}/api/signs/u1/file`, { // the more than 20 MiB of which are refused when they are there
      method: 'POST', body: new Uint8Array(20 * 2 ** 20 + 1), headers: { cookie: `lyceum=${await tokenOf('bo')}`, 'content-type': 'application/octet-stream', 'idempotency-key': `large-key-${n}` },
    })).status).toBe(413);
    expect(server.requestTimeout).toBe(120_000);
    const slow = await hold('bo', uploadsAtOnce.person, 1000);
    const dripping = setInterval(() => { for (const { socket } of slow) if (socket.writable) socket.write('.'); }, 20);
    [server.headersTimeout, server.requestTimeout] = [200, 300];
    for (const { status } of slow) expect(await status()).toBe(408);
    clearInterval(dripping);
    expect(await whole('bo')).toBe(201);
  });
});
