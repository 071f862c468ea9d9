import { expect, it } from '@jest/globals';
import { project, recorded } from '@lyceum/core/specify';
import { ada, bob, invited, uninvited } from '../study-session/study-session.examples.ts';
import { scanned, signedFor, withdrawn } from './attendance.examples.ts';
import { sessionAttendance } from './session-attendance.projection.ts';

const invitation = recorded(invited(ada, { ...bob, unit: 'office' }));
const at = { recordedAt: '2026-03-06T07:01:15.000Z' };

it('shows everyone who is invited as missing, each with the unit of the invitation', () =>
  expect(project(sessionAttendance, invitation)).toMatchObject({
    'friday10/ada': { memberId: 'ada', unitId: 'station', day: '2026-03-06', state: 'missing', recordedAt: null },
    'friday10/bob': { memberId: 'bob', unitId: 'office', day: '2026-03-06', state: 'missing', recordedAt: null },
  }));
it('shows who signed, by the server\'s clock and the phone\'s', () =>
  expect(project(sessionAttendance, invitation, recorded(scanned('ada'), at))['friday10/ada']).toEqual({
    sessionId: 'friday10', memberId: 'ada', unitId: 'station', day: '2026-03-06', state: 'signed', method: 'qr', reason: null,
    recordedAt: at.recordedAt, signedAt: at.recordedAt, deviceAt: '2026-03-06T07:01:12.000Z', device: '5f2c',
  }));
it('shows nobody once the invitations are taken back, whose signature had been withdrawn neither', () =>
  expect(project(sessionAttendance, invitation, recorded(scanned('ada')), recorded(withdrawn('ada')), recorded(uninvited(ada, bob)))).toEqual({}));
it('leaves others as they were', () =>
  expect(project(sessionAttendance, invitation, recorded(scanned('ada')))['friday10/bob']).toMatchObject({ state: 'missing', device: null }));
it('shows that an administrator signed, and why', () =>
  expect(project(sessionAttendance, invitation, recorded(signedFor('ada')))['friday10/ada']).toMatchObject({ method: 'by-administrator', reason: '手机没电', device: null }));
it('shows why and when a signature was withdrawn, and keeps its device and when it was given', () =>
  expect(project(sessionAttendance, invitation, recorded(scanned('ada'), at), recorded(withdrawn('ada'), { recordedAt: '2026-03-07T01:00:00.000Z' }))['friday10/ada'])
    .toMatchObject({ state: 'withdrawn', reason: '本人未到', device: '5f2c', recordedAt: '2026-03-07T01:00:00.000Z', signedAt: at.recordedAt }));
it('forgets the old signature\'s device where somebody else signs anew', () =>
  expect(project(sessionAttendance, invitation, recorded(scanned('ada')), recorded(withdrawn('ada')), recorded(signedFor('ada')))['friday10/ada']).toMatchObject({ state: 'signed', device: null, deviceAt: null }));
