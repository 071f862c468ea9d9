import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import { until } from '@lyceum/core/testing/until';
import { Telemetry } from './telemetry.ts';
import { temporaryHost, type TemporaryHost } from './testing.ts';
import { signContext } from './testing/signs.ts';

describe('a body whose sender hangs up', () => {
  let made: TemporaryHost, port: number, cookie: string;
  const lines: string[] = [];
  beforeAll(async () => {
    made = await temporaryHost({ contexts: [signContext], lines });
    const { keys, accounts } = made.host.adapters;
    await made.happen('member-bo', MemberRegistered({ memberId: 'bo', name: await keys.seal('bo', 'Bo'), unitId: 'u0', post: 'clerk', tier: 'middle', employment: 'staff', party: 'non-party', from: '2026-01-01' }));
    cookie = `lyceum=${(await accounts.logIn('bo', 'a spec', '2026-03-06T09:00:00.000Z')).token}`;
    port = await made.host.listen(0);
  });
  afterAll(() => made.close());

  it.each([['a file', '/api/signs/:unitId/file', 'application/octet-stream'], ['JSON', '/api/signs/:unitId', 'application/json']])('is one quiet line in the service log, and counted: %s', async (_, route, type) => {
    lines.length = 0;
    const head = [`POST ${route.replace(':unitId', 'u1')} HTTP/1.1`, 'host: x', `cookie: ${cookie}`, 'idempotency-key: a-key-to-hang-up', `content-type: ${type}`, 'content-length: 100'];
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n{`));
    await setTimeout(200); // until the host reads what does not come
    socket.destroy();
    await until('a line in the service log', () => lines.length > 0);
    await setTimeout(50); // for lines that should not come
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([expect.objectContaining({ level: 30, method: 'POST', route, status: 499, msg: 'cut off before it was answered' })]);
    expect(await made.host.app.get(Telemetry).registry.metrics()).toContain(`lyceum_http_request_seconds_count{method="POST",route="${route}",status="4xx"} 1\n`);
  });
});
