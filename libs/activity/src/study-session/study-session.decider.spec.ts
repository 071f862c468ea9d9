import { describe, expect, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { seeing } from '../attendance/attendance.decider.ts';
import { scanned, withdrawn } from '../attendance/attendance.examples.ts';
import { attendanceId, invitationOf, studySession } from './study-session.decider.ts';
import {
  ada, bob, cancel, cancelled, changed, changeSession, close, closed, crowd, invited, open, openFor, opened, planned, planSession, publish, published, reopen, reopened, seen, sessionId, uninvited,
} from './study-session.examples.ts';

/** Sees of nobody whether they signed; `looking` sees it of some. */
const { given } = specify(studySession); // Friday, 6 March 2026, 17:00 in Shanghai

const looking = (...memberIds: string[]) => specify(seeing(memberIds));

describe('planning', () => {
  it('records the plan as it was made', () => given().when(planSession()).then(planned()));
  it('does not plan one session twice', () => given(planned()).when(planSession()).thenRefuses('session-exists'));
  it('lets a make-up session fulfil an earlier week', () => given().when(planSession({ week: '2026-W09' })).then(planned({ week: '2026-W09' })));
  it('lets no session fulfil a week that is still to come', () => given().when(planSession({ week: '2026-W11' })).thenRefuses('week-after-day'));
  it.each(['2025-W53', '0000-W01', '1899-W10'])('knows no week %s', (week) => given().when(planSession({ week })).thenRefuses('week-unknown'));
  it('knows the week of a day across the end of a year', () =>
    given().when(planSession({ day: '2027-01-01', week: '2026-W53' })).then(planned({ day: '2027-01-01', week: '2026-W53' })));
});

describe('changing', () => {
  it('records the new plan', () => given(planned()).when(changeSession({ place: '礼堂' })).then(changed({ place: '礼堂' })));
  it('changes a published session as well', () => given(planned(), published()).when(changeSession({ start: '16:00' })).then(changed({ start: '16:00' })));
  it('lets it fulfil another week', () => given(planned()).when(changeSession({ week: '2026-W09' })).then(changed({ week: '2026-W09' })));
  it('records nothing where nothing differs', () => given(planned()).when(changeSession()).thenNothing());
  it('compares with the last change, not with the first plan', () => given(planned(), changed({ place: '礼堂' })).when(changeSession()).then(changed()));
  it('refuses where the plan is no longer the one that was seen', () =>
    given(planned(), changed({ place: '礼堂' })).when(changeSession({ start: '16:00', was: seen })).thenRefuses('changed-meanwhile'));
  it('records what was seen before, changed', () => given(planned()).when(changeSession({ start: '16:00', was: seen })).then(changed({ start: '16:00' })));
  it('refuses a week that is still to come', () => given(planned()).when(changeSession({ week: '2026-W11' })).thenRefuses('week-after-day'));
  it('refuses once it is open', () => given(planned(), invited(ada), opened()).when(changeSession({ place: '礼堂' })).thenRefuses('session-not-upcoming'));
  it('refuses after it was cancelled', () => given(planned(), cancelled()).when(changeSession({ place: '礼堂' })).thenRefuses('session-not-upcoming'));
  it('refuses what was never planned', () => given().when(changeSession()).thenRefuses('session-not-upcoming'));
});

describe('publishing', () => {
  it('shows a planned session to its people', () => given(planned()).when(publish()).then(published()));
  it('ignores a second click', () => given(planned(), published()).when(publish()).thenNothing());
  it('refuses after it was cancelled', () => given(planned(), cancelled()).when(publish()).thenRefuses('session-not-upcoming'));
  it('refuses once it is held', () => given(planned(), invited(ada), opened(), closed()).when(publish()).thenRefuses('session-not-upcoming'));
});

describe('opening', () => {
  it('invites the roster, then opens', () => given(planned(), published()).when(open(ada, bob)).then(invited(ada, bob), opened()));
  it('records for how long people may sign', () => given(planned()).when(openFor(14, ada)).then(invited(ada), opened(14)));
  it('opens what was planned but not published', () => given(planned()).when(open(ada)).then(invited(ada), opened()));
  it('writes at most 500 invitations into an event', () => {
    const people = crowd(1001);
    given(planned()).when(open(...people)).then(invited(...people.slice(0, 500)), invited(...people.slice(500, 1000)), invited(people[1000]!), opened());
  });
  it('fills a last event of exactly 500', () => {
    const people = crowd(500);
    given(planned()).when(open(...people)).then(invited(...people), opened());
  });
  it('invites nobody twice', () => given(planned()).when(open(ada, bob, ada)).then(invited(ada, bob), opened()));
  it('ignores a second click, whoever joined meanwhile', () => given(planned(), invited(ada), opened()).when(open(ada, bob)).thenNothing());
  it('takes the day of the last change', () =>
    given(planned({ day: '2026-03-07' }), changed()).when(open(ada)).then(invited(ada), opened()));
  it('refuses a unit without people', () => given(planned()).when(open()).thenRefuses('nobody-to-invite'));
  it('refuses before its day', () => given(planned({ day: '2026-03-07' })).when(open(ada)).thenRefuses('session-day-not-come'));
  it('counts the day in Shanghai: at 00:30 on Friday it is still Thursday in UTC', () =>
    specify(studySession, { now: '2026-03-05T16:30:00.000Z' }).given(planned()).when(open(ada)).then(invited(ada), opened()));
  it('is possible for as long as somebody could sign: until the seventh day after, or as many as are set', () => {
    const at = (now: string) => specify(studySession, { now }).given(planned(), published());
    at('2026-03-13T15:59:59.000Z').when(open(ada)).then(invited(ada), opened());
    at('2026-03-13T16:00:00.000Z').when(open(ada)).thenRefuses('too-late-to-open');
    at('2026-03-08T16:00:00.000Z').when(openFor(2, ada)).thenRefuses('too-late-to-open');
    at('2026-11-27T08:00:00.000Z').when(open(ada)).thenRefuses('too-late-to-open');
  });
  it('says nothing of being late where it is open: a second click comes whenever it comes', () =>
    specify(studySession, { now: '2026-11-27T08:00:00.000Z' }).given(planned(), invited(ada), opened()).when(open(ada)).thenNothing());
  it('refuses after it was cancelled', () => given(planned(), cancelled()).when(open(ada)).thenRefuses('session-not-upcoming'));
  it('refuses once it is held', () => given(planned(), invited(ada), opened(), closed()).when(open(ada)).thenRefuses('session-not-upcoming'));
});

describe('closing', () => {
  const running = [planned({ week: '2026-W09' }), invited(ada, bob), opened()];
  it('says what was held, for which week', () => looking('ada').given(...running, scanned('ada')).when(close()).then(closed({ week: '2026-W09' })));
  it('refuses where nobody signed, or every signature was withdrawn: nobody was there', () => {
    looking('ada', 'bob').given(...running).when(close()).thenRefuses('nobody-signed');
    looking('ada').given(...running, scanned('ada'), withdrawn('ada')).when(close()).thenRefuses('nobody-signed');
    looking('ada').given(...running, scanned('ada'), withdrawn('ada'), scanned('ada')).when(close()).then(closed({ week: '2026-W09' }));
  });
  it('says so in other words once it is too late to sign by hand as well: after seven days, or as many as it was opened with', () => {
    const at = (now: string) => specify(seeing(['ada']), { now });
    at('2026-03-13T15:59:59.000Z').given(...running).when(close()).thenRefuses('nobody-signed');
    at('2026-03-13T16:00:00.000Z').given(...running).when(close()).thenRefuses('nobody-signed-in-time');
    at('2026-03-13T16:00:00.000Z').given(planned(), invited(ada), opened(14)).when(close()).thenRefuses('nobody-signed');
  });
  it('refuses who did not look whether anybody signed', () => given(...running).when(close()).thenRefuses('nobody-signed'));
  it('ignores a second click, also where the signature was withdrawn since, or an older log has nobody’s', () => {
    looking('ada').given(...running, scanned('ada'), closed(), withdrawn('ada')).when(close()).thenNothing();
    given(...running, closed()).when(close()).thenNothing();
  });
  it('refuses what was not opened: a plan is not a holding', () => given(planned(), published()).when(close()).thenRefuses('session-not-to-close'));
});

describe('reopening', () => {
  const held = [planned({ week: '2026-W09' }), invited(ada), opened(), closed({ week: '2026-W09' })];
  const at = (now: string) => specify(studySession, { now });
  it('says which holding does not count meanwhile, for which week, and why', () => given(...held).when(reopen()).then(reopened({ week: '2026-W09' })));
  it('ignores a second click', () => given(...held, reopened()).when(reopen()).thenNothing());
  it('lets the session be closed, and reopened, again', () => {
    looking('ada').given(...held, scanned('ada'), reopened()).when(close()).then(closed({ week: '2026-W09' }));
    given(...held, reopened(), closed()).when(reopen()).then(reopened({ week: '2026-W09' }));
  });
  it('invites nobody anew', () => given(...held, reopened()).when(open(ada, bob)).thenNothing());
  it('is possible for as long as somebody could sign: until the seventh day after, in Shanghai', () => {
    at('2026-03-13T15:59:59.000Z').given(...held).when(reopen()).then(reopened({ week: '2026-W09' }));
    at('2026-03-13T16:00:00.000Z').given(...held).when(reopen()).thenRefuses('too-late-to-reopen');
  });
  it('is possible for as many days as it was opened with', () => {
    at('2026-03-08T15:59:59.000Z').given(planned(), invited(ada), opened(2), closed()).when(reopen()).then(reopened());
    at('2026-03-08T16:00:00.000Z').given(planned(), invited(ada), opened(2), closed()).when(reopen()).thenRefuses('too-late-to-reopen');
  });
  it('refuses what was never held', () => {
    given().when(reopen()).thenRefuses('session-not-held');
    given(planned(), published()).when(reopen()).thenRefuses('session-not-held');
    given(planned(), cancelled()).when(reopen()).thenRefuses('session-not-held');
  });
  it('cannot be used to cancel what people signed for', () => looking('ada').given(...held, scanned('ada'), reopened()).when(cancel()).thenRefuses('somebody-signed'));
  it('lets it be cancelled where nobody signed, as older logs have it', () => looking('ada').given(...held, reopened()).when(cancel()).then(uninvited(ada), cancelled()));
});

describe('cancelling', () => {
  it('keeps the reason', () => given(planned(), published()).when(cancel()).then(cancelled()));
  it('ignores a second click', () => given(planned(), cancelled()).when(cancel()).thenNothing());
  it('takes the invitations back, batch by batch, once it is open', () => {
    const people = crowd(501);
    const batches = [people.slice(0, 500), people.slice(500)] as const;
    looking(...people.map(({ memberId }) => memberId)).given(planned(), invited(...batches[0]), invited(...batches[1]), opened()).when(cancel()).then(uninvited(...batches[0]), uninvited(...batches[1]), cancelled());
  });
  it('refuses while a signature stands, and not once it is withdrawn', () => {
    looking('ada').given(planned(), invited(ada), opened(), scanned('ada')).when(cancel()).thenRefuses('somebody-signed');
    looking('ada').given(planned(), invited(ada), opened(), scanned('ada'), withdrawn('ada')).when(cancel()).then(uninvited(ada), cancelled(1));
  });
  it('says how many had signed: each person once, and nobody who never had', () => {
    looking('ada').given(planned(), invited(ada), opened(), scanned('ada'), withdrawn('ada'), scanned('ada'), withdrawn('ada')).when(cancel()).then(uninvited(ada), cancelled(1));
    const attendances = new Map([[attendanceId(sessionId, 'ada'), 'withdrawn'], [attendanceId(sessionId, 'bob'), 'absent']] as const);
    expect(studySession.decide(cancel(), studySession.fold([planned(), invited(ada, bob), opened()]), { now: '2026-03-06T09:00:00.000Z', actor: '', newId: String, attendances })).toEqual([uninvited(ada, bob), cancelled(1)]);
  });
  it('is possible at any time; once nobody can sign any more it leaves the invitations of what somebody had signed for, and takes back those of what nobody ever did', () => {
    const at = (now: string) => specify(seeing(['ada']), { now }).given(planned(), invited(ada), opened(2));
    const signedOnce = (now: string) => specify(seeing(['ada']), { now }).given(planned(), invited(ada), opened(2), scanned('ada'), withdrawn('ada'));
    signedOnce('2026-03-08T15:59:59.000Z').when(cancel()).then(uninvited(ada), cancelled(1));
    signedOnce('2026-03-08T16:00:00.000Z').when(cancel()).then(cancelled(1));
    at('2026-11-27T08:00:00.000Z').when(cancel()).then(uninvited(ada), cancelled());
  });
  it('refuses who did not look at everybody’s signature', () => looking('ada').given(planned(), invited(ada, bob), opened()).when(cancel()).thenRefuses('somebody-signed'));
  it('refuses once it is held: that is reopened first', () => looking('ada').given(planned(), invited(ada), opened(), closed()).when(cancel()).thenRefuses('session-held'));
  it('ignores a second click after it was open', () => given(planned(), invited(ada), opened(), uninvited(ada), cancelled()).when(cancel()).thenNothing());
  it('refuses what was never planned', () => given().when(cancel()).thenRefuses('session-not-upcoming'));
});

describe('an invitation', () => {
  const people = crowd(1001);
  const session = studySession.fold([planned(), invited(...people.slice(0, 500)), invited(...people.slice(500, 1000)), invited(people[1000]!)]);
  it('is found in every batch', () => expect([0, 499, 500, 1000].map((n) => invitationOf(session, `m${n}`))).toEqual([0, 499, 500, 1000].map((n) => people[n])));
  it('is not found for others', () => expect(invitationOf(session, 'm1001')).toBeUndefined());
});
