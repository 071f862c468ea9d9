import { hash as digest, randomBytes, randomInt } from 'node:crypto';
import { hash, hashRaw, verify } from '@node-rs/argon2';
import { Refusal } from '@lyceum/core/decider';
import { passwordFault, rulesOf } from './password-rule.ts';
import type { Login, PasswordPolicy, Setting, Verdict } from './vault.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one thread. 2 is argon2id. */
const argon2id = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 } as const;
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'; // nothing that reads like something else
const longestLogin = 30 * 24 * 3600_000; // milliseconds, however busy
const minute = 60_000;

export const allowedFailures = 5;
/** Milliseconds: failures are counted, and a lock holds, for so long. */
export const quarter = 15 * minute;
/** By then no count goes on and no lock holds: what is older is removed. */
export const longForgotten = 60 * minute;

/** What an attempt comes to that was not right: the last that is allowed locks. */
export const failed = (tried?: { readonly last: boolean; readonly until: string }): Verdict =>
  (tried?.last ? { outcome: 'locked', until: tried.until, failures: allowedFailures, justNow: true } : { outcome: 'wrong' });

const sha256 = (text: string) => digest('sha256', text, 'buffer');
const plainPassword = (password: string) => password.normalize('NFKC');

/** A password as it rests: since when, its hash, and the hashes before it that the policy remembers, by space. The first ones rested as a hash alone. */
const restingParts = (resting: string) => {
  const [first = '', ...others] = resting.split(' ');
  return first.startsWith('$') ? { since: null, hashes: [first] } : { since: first, hashes: others };
};

/** A password to rest in the place of `before`; refuses one that the policy does not take. */
export const checkedPassword = async (policy: PasswordPolicy, password: string, account: string | undefined, before: string | undefined, { now = new Date().toISOString(), reset = false }: Setting): Promise<string> => {
  const fault = passwordFault(policy, password, account);
  if (fault) throw new Refusal(fault);
  const { remembered } = rulesOf(policy);
  const earlier = before === undefined ? [] : restingParts(before).hashes.slice(0, remembered);
  if (!reset) for (const old of earlier) if (await verify(old, plainPassword(password))) throw new Refusal('password-used-before');
  return [now, await hash(plainPassword(password), argon2id), ...earlier.slice(0, Math.max(0, remembered - 1))].join(' ');
};
/** Whether a password that rests is older than the policy lets it become; one of unknown age is. */
export const isExpired = (policy: PasswordPolicy, resting: string | undefined, now: string): boolean => {
  const { days } = rulesOf(policy);
  if (days === null || resting === undefined) return false;
  const { since } = restingParts(resting);
  return since === null || Date.parse(now) - Date.parse(since) > days * 24 * 60 * minute;
};
/** What unknown accounts are compared with, so that they take as long. */
export const nobodysPassword = (): Promise<string> => hash(randomBytes(24).toString('base64'), argon2id);
export const matches = (hashed: string, password: string): Promise<boolean> => verify(restingParts(hashed).hashes[0]!, plainPassword(password.slice(0, 1000)));

type Purpose = 'activation' | 'setup';
/** Activation: eight letters and digits that a person types. Set-up: a long one, for a link. */
export const newCode = (purpose: Purpose): string =>
  purpose === 'setup' ? randomBytes(24).toString('base64url') : Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
/**
 * What is kept of a code, however a person types it. One that a person can type can be guessed by whoever has a copy of the file, so that it
 * rests as a password does; salted by whose it is and what it belongs to, so that it can be looked for.
 */
export const codeHash = (purpose: Purpose, code: string, memberId: string, issue = ''): Promise<Buffer> =>
  purpose === 'setup' ? Promise.resolve(sha256(issue ? `${code} by ${issue}` : code)) : hashRaw(code.toUpperCase().replace(/[\s-]/g, '').slice(0, 100), { ...argon2id, salt: sha256(`activation code of ${memberId}${issue && ` by ${issue}`}`).subarray(0, 16) });

export const newLogin = (): { token: string; loginId: string } => ({ token: randomBytes(32).toString('base64url'), loginId: randomBytes(12).toString('hex') });
export const tokenHash = (token: string): Buffer => sha256(token);

/** A login as it rests; instants are ISO, UTC. */
export type LoginRow = { readonly id: string; readonly member: string; readonly created: string; readonly seen: string; readonly device: string };
export const loginOf = ({ id, member, created, seen, device }: LoginRow): Login => ({ loginId: id, memberId: member, createdAt: created, seenAt: seen, device });
export const isOver = ({ seen, created }: LoginRow, now: string, idleMinutes: number): boolean =>
  Date.parse(now) - Date.parse(seen) > idleMinutes * minute || Date.parse(now) - Date.parse(created) > longestLogin;
/** Once a minute is often enough to note that it was seen, and keeps reading from writing. */
export const sawLately = ({ seen }: LoginRow, now: string): boolean => Date.parse(now) - Date.parse(seen) <= minute;
