import { z } from 'zod';
import { command, event, Personal, type Of } from '@lyceum/core/event';
import { Instant, MemberId } from '../ids.ts';

/** What happens to an account. Passwords, codes and tokens never come here: they rest hashed, in the vault. */
const member = { memberId: MemberId };
const login = { ...member, loginId: z.string().max(64) };

/** `account`: the name that one logs in with, sealed like other personal data; absent where it stays as it is. */
export const IssueActivationCode = command('IssueActivationCode', z.object({ ...member, account: Personal.optional(), expiresAt: Instant }));
export const ActivateAccount = command('ActivateAccount', z.object(member));
/** By its owner, who knew the one before. */
export const ChangePassword = command('ChangePassword', z.object(member));
export const LogIn = command('LogIn', z.object(login));
export const EndLogin = command('EndLogin', z.object({ ...login, how: z.enum(['logged-out', 'ended', 'idle']) }));
export const LockAccount = command('LockAccount', z.object({ ...member, until: Instant, failures: z.number().int() }));
export const SwitchAccount = command('SwitchAccount', z.object({ ...member, on: z.boolean() }));
export type AccountCommand = Of<typeof IssueActivationCode | typeof ActivateAccount | typeof ChangePassword | typeof LogIn | typeof EndLogin | typeof LockAccount | typeof SwitchAccount>;

export const ActivationCodeIssued = event('ActivationCodeIssued', { v: 1, data: IssueActivationCode.schema });
export const AccountActivated = event('AccountActivated', { v: 1, data: z.object(member) });
export const PasswordChanged = event('PasswordChanged', { v: 1, data: z.object(member) });
export const LoggedIn = event('LoggedIn', { v: 1, data: z.object(login) });
export const LoginEnded = event('LoginEnded', { v: 1, data: EndLogin.schema });
export const AccountLocked = event('AccountLocked', { v: 1, data: LockAccount.schema });
export const AccountSwitched = event('AccountSwitched', { v: 1, data: SwitchAccount.schema });
export type AccountEvent = Of<typeof ActivationCodeIssued | typeof AccountActivated | typeof PasswordChanged | typeof LoggedIn | typeof LoginEnded | typeof AccountLocked | typeof AccountSwitched>;
