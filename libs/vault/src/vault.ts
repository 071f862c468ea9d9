/**
 * What must not be in the log: persons' keys, claims on phones and id numbers, credentials, logins.
 * It lives and is backed up apart from the log.
 */

/**
 * In place of a text that is there but can't be read: its key, or the text itself, is not what was written. No string and not `null`, so that nobody
 * takes a person whose data are damaged for one who was forgotten.
 */
export const unreadable: unique symbol = Symbol('unreadable');
/** What became of a sealed text: the plain one; `null` where its person has been forgotten; or `unreadable`. */
export type Opened = string | null | typeof unreadable;
/** Every key tried with the master key: how many there are, and whose do not open. */
export type KeysTried = { readonly keys: number; readonly damaged: readonly string[] };

/** Somebody who was not forgotten, but whose personal data can't be read: what is sealed is not gone, must not be called so, and is not written over. */
export class PersonUnreadable extends Error {
  constructor() {
    super("a person's key, or what it sealed, was changed where it rests and can't be opened. This person was not forgotten, and nothing was written. "
      + 'Restore the vault from its last backup in which the key is whole: of a data folder, `lyceum backup` and then `lyceum restore` take each damaged key from an older backup of keys; see docs/OPERATIONS.md');
  }
}
/** For whoever can do nothing without the text: throws `PersonUnreadable`. */
export const legible = (opened: Opened | undefined): string | null => {
  if (opened === unreadable) throw new PersonUnreadable();
  return opened ?? null;
};

/** Personal data of one person, encrypted with that person's key; see `Personal` in core. */
export abstract class Keys {
  /** Makes the key where there is none. Refuses for a forgotten person; throws `PersonUnreadable` where the key is damaged. */
  abstract seal(subject: string, plain: string): Promise<string>;
  /** In the order given. */
  abstract open(sealed: readonly string[]): Promise<readonly Opened[]>;
  /** Reads every key, some at a time, and changes nothing. */
  abstract tryKeys(signal?: AbortSignal): Promise<KeysTried>;
  /** Destroys the key and the claims; idempotent, and remembered, so that a restore can apply it again. */
  abstract forget(subject: string): Promise<void>;
  abstract forgotten(): Promise<readonly string[]>;
  /**
   * Claims a value (a phone, an id number, an account name) for one subject; answers who holds it.
   * Only a keyed hash is kept. A claim that is not confirmed within the hour is swept.
   */
  abstract claim(kind: 'phone' | 'id-number' | 'account', value: string, subject: string): Promise<{ holder: string }>;
  abstract confirm(subject: string): Promise<void>;
  abstract holder(kind: 'phone' | 'id-number' | 'account', value: string): Promise<string | null>;
  abstract release(kind: 'phone' | 'id-number' | 'account', value: string, subject: string): Promise<void>;
  abstract close(): Promise<void>;
}

export type Login = { readonly loginId: string; readonly memberId: string; readonly createdAt: string; readonly seenAt: string; readonly device: string };

/** What is asked of passwords: by OWASP ASVS, or by the third level of 等级保护. */
export type PasswordPolicy = 'asvs' | 'mlps3';
/** `now`: from when a password holds. `reset`: with an administrator's code, which proves who it is, so that earlier passwords are not asked for. */
export type Setting = { readonly now?: string | undefined; readonly reset?: boolean };

/** Of an attempt at an account. `justNow`: by this very one. */
export type Verdict = { readonly outcome: 'right' } | { readonly outcome: 'wrong' } | { readonly outcome: 'locked'; readonly until: string; readonly failures: number; readonly justNow: boolean };

/** Passwords (argon2id), one-time codes and login tokens, all of them hashed at rest. Instants are ISO, UTC. */
export abstract class Accounts {
  /** What it asks of passwords. */
  abstract readonly policy: PasswordPolicy;
  /**
   * Refuses what the policy does not take (`password-too-short`, `-too-long`, `-too-common`, `-names-account` …); `account` is the name that people
   * log in with. Also `password-used-before`, unless an administrator's code has `reset` it.
   */
  abstract setPassword(memberId: string, password: string, account?: string, setting?: Setting): Promise<void>;
  /** Whether a password is older than the policy lets it become; false where there is none. */
  abstract isExpired(memberId: string, now: string): Promise<boolean>;
  /** Counts failures; `locked` until an instant after five within fifteen minutes. Counts, locks and takes as long for an id that has no password. */
  abstract verify(memberId: string, password: string, now: string): Promise<Verdict>;
  /** A one-time code in clear, shown once. `issue`: what it belongs to; it is redeemed as of that and of nothing else. */
  abstract issueCode(memberId: string, purpose: 'activation' | 'setup', expiresAt: string, issue?: string): Promise<string>;
  /** Uses a code up; `wrong` also where it is used, expired or of another `issue`. Failures to activate count with those of a password, and lock as they do. */
  abstract redeemCode(memberId: string, purpose: 'activation' | 'setup', code: string, now: string, issue?: string): Promise<Verdict>;
  /** A token in clear, shown once. */
  abstract logIn(memberId: string, device: string, now: string): Promise<{ token: string; loginId: string }>;
  /** The login of a token, where it is neither ended nor idle for too long; marks it as seen. */
  abstract authenticate(token: string, now: string, idleMinutes: number): Promise<Login | null>;
  abstract logins(memberId: string): Promise<readonly Login[]>;
  abstract endLogin(memberId: string, loginId: string): Promise<boolean>;
  abstract endLogins(memberId: string): Promise<readonly string[]>;
  abstract isActive(memberId: string): Promise<boolean>;
  abstract forget(memberId: string): Promise<void>;
  abstract close(): Promise<void>;
}
