import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AttendanceSigned } from './activity/attendance.ts';
import { MemberTransferred } from './member/member.ts';
import { InvitationsWithdrawn, MembersInvited, StudySessionCancelled, StudySessionPlanned } from './activity/study-session.ts';
import { sentenceOf, toldTypes, type Names } from './sentences.ts';
import { read, vocabulary } from './vocabulary.ts';

const golden = join(import.meta.dirname, '../golden');
const names: Names = { persons: true, member: (id) => `<${id}>`, unit: (id) => `[${id}]`, session: (id) => `«${id}»`, policy: (id) => `{${id}}` };

describe('sentences', () => {
  it('exist for every event of the vocabulary, and for nothing else', () => expect([...toldTypes].sort()).toEqual([...vocabulary.keys()].sort()));

  it('call people and units by name, in both languages', () =>
    expect(sentenceOf(MemberTransferred({ memberId: 'ada', fromUnitId: 'u1', unitId: 'u2', from: '2026-03-06' }), names)).toEqual({
      zh: '<ada> 由“[u1]”调入“[u2]”，自 2026-03-06 起', en: 'transferred <ada> from [u1] to [u2] from 2026-03-06',
    }));

  it('say why something was done by hand', () => {
    const signed = AttendanceSigned({ sessionId: 's', memberId: 'ada', day: '2026-03-06', minutes: 60, method: 'by-administrator', reason: '手机没电' });
    expect(sentenceOf(signed, names)?.zh).toBe('<ada> 在«s»（2026-03-06）签到，管理员代签：手机没电');
  });

  it('say how many were invited, or had signed, to who may know the people, and to nobody else', () => {
    const invited = ['ada', 'bob', 'cy'].map((memberId) => ({ memberId, unit: 'u1' }));
    for (const fact of [...[MembersInvited, InvitationsWithdrawn].map((event) => event({ sessionId: 's', day: '2026-03-06', invited })), StudySessionCancelled({ sessionId: 's', reason: '并未举行', hadSigned: 3 })]) {
      const [told, blind] = [true, false].map((persons) => Object.values(sentenceOf(fact, { ...names, persons })!).join().replaceAll('2026-03-06', ''));
      expect([told, blind]).toEqual([expect.stringContaining('3'), expect.not.stringMatching(/\d/)]);
    }
  });

  it('say of what is cancelled that people had signed, only where they had', () => {
    const cancelled = (hadSigned: number) => sentenceOf(StudySessionCancelled({ sessionId: 's', reason: '台风', hadSigned }), names);
    expect([cancelled(0)?.en, cancelled(2)?.en]).toEqual(['cancelled «s»: 台风', 'cancelled «s» after 2 had signed: 台风']);
  });

  it('hold a title that quotes another without doubled marks', () => {
    const planned = StudySessionPlanned({ sessionId: 's', unitId: 'u1', form: 'weekly-collective', title: '“零秒停播”与《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '', week: '2026-W10' });
    expect(sentenceOf(planned, names)?.zh).toBe('“[u1]”计划学习活动《“零秒停播”与〈条例〉》：2026-03-06 15:00');
  });

  it('are in Chinese for who reads Chinese', () => {
    const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : []);
    for (const file of readdirSync(golden)) {
      const { type, version, data } = JSON.parse(readFileSync(join(golden, file), 'utf8')) as { type: string; version: number; data: Record<string, unknown> };
      const said = sentenceOf(read(type, version, data)!, names)!.zh;
      const own = texts(data).sort((a, b) => b.length - a.length).reduce((rest, text) => rest.replaceAll(text, ''), said);
      expect([file, own]).toEqual([file, expect.stringMatching(/^(?=.*\p{Script=Han}{2})(?!.*[A-Za-z]{3})/u)]);
    }
  });

  it('are silent about an unknown type', () => expect(sentenceOf({ type: 'ComingLater', data: {} }, names)).toBeUndefined());
});
