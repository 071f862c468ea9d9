import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TransferMember } from '@lyceum/contracts/member/member';
import { commandId } from '@lyceum/event-store/handle';
import { member } from '@lyceum/member/member/member.decider';
import type { Caller } from '@lyceum/nest-kit/testing';
import { activityContext } from '../activity.context.ts';
import { smallCity } from '../testing/small-city.ts';

const plan = { unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室' };

describe('a code that is not fresh, while an administrator withdraws the signature', () => {
  let city: Awaited<ReturnType<typeof smallCity>>, dora: Caller, ada: Caller, sessionId: string, first: Awaited<ReturnType<Caller['post']>>, fresh: string;
  const key = { 'idempotency-key': 'ada-signs-once' };
  beforeAll(async () => {
    city = await smallCity([activityContext]);
    [dora, ada] = [await city.logIn('dora'), await city.logIn('ada')];
    sessionId = (await dora.post('/api/study-sessions', plan)).json.sessionId;
    await dora.post(`/api/study-sessions/${sessionId}/open`);
    fresh = (await dora.get(`/api/study-sessions/${sessionId}/code`)).json.code;
    first = await ada.post('/api/sign', { code: fresh }, key);
  });
  afterAll(() => city.close());

  /** Signs; after it was looked whether there is a signature, and before anything is decided, the signature is withdrawn. */
  const signDuringWithdrawal = async (code: string, headers: Record<string, string> = {}) => {
    const unitOf = city.host.directory.unitOf.bind(city.host.directory);
    const asked = jest.spyOn(city.host.directory, 'unitOf').mockImplementationOnce(async (...which) => {
      expect((await dora.post(`/api/study-sessions/${sessionId}/attendances/ada/withdrawal`, { reason: '本人未到' })).status).toBe(201);
      return unitOf(...which);
    });
    try { return await ada.post('/api/sign', { code }, headers); } finally {
      expect(asked).toHaveBeenCalled();
      asked.mockRestore();
    }
  };
  const facts = async () => (await city.host.adapters.events.readStream(`attendance-${sessionId}-ada`)).map(({ type }) => type);

  it('signs nobody where it is forged', async () => {
    expect(first.json).toMatchObject({ already: false });
    const answer = await signDuringWithdrawal(`${sessionId}.0.${'A'.repeat(22)}`);
    expect([answer.status, answer.json.code]).toEqual([409, 'code-expired']);
    expect(await facts()).toEqual(['AttendanceSigned', 'AttendanceWithdrawn']);
  });

  it('repeats what it was answered before, and signs nobody again', async () => {
    await dora.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['ada'], reason: '现场核对' });
    city.clock.set('2026-03-06T07:05:00.000Z');
    expect((await signDuringWithdrawal(fresh, key)).json).toEqual(first.json);
    expect((await ada.post('/api/sign', { code: fresh })).json.code).toBe('code-expired');
    expect(await facts()).toEqual(['AttendanceSigned', 'AttendanceWithdrawn', 'AttendanceSigned', 'AttendanceWithdrawn']);
  });
});

it('signs a person who was transferred since the session was opened for the unit that invited them', async () => {
  const city = await smallCity([activityContext]);
  try {
    const dora = await city.logIn('dora');
    const { sessionId } = (await dora.post('/api/study-sessions', plan)).json;
    await dora.post(`/api/study-sessions/${sessionId}/open`);
    await city.host.commands.as(member, TransferMember({ memberId: 'ada', unitId: 'office', from: plan.day }), { command: commandId('ada is transferred'), actor: 'setup', unit: 'office', now: city.clock.now(), correlation: 'ada is transferred' });
    await city.host.settle();
    expect(await city.host.directory.unitOf('ada')).toBe('office');
    const { code } = (await dora.get(`/api/study-sessions/${sessionId}/code`)).json;
    expect((await (await city.logIn('ada')).post('/api/sign', { code })).status).toBe(201);
    expect((await city.host.adapters.events.readStream(`attendance-${sessionId}-ada`)).map(({ type, unit }) => [type, unit])).toEqual([['AttendanceSigned', 'station']]);
  } finally { await city.close(); }
});
