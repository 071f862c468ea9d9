import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import { RoleGranted, type Role } from '@lyceum/contracts/member/roles';
import { UnitCreated, type UnitType } from '@lyceum/contracts/member/unit-tree';
import { ManualClock } from '@lyceum/jobs/clock';
import { Caller, temporaryHost, type Answer } from '@lyceum/nest-kit/testing';
import { memberContext } from '../../member.context.ts';
import type { Counts } from '../import-state.ts';
import { importsIn } from '../roster-import.providers.ts';

const unit = (unitId: string, name: string, type: UnitType, parentId: string | null) => UnitCreated({ unitId, name, type, parentId, from: '2020-01-01' });

/** A city of two stations on SQLite, with an office, and an administrator of the north alone. */
export const cityForImports = async () => {
  const clock = new ManualClock('2026-03-06T02:00:00.000Z');
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-imports-spec-'));
  const made = await temporaryHost({ contexts: [{ ...memberContext, providers: [...(memberContext.providers ?? []), importsIn(folder)] }], clock });
  const { host, happen } = made;
  await happen('unit-tree-city', unit('city', '市局', 'agency', null), unit('north', '北台', 'station', 'city'), unit('crew', '机务班', 'department', 'north'),
    unit('watch', '值机组', 'department', 'north'), unit('south', '南台', 'station', 'city'));
  const administrator = async (memberId: string, unitId: string, role: Role) => {
    const name = await host.adapters.keys.seal(memberId, '管理员');
    await happen(`member-${memberId}`, MemberRegistered({ memberId, name, unitId, post: '干事', tier: 'middle', employment: 'staff', party: 'party', from: '2020-01-01' }));
    await happen(`roles-${memberId}`, RoleGranted({ grantId: memberId, memberId, role, unitId, from: '2020-01-01', until: null }));
    return made.logIn(memberId);
  };
  const checked = async (who: Caller, unitId: string, bytes: Uint8Array) => {
    const { status, json } = await upload(who, unitId, bytes);
    assert.equal(status, 201);
    return addingUp(await ended(who, json.importId));
  };
  const written = async (who: Caller, importId: string) => {
    assert.equal((await who.post(`/api/imports/${importId}/run`)).status, 201);
    const json = addingUp(await ended(who, importId));
    await host.settle();
    return json;
  };
  const rowsOf = async (who: Caller, importId: string) => (await who.get(`/api/imports/${importId}/rows?limit=200`)).json;
  const member = async (who: Caller, name: string) => {
    const { items } = (await who.get(`/api/members?q=${encodeURIComponent(name)}`)).json;
    assert.equal(items.length, 1);
    return (await who.get(`/api/members/${items[0].memberId}`)).json;
  };
  return {
    ...made, checked, written, rowsOf, member, clock, folder, office: await administrator('office', 'city', 'office'), northern: await administrator('northern', 'north', 'unit-administrator'),
    close: async () => { await made.close(); rmSync(folder, { recursive: true, force: true }); },
  };
};
export type CityForImports = Awaited<ReturnType<typeof cityForImports>>;

/** Every row is one of these, before and after writing. */
const addingUp = (json: Answer['json']): Answer['json'] => {
  const counts = json.counts as Counts;
  assert.equal(counts.rows, counts.people + counts.duplicates + counts.waiting + counts.errors + counts.skipped);
  assert.equal(counts.people, counts.new + counts.unchanged + counts.changed);
  return json;
};

let uploads = 0;
export const upload = (who: Caller, unitId: string, bytes: Uint8Array, name = '花名册.csv', key = `upload-key-${++uploads}`): Promise<Answer> => who.send({
  method: 'POST', url: `/api/imports?unit=${unitId}`, payload: Buffer.from(bytes), headers: { 'content-type': 'application/octet-stream', 'idempotency-key': key, 'x-file-name': encodeURIComponent(name) },
});

/** Asks until the background work has ended; throws after half a minute, or as many milliseconds as are given. */
export const ended = async (who: Caller, importId: string, patience = 30_000): Promise<Answer['json']> => {
  for (const until = Date.now() + patience; Date.now() < until;) {
    const { json } = await who.get(`/api/imports/${importId}`);
    if (json.status !== 'reading' && json.status !== 'writing') return json;
    await new Promise((resolve) => setTimeout(resolve, Math.min(100, patience / 3000)));
  }
  throw new Error(`import ${importId} did not end`);
};
