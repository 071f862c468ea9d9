import { Controller, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import { RoleGranted } from '@lyceum/contracts/member/roles';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { Access } from './access.ts';
import type { Call } from './call.ts';
import { Asked, Needs } from './http.ts';
import { deepest, isPlain, isTooDeep } from './plain.ts';
import { temporaryHost, type TemporaryHost } from './testing.ts';
import { denials, signContext } from './testing/signs.ts';
import { Upload } from './upload.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a body', () => {
  it('is plain where it came as JSON', () => {
    expect([{}, [], 'text', 7, null, true].map(isPlain)).toEqual([true, true, true, true, true, true]);
    expect([undefined, Buffer.from('x'), new ReadableStream(), new Map()].map(isPlain)).toEqual([false, false, false, false]);
  });
  it('is too deep beyond the limit, however it nests', () => {
    expect([nested(deepest), nested(deepest + 1), nested(500_000), `{"a":${nested(deepest)}}`, `[1,{"b":[${nested(3)}]}]`].map((text) => isTooDeep(JSON.parse(text)))).toEqual([false, true, true, true, false]);
    expect([undefined, null, 'text', Buffer.alloc(9)].map(isTooDeep)).toEqual([false, false, false, false]);
  });
});

describe('a write out of reach, over a socket', () => {
  @Controller('api/signs')
  class Pictures {
    constructor(private readonly access: Access) {}
    @Post(':unitId/picture') @Needs('units.change')
    async hang(@Asked() call: Call, @Param({ schema: z.object({ unitId: z.string() }) }) { unitId }: { unitId: string }, @Upload() bytes: Buffer) {
      await this.access.unit(call, unitId);
      return { size: bytes.length };
    }
  }
  let made: TemporaryHost, address: string, cookie: string;
  beforeAll(async () => {
    made = await temporaryHost({ contexts: [{ ...signContext, controllers: [...signContext.controllers, Pictures] }] });
    for (const unitId of ['u0', 'u9']) await made.happen(`unit-${unitId}`, UnitCreated({ unitId, name: unitId, type: 'station', parentId: null, from: '2026-01-01' }));
    await made.happen('member-ada', MemberRegistered({ memberId: 'ada', name: await made.host.adapters.keys.seal('ada', 'Ada'), unitId: 'u0', post: 'clerk', tier: 'middle', employment: 'staff', party: 'non-party', from: '2026-01-01' }));
    await made.happen('roles-ada', RoleGranted({ grantId: 'g1', memberId: 'ada', role: 'office', unitId: 'u0', from: '2026-01-01', until: null }));
    cookie = `lyceum=${(await made.host.adapters.accounts.logIn('ada', 'a spec', '2026-03-06T09:00:00.000Z')).token}`;
    address = `http://127.0.0.1:${await made.host.listen(0)}`;
  });
  afterAll(() => made.close());
  let keys = 0;
  /** How it was answered, and where the caller was noted to have reached for. */
  const sent = async (path: string, body: string | Uint8Array<ArrayBuffer>, type: string) => {
    denials.length = 0;
    const answer = await fetch(`${address}/api/signs/${path}`, { method: 'POST', body, headers: { cookie, 'content-type': type, 'idempotency-key': `socket-key-${++keys}` } });
    return [answer.status, (await answer.json() as { code?: string }).code, denials.map(({ outside }) => outside)];
  };

  it('is noted and answered 404, whether JSON came or a file', async () => {
    expect(await sent('u0/picture', new Uint8Array(5000), 'application/octet-stream')).toEqual([201, undefined, []]);
    expect(await sent('u9/picture', new Uint8Array(5000), 'application/octet-stream')).toEqual([404, 'not-found', ['u9']]);
    expect(await sent('u9', '{"name":"North","from":"2026-01-01"}', 'application/json')).toEqual([404, 'not-found', ['u9']]);
  });
  it('is refused before anything is asked where it nests too deep, within reach as out of it', async () => {
    expect(await sent('u9', `{"name":"North","from":"2026-01-01","more":${nested(deepest - 1)}}`, 'application/json')).toEqual([422, 'bad-input', []]);
    for (const unit of ['u0', 'u9']) for (const depth of [deepest, 20_000, 400_000]) {
      expect(await sent(unit, `{"name":"North","from":"2026-01-01","more":${nested(depth)}}`, 'application/json')).toEqual([422, 'too-deep', []]);
    }
  });
});
