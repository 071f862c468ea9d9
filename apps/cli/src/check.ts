import { existsSync, readFileSync, statSync } from 'node:fs';

/** `advice` says what to do, or what was seen to be right. */
export type Finding = { readonly state: 'ok' | 'warning' | 'fault'; readonly what: string; readonly advice: string };
/** The city that a doctor looks at. */
export type CheckedCity = { readonly folder: string; readonly city: boolean; readonly backups: string | undefined; readonly env: Readonly<Record<string, string | undefined>>; readonly now: string };

/** A check answers what is right; what it throws is a fault, a `Warning` only a warning. */
export type Check = readonly [what: string, run: () => string | Promise<string>];
export class Warning extends Error {}

const textOf = (file: string): string => {
  try { return readFileSync(file, 'utf8'); } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(code === 'EISDIR' ? `${file} is a folder: name the file of the master key` : `${file} can't be read (${code}): run this as who runs the service, or give them the file`);
  }
};
/** Throws where the file is not what it must be. */
export const masterKeyAdvice = (file: string, beside?: string): string => {
  if (!existsSync(file)) throw new Error(`${file} is missing: restore it from its backup; nothing else opens the vault`);
  if (Buffer.from(textOf(file).trim(), 'base64').length !== 32) throw new Error(`${file} does not hold 32 bytes in base64, so it is not a master key: restore it from its backup`);
  if ((statSync(file).mode & 0o077) !== 0) throw new Warning(`others on this machine may read ${file}: chmod 600 ${file}`);
  if (beside !== undefined && file.startsWith(beside)) throw new Warning('it lies beside what it opens: keep it on another disk, and name it by LYCEUM_MASTER_KEY_FILE');
  return file;
};
