import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Problem } from '@lyceum/nest-kit/problem';
import { unreadable, type Keys } from '@lyceum/vault/vault';
import { claimFolder, type Claim } from './claim.ts';

const identifier = /^[A-Za-z0-9_]{1,64}$/;
const noteName = /^[A-Za-z0-9_]{1,80}$/; // what it is of, and the id of a unit, which may have 64
const nonceLength = 12;
const tagLength = 16;

/**
 * What imports keep between requests and over restarts: in a folder for each, every file sealed with that import's own key (AES-256-GCM),
 * which itself rests sealed in the vault. Removing an import destroys the key, so that no backup of the folder can be read.
 */
export class SealedFolder {
  private readonly logger = new Logger('roster-import');
  private readonly opened = new Map<string, Buffer>();
  private readonly told = new Set<string>();
  constructor(private readonly folder: string, private readonly keys: Keys) {}

  /** Where it is there already, made by another process or by one that broke off, its key stays. */
  async create(id: string): Promise<void> {
    const key = await this.keys.seal(subject(id), randomBytes(32).toString('base64')); // refused for one that is gone, of which no folder is to be made
    await mkdir(this.path(id), { recursive: true, mode: 0o700 });
    await put(join(this.path(id), 'key'), key, makeOnly);
  }
  /** Work on it, which only one process does at a time; null where another has it. */
  claim(id: string): Promise<Claim | null> { return claimFolder(this.path(id)); }

  /** Replaces the file in one step: a crash leaves the old one or the new one. */
  async put(id: string, name: string, bytes: Uint8Array): Promise<void> {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', await this.key(id), nonce).setAAD(Buffer.from(`${id}/${name}`));
    const sealed = [cipher.update(bytes), cipher.final()];
    await replace(join(this.path(id), name), Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]));
  }

  /** `undefined` where there is no such file. Throws 503 `import-unreadable` where it, or the key, was damaged. */
  async get(id: string, name: string): Promise<Buffer | undefined> {
    const sealed = await readFile(join(this.path(id), name)).catch(absent);
    if (!sealed) return undefined;
    const key = await this.key(id);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength)).setAAD(Buffer.from(`${id}/${name}`));
      decipher.setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
      return Buffer.concat([decipher.update(sealed.subarray(nonceLength + tagLength)), decipher.final()]);
    } catch { return this.damaged(id, join(this.path(id), name)); }
  }

  async has(id: string): Promise<boolean> { return identifier.test(id) && (await readFile(join(this.path(id), 'key')).catch(absent)) !== undefined; }
  async list(): Promise<readonly string[]> { return ((await readdir(this.folder).catch(absent)) ?? []).filter((name) => identifier.test(name)); }

  /** Differs when the file was replaced; `undefined` where there is none. */
  async stamp(id: string, name: string): Promise<string | undefined> {
    const file = await stat(join(this.path(id), name), { bigint: true }).catch(absent);
    return file && `${file.ino}/${file.mtimeNs}`;
  }
  /** Milliseconds since it was made, by the file system's clock: for what can't be read any more. */
  async age(id: string): Promise<number> {
    const made = await stat(join(this.path(id), 'key')).catch(absent);
    return Date.now() - (made?.mtimeMs ?? 0);
  }

  async remove(id: string): Promise<void> {
    await this.keys.forget(subject(id));
    this.opened.delete(id);
    await rm(this.path(id), { recursive: true, force: true });
  }

  /** What each unit's administrators chose for its headings and units; no personal data, and it outlives the imports. */
  async note(name: string): Promise<string | undefined> { return (await readFile(this.notePath(name)).catch(absent))?.toString('utf8'); }
  async putNote(name: string, text: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await replace(this.notePath(name), text);
  }

  private async key(id: string): Promise<Buffer> {
    const known = this.opened.get(id);
    if (known) return known;
    const [opened] = await this.keys.open([await readFile(join(this.path(id), 'key'), 'utf8')]);
    if (opened === unreadable) return this.damaged(id, 'its key');
    if (!opened) throw new Error(`the key of the import ${id} is gone: upload the file again`);
    const key = Buffer.from(opened, 'base64');
    this.opened.set(id, key);
    return key;
  }
  private damaged(id: string, what: string): never {
    if (!this.told.has(id)) this.logger.error(`import ${id}: ${what} is damaged where it rests and can't be opened; the file can be uploaded again`);
    this.told.add(id);
    throw new Problem(503, 'import-unreadable');
  }
  private path(id: string): string {
    if (!identifier.test(id)) throw new Error('an import’s id has letters, digits and _ only');
    return join(this.folder, id);
  }
  private notePath(name: string): string {
    if (!noteName.test(name)) throw new Error('a note’s name has letters, digits and _ only');
    return join(this.folder, `${name}.json`);
  }
}

/** Keys are kept by whom they belong to: an import is one of those. */
const subject = (id: string): string => `import_${id}`;

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};
/** Whole or not at all: under another name first. */
const put = async (path: string, content: string | Uint8Array, place: (partial: string, path: string) => Promise<void>): Promise<void> => {
  const partial = `${path}.${randomUUID()}.partial`; // replicas may have the same process id
  await writeFile(partial, content, { mode: 0o600, flag: 'wx', flush: true });
  await place(partial, path);
};
const replace = (path: string, content: string | Uint8Array): Promise<void> => put(path, content, rename);
const makeOnly = async (partial: string, path: string): Promise<void> => {
  try { await link(partial, path); } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; } finally { await rm(partial); }
};
