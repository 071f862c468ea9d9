import { hash as digest, randomBytes, randomInt } from 'node:crypto';
import { hash, hashRaw, verify } from '@node-rs/argon2';
import { Refusal } from '@lyceum/core/decider';
import { passwordFault } from './password-rule.ts';
import type { Login } from './vault.ts';

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

const sha256 = (text: string) => digest('sha256', text, 'buffer');
const plainPassword = (password: string) => password.normalize('NFKC');

/** A password as it rests; refuses one that is easily guessed. */
export const checkedPassword = async (password: string, account: string | undefined): Promise<string> => {
  const fault = passwordFault(password, account);
  if (fault) throw new Refusal(fault);
  return hash(plainPassword(password), argon2id);
};
/** What unknown accounts are compared with, so that they take as long. */
export const nobodysPassword = (): Promise<string> => hash(randomBytes(24).toString('base64'), argon2id);
export const matches = (hashed: string, password: string): Promise<boolean> => verify(hashed, plainPassword(password.slice(0, 1000)));

type Purpose = 'activation' | 'setup';
/** Activation: eight letters and digits that a person types. Set-up: a long one, for a link. */
export const newCode = (purpose: Purpose): string =>
  purpose === 'setup' ? randomBytes(24).toString('base64url') : Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
/**
 * What is kept of a code, however a person types it. One that a person can type can be guessed by whoever has a copy of the file, so that it
 * rests as a password does; salted by whose it is, so that it can be looked for.
 */
export const codeHash = (purpose: Purpose, code: string, memberId: string): Promise<Buffer> =>
  purpose === 'setup' ? Promise.resolve(sha256(code)) : hashRaw(code.toUpperCase().replace(/[\s-]/g, '').slice(0, 100), { ...argon2id, salt: sha256(`activation code of ${memberId}`).subarray(0, 16) });

export const newLogin = (): { token: string; loginId: string } => ({ token: randomBytes(32).toString('base64url'), loginId: randomBytes(12).toString('hex') });
export const tokenHash = (token: string): Buffer => sha256(token);

/** A login as it rests; instants are ISO, UTC. */
export type LoginRow = { readonly id: string; readonly member: string; readonly created: string; readonly seen: string; readonly device: string };
export const loginOf = ({ id, member, created, seen, device }: LoginRow): Login => ({ loginId: id, memberId: member, createdAt: created, seenAt: seen, device });
export const isOver = ({ seen, created }: LoginRow, now: string, idleMinutes: number): boolean =>
  Date.parse(now) - Date.parse(seen) > idleMinutes * minute || Date.parse(now) - Date.parse(created) > longestLogin;
/** Once a minute is often enough to note that it was seen, and keeps reading from writing. */
export const sawLately = ({ seen }: LoginRow, now: string): boolean => Date.parse(now) - Date.parse(seen) <= minute;
