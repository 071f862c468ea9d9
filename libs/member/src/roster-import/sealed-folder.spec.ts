import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { flipKey } from '@lyceum/vault/testing/flip-key';
import { SealedFolder } from './sealed-folder.ts';

describe('a sealed folder', () => {
  let root: string;
  let keys: SqliteKeys;
  const open = () => new SealedFolder(join(root, 'imports'), keys);
  beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'lyceum-sealed-')); keys = SqliteKeys.open({ folder: join(root, 'vault') }); });
  afterEach(async () => { await keys.close(); rmSync(root, { recursive: true, force: true }); });

  const secret = Buffer.from('王芳,000000199003071239');
  it('gives back what was put, also after a restart', async () => {
    const folder = open();
    await folder.create('a1');
    await folder.put('a1', 'file', secret);
    expect((await open().get('a1', 'file'))?.equals(secret)).toBe(true);
    expect(await open().list()).toEqual(['a1']);
  });
  it('holds nothing in clear', async () => {
    const folder = open();
    await folder.create('a1');
    await folder.put('a1', 'file', secret);
    for (const name of readdirSync(join(root, 'imports', 'a1'))) {
      const bytes = readFileSync(join(root, 'imports', 'a1', name));
      for (const part of ['王芳', '000000199003071239']) expect(bytes.includes(Buffer.from(part))).toBe(false);
    }
  });
  it('can not be read once removed, even from a copy', async () => {
    const folder = open();
    await folder.create('a1');
    await folder.put('a1', 'file', secret);
    const path = join(root, 'imports', 'a1');
    const copy = readdirSync(path).map((name) => [name, readFileSync(join(path, name))] as const);
    await folder.remove('a1');
    expect(await folder.has('a1')).toBe(false);
    await folder.create('b2'); // so that the folder is there
    for (const [name, bytes] of copy) writeFileSync(join(root, 'imports', 'b2', name), bytes);
    await expect(open().get('b2', 'file')).rejects.toThrow('upload the file again');
  });
  it('refuses a damaged file, and one that was put in the place of another', async () => {
    const folder = open();
    await folder.create('a1');
    await folder.put('a1', 'file', secret);
    await folder.put('a1', 'result', Buffer.from('{}'));
    const path = join(root, 'imports', 'a1');
    writeFileSync(join(path, 'result'), readFileSync(join(path, 'file')));
    await expect(folder.get('a1', 'result')).rejects.toMatchObject({ status: 503, code: 'import-unreadable' });
    const bytes = readFileSync(join(path, 'file'));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(join(path, 'file'), bytes);
    await expect(folder.get('a1', 'file')).rejects.toMatchObject({ status: 503, code: 'import-unreadable' });
  });
  it('tells a damaged key from one that was destroyed, and loses nothing by it', async () => {
    await open().create('a1');
    await open().put('a1', 'file', secret);
    const again = async () => { await keys.close(); flipKey(join(root, 'vault/keys.db'), 'import_a1'); keys = SqliteKeys.open({ folder: join(root, 'vault') }); };
    await again();
    await expect(open().get('a1', 'file')).rejects.toMatchObject({ status: 503, code: 'import-unreadable' });
    await expect(open().put('a1', 'file', secret)).rejects.toMatchObject({ status: 503, code: 'import-unreadable' });
    await again();
    expect((await open().get('a1', 'file'))?.equals(secret)).toBe(true);
  });
  it('has no way out', async () => { for (const id of ['../vault', 'a/b', '', '.']) await expect(open().put(id, 'file', secret)).rejects.toThrow('letters, digits'); });
});
