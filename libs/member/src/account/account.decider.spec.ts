import { describe, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { account } from './account.decider.ts';
import {
  activate, activated, changePassword, ended, issue, issueAgain, issued, lock, locked, loggedIn, loggedOut, logIn, logOut, passwordChanged, switched, switchTo,
} from './account.examples.ts';

const { given } = specify(account);

describe('an activation code', () => {
  it('gives the account its name', () => given().when(issue()).then(issued()));
  it('needs a name the first time', () => given().when(issueAgain()).thenRefuses('account-without-name'));
  it('keeps the name afterwards', () => given(issued(), activated()).when(issueAgain()).then(issued()));
  it('activates the account once', () => {
    given(issued()).when(activate()).then(activated());
    given(issued(), activated()).when(activate()).thenRefuses('no-activation-code');
  });
  it('resets: who is logged in is logged out', () =>
    given(issued(), activated(), loggedIn('l1'), loggedIn('l2'), loggedOut('l1')).when(issueAgain()).then(issued(), ended('l2')));
  it('resets: the old password opens nothing until the code is used', () => {
    given(issued(), activated(), issued()).when(logIn('l1')).thenRefuses('not-activated');
    given(issued(), activated(), issued(), activated()).when(logIn('l1')).then(loggedIn('l1'));
  });
});

describe('a password', () => {
  it('that its owner changes is noted each time', () => given(issued(), activated(), passwordChanged()).when(changePassword()).then(passwordChanged()));
});

describe('logging in', () => {
  it('is noted', () => given(issued(), activated()).when(logIn('l1')).then(loggedIn('l1')));
  it('is refused before activation', () => given(issued()).when(logIn('l1')).thenRefuses('not-activated'));
  it('is refused without an account', () => given().when(logIn('l1')).thenRefuses('not-activated'));
  it('ends once', () => {
    given(issued(), activated(), loggedIn('l1')).when(logOut('l1')).then(loggedOut('l1'));
    given(issued(), activated(), loggedIn('l1'), loggedOut('l1')).when(logOut('l1')).thenNothing();
  });
});

describe('an account', () => {
  it('that is locked is noted once for each time', () => {
    given(issued(), activated()).when(lock('2026-03-06T09:15:00.000Z')).then(locked('2026-03-06T09:15:00.000Z'));
    given(issued(), activated(), locked('2026-03-06T09:15:00.000Z')).when(lock('2026-03-06T09:15:00.000Z')).thenNothing();
  });
  it('that is switched off logs everybody out', () =>
    given(issued(), activated(), loggedIn('l1')).when(switchTo(false)).then(switched(false), ended('l1')));
  it('that is off opens to nobody', () => {
    const off = given(issued(), activated(), switched(false));
    off.when(logIn('l1')).thenRefuses('account-off');
    off.when(activate()).thenRefuses('account-off');
    off.when(issueAgain()).thenRefuses('account-off');
  });
  it('that is switched on again is as before', () => given(issued(), activated(), switched(false), switched(true)).when(logIn('l1')).then(loggedIn('l1')));
  it('is switched once', () => {
    given(issued(), activated()).when(switchTo(true)).thenNothing();
    given(issued(), activated(), switched(false)).when(switchTo(false)).thenNothing();
  });
});
