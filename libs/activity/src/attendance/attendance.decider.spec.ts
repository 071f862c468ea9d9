import { describe, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { ada, bob, cancelled, closed, crowd, invited, opened, planned, published, reopened, uninvited } from '../study-session/study-session.examples.ts';
import { attendance } from './attendance.decider.ts';
import { scan, scanned, signedFor, signFor, signForWithoutReason, withdraw, withdrawn } from './attendance.examples.ts';

const at = (now: string) => specify(attendance, { now });
const { given } = specify(attendance); // the day itself, 17:00 in Shanghai
const running = [planned(), published(), invited(ada, bob), opened()];

describe('signing with the phone', () => {
  it('records a member who scans while the session is open, with its day and minutes', () => given(...running).when(scan('ada')).then(scanned('ada')));
  it('ignores a second scan', () => given(...running, scanned('ada')).when(scan('ada')).thenNothing());
  it('ignores a second scan even after the session was closed', () => given(...running, scanned('ada'), closed()).when(scan('ada')).thenNothing());
  it('refuses before it is open', () => given(planned(), published()).when(scan('ada')).thenRefuses('session-not-open'));
  it('refuses after it was closed', () => given(...running, closed()).when(scan('ada')).thenRefuses('session-not-open'));
  it('records a member who scans after it was reopened, and ignores one who signed before', () => {
    given(...running, closed(), reopened()).when(scan('ada')).then(scanned('ada'));
    given(...running, scanned('ada'), closed(), reopened()).when(scan('ada')).thenNothing();
  });
  it('refuses at a cancelled session, also one that had been opened by mistake', () => {
    given(planned(), cancelled()).when(scan('ada')).thenRefuses('session-not-open');
    given(...running, uninvited(ada, bob), cancelled()).when(scan('ada')).thenRefuses('session-not-open');
    given(...running, uninvited(ada, bob), cancelled()).when(signFor('ada')).thenRefuses('session-not-open');
  });
  it('refuses at a session that does not exist', () => given().when(scan('ada')).thenRefuses('session-not-open'));
  it('refuses someone who is not invited', () => given(...running).when(scan('eve')).thenRefuses('not-invited'));
  it('finds an invitation in any batch', () =>
    given(planned(), invited(...crowd(500)), invited(ada), opened()).when(scan('ada')).then(scanned('ada')));
  it('lets somebody sign again after a withdrawal', () => given(...running, scanned('ada'), withdrawn('ada')).when(scan('ada')).then(scanned('ada')));
});

describe('signing by an administrator', () => {
  it('records it as such, with the reason', () => given(...running).when(signFor('ada')).then(signedFor('ada')));
  it('refuses without a reason', () => given(...running).when(signForWithoutReason('ada')).thenRefuses('reason-needed'));
  it('ignores one who has signed already', () => given(...running, scanned('ada')).when(signFor('ada')).thenNothing());
  it('is allowed after the session was closed', () => given(...running, closed()).when(signFor('ada')).then(signedFor('ada')));
  it('is allowed until the seventh day after, in Shanghai', () =>
    at('2026-03-13T15:59:59.000Z').given(...running, closed()).when(signFor('ada')).then(signedFor('ada')));
  it('is refused from the eighth day on, in Shanghai', () =>
    at('2026-03-13T16:00:00.000Z').given(...running, closed()).when(signFor('ada')).thenRefuses('too-late-to-sign'));
  it('is refused as late, too, where the session was never closed', () =>
    at('2026-03-14T01:00:00.000Z').given(...running).when(signFor('ada')).thenRefuses('too-late-to-sign'));
  it('is refused as late to phones, too, where the session was left open', () =>
    at('2026-03-14T01:00:00.000Z').given(...running).when(scan('ada')).thenRefuses('too-late-to-sign'));
  it('is allowed for as many days as the session was opened with, however many they are', () => {
    const opening = (days: number) => [planned(), published(), invited(ada, bob), opened(days), closed()];
    at('2026-03-20T15:59:59.000Z').given(...opening(14)).when(signFor('ada')).then(signedFor('ada'));
    at('2026-03-20T16:00:00.000Z').given(...opening(14)).when(signFor('ada')).thenRefuses('too-late-to-sign');
    at('2026-03-06T15:59:59.000Z').given(...opening(0)).when(signFor('ada')).then(signedFor('ada'));
    at('2026-03-06T16:00:00.000Z').given(...opening(0)).when(signFor('ada')).thenRefuses('too-late-to-sign');
  });
  it('is refused before the session was opened', () => given(planned(), published()).when(signFor('ada')).thenRefuses('session-not-open'));
  it('is refused for someone who was not invited', () => given(...running).when(signFor('eve')).thenRefuses('not-invited'));
});

describe('withdrawing', () => {
  it('says which signature no longer counts, and why', () => given(...running, scanned('ada')).when(withdraw('ada')).then(withdrawn('ada')));
  it('says again of a signature by an administrator that it was one', () => given(...running, signedFor('ada')).when(withdraw('ada')).then(withdrawn('ada', 'by-administrator')));
  it('says of one who signed again what the last signature said', () =>
    given(...running, scanned('ada'), withdrawn('ada'), signedFor('ada')).when(withdraw('ada')).then(withdrawn('ada', 'by-administrator')));
  it('ignores a second click', () => given(...running, scanned('ada'), withdrawn('ada')).when(withdraw('ada')).thenNothing());
  it('is possible long after', () =>
    at('2026-09-01T00:00:00.000Z').given(...running, scanned('ada'), closed()).when(withdraw('ada')).then(withdrawn('ada')));
  it('refuses where nobody signed', () => given(...running).when(withdraw('ada')).thenRefuses('not-signed'));
});
