import {
  AccountActivated, AccountLocked, AccountSwitched, ActivateAccount, ActivationCodeIssued, ChangePassword, EndLogin, IssueActivationCode, LockAccount, LoggedIn, LogIn,
  LoginEnded, PasswordChanged, SwitchAccount,
} from '@lyceum/contracts/member/account';

const memberId = 'ada';
const sealedName = 'p1.ada.n0nce.account';
const expiresAt = '2026-03-13T15:59:00.000Z';

export const issue = (account: string | undefined = sealedName) => IssueActivationCode({ memberId, account, expiresAt });
export const issueAgain = () => IssueActivationCode({ memberId, expiresAt });
export const issued = () => ActivationCodeIssued({ memberId, account: sealedName, expiresAt });
export const activate = () => ActivateAccount({ memberId });
export const activated = () => AccountActivated({ memberId });
export const changePassword = () => ChangePassword({ memberId });
export const passwordChanged = () => PasswordChanged({ memberId });
export const logIn = (loginId: string) => LogIn({ memberId, loginId });
export const loggedIn = (loginId: string) => LoggedIn({ memberId, loginId });
export const logOut = (loginId: string) => EndLogin({ memberId, loginId, how: 'logged-out' });
export const loggedOut = (loginId: string) => LoginEnded({ memberId, loginId, how: 'logged-out' });
export const ended = (loginId: string) => LoginEnded({ memberId, loginId, how: 'ended' });
export const lock = (until: string) => LockAccount({ memberId, until, failures: 5 });
export const locked = (until: string) => AccountLocked({ memberId, until, failures: 5 });
export const switchTo = (on: boolean) => SwitchAccount({ memberId, on });
export const switched = (on: boolean) => AccountSwitched({ memberId, on });
