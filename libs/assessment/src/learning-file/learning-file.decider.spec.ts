import { describe, expect, it } from '@jest/globals';
import { AttendanceSigned, AttendanceWithdrawn } from '@lyceum/contracts/activity/attendance';
import { recorded, specify } from '@lyceum/core/specify';
import { learningFile } from './learning-file.decider.ts';
import { learningFileReactor } from './learning-file.reactor.ts';
import { file, filed, strike, struck } from './learning-file.examples.ts';

const { given } = specify(learningFile);

describe('filing', () => {
  it('makes an entry that names its source', () => given().when(file()).then(filed()));
  it('makes one entry of an event that is delivered twice', () => given(filed()).when(file()).thenNothing());
  it('finds the event among later ones', () => given(filed(), filed('friday11'), filed('friday12')).when(file()).thenNothing());
  it('makes an entry for each session', () => given(filed()).when(file('friday11')).then(filed('friday11')));
  it('makes another entry for one who signed again after a withdrawal', () => given(filed(), struck()).when(file('friday10', 2)).then(filed('friday10', 2)));
  it('does not file anew what was struck', () => given(filed(), struck()).when(file()).thenNothing());
});

describe('striking', () => {
  it('says why an entry no longer counts', () => given(filed()).when(strike()).then(struck()));
  it('strikes once', () => given(filed(), struck()).when(strike()).thenNothing());
  it('strikes the entry of its session, not the newest', () => given(filed(), filed('friday11')).when(strike()).then(struck()));
  it('strikes again what was signed again', () => given(filed(), struck(), filed('friday10', 2)).when(strike('friday10', 3)).then(struck('friday10', 3)));
  it('refuses where there is no entry, so that the message is parked and seen', () => given(filed('friday11')).when(strike()).thenRefuses('nothing-to-strike'));
  it('refuses where the entry is struck already', () => given(filed(), struck()).when(strike('friday10', 3)).thenRefuses('nothing-to-strike'));
});

describe('the reactor', () => {
  const envelope = { id: 'friday100', stream: 'attendance-friday10-ada', recordedAt: '2026-03-06T07:01:00.000Z' };
  const id = { sessionId: 'friday10', memberId: 'ada', day: '2026-03-06' };
  it('files an attendance, with the event as its source', () =>
    expect(learningFileReactor.react(recorded(AttendanceSigned({ ...id, minutes: 60, method: 'qr' }), envelope))).toEqual([file()]));
  it('strikes a withdrawn one', () =>
    expect(learningFileReactor.react(recorded(AttendanceWithdrawn({ ...id, minutes: 60, method: 'qr', reason: '本人未到' }), { ...envelope, id: 'friday101', revision: 1 }))).toEqual([strike()]));
});
