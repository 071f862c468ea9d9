import { decider, refuse } from '@lyceum/core/decider';
import {
  AccountActivated, AccountLocked, AccountSwitched, ActivationCodeIssued, LoggedIn, LoginEnded, PasswordChanged, type AccountCommand, type AccountEvent,
} from '@lyceum/contracts/member/account';

/** `awaiting`: a code was issued and not yet used, so that no earlier password opens the account. */
export type Account = {
  readonly state: 'none' | 'awaiting' | 'active';
  /** Switched off by the system administrator; being active comes back with it. */
  readonly off: boolean;
  /** Its name, sealed. */
  readonly name: string | null;
  readonly lockedUntil: string;
  /** Logins that were not ended; those that merely fell idle are among them. */
  readonly open: readonly string[];
};

/** What happens to a person's account. Secrets are the vault's: here is only what an auditor may know. */
export const account = decider<Account, AccountCommand, AccountEvent>({
  category: 'account',
  id: ({ memberId }) => memberId,
  initial: { state: 'none', off: false, name: null, lockedUntil: '', open: [] },

  decide: {
    /** Also a reset: whoever is logged in is logged out. */
    IssueActivationCode: ({ memberId, account: name, expiresAt }, held) => {
      if (held.off) refuse('account-off');
      if (name === undefined && held.name === null) refuse('account-without-name');
      return [ActivationCodeIssued({ memberId, account: name ?? held.name!, expiresAt }), ...ended(memberId, held)];
    },
    ActivateAccount: ({ memberId }, held) => {
      mustAwaitCode(held);
      return [AccountActivated({ memberId })];
    },
    /** The vault has asked for the one before, and has the new one already. */
    ChangePassword: ({ memberId }) => [PasswordChanged({ memberId })],
    LogIn: ({ memberId, loginId }, held) => {
      mustBeOpen(held);
      return held.open.includes(loginId) ? [] : [LoggedIn({ memberId, loginId })];
    },
    EndLogin: ({ memberId, loginId, how }, { open }) => (open.includes(loginId) ? [LoginEnded({ memberId, loginId, how })] : []),
    LockAccount: ({ memberId, until, failures }, { lockedUntil }) => (until <= lockedUntil ? [] : [AccountLocked({ memberId, until, failures })]),
    SwitchAccount: ({ memberId, on }, held) => {
      if (on !== held.off) return [];
      return [AccountSwitched({ memberId, on }), ...(on ? [] : ended(memberId, held))];
    },
  },

  evolve: {
    ActivationCodeIssued: (held, { account: name }) => ({ ...held, state: 'awaiting', name: name ?? held.name }),
    AccountActivated: (held) => ({ ...held, state: 'active' }),
    PasswordChanged: (held) => held,
    LoggedIn: (held, { loginId }) => ({ ...held, open: [...held.open, loginId] }),
    LoginEnded: (held, { loginId }) => ({ ...held, open: held.open.filter((other) => other !== loginId) }),
    AccountLocked: (held, { until }) => ({ ...held, lockedUntil: until }),
    AccountSwitched: (held, { on }) => ({ ...held, off: !on }),
  },
});

/** Refuses `account-off` and `no-activation-code`. */
export const mustAwaitCode = ({ state, off }: Account): void => {
  if (off) refuse('account-off');
  if (state !== 'awaiting') refuse('no-activation-code');
};

/** Refuses `account-off` and `not-activated`: such an account opens to no password, and takes none. */
export const mustBeOpen = ({ state, off }: Account): void => {
  if (off) refuse('account-off');
  if (state !== 'active') refuse('not-activated');
};

const ended = (memberId: string, { open }: Account): AccountEvent[] => open.map((loginId) => LoginEnded({ memberId, loginId, how: 'ended' }));
