import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { dirname, join } from 'node:path';

/** Wraps persons' keys and hides claims. Lost with its file: back it up, apart from the vault. */
export type MasterKey = { readonly wrapping: Buffer; readonly claims: Buffer; readonly file: string };

/** Where the master key of a vault in a folder lies. */
export const masterKeyFileOf = (folder: string, given?: string): string => given ?? join(folder, 'master.key');

/**
 * 32 random bytes, base64, in a file of their own. Without a given file one is made beside a vault that is still empty,
 * readable by its owner only; a vault that holds keys never gets a new one.
 */
export const masterKey = (folder: string, given: string | undefined, empty: () => boolean): MasterKey => {
  const file = masterKeyFileOf(folder, given);
  if (!existsSync(file)) {
    if (given !== undefined) throw new Error(`the master key file ${file} does not exist: make it with \`openssl rand -base64 32 > ${file}\` and protect it, or restore it from its backup`);
    if (!empty()) throw new Error(`${file} is missing, and the vault's keys cannot be opened without it: restore it from its backup`);
    create(file);
  }
  const secret = readSecret(file);
  return { wrapping: derived(secret, 'wrapping'), claims: derived(secret, 'claims'), file };
};

/**
 * The key that short-lived codes are proved with: made from the master key, so that it is the same in every process that has it and after
 * every start, rests nowhere else, and gives nothing of the master key away.
 */
export const signingKey = (file: string): KeyObject => createSecretKey(derived(readSecret(file), 'signing'));

const readSecret = (file: string): Buffer => {
  const secret = Buffer.from(textOf(file).trim(), 'base64');
  if (secret.length !== 32) throw new Error(`${file} does not hold 32 bytes in base64: it is damaged or not a master key`);
  return secret;
};
const textOf = (file: string): string => {
  try { return readFileSync(file, 'utf8'); } catch (error) {
    throw new Error(`the master key file ${file} can't be read (${(error as Error).message}): it must be a file that this account may read`, { cause: error });
  }
};
const derived = (secret: Buffer, use: string): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `lyceum ${use} v1`, 32));

const create = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, `${randomBytes(32).toString('base64')}\n`);
    fsyncSync(handle);
  } finally { closeSync(handle); }
};
