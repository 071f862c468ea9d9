import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { masterKeyAdvice } from './check.ts';

describe('what is said of the file of a master key', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lyceum-check-'));
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'words'), 'not a key', { mode: 0o600 });
    writeFileSync(join(folder, 'open'), Buffer.alloc(32, 1).toString('base64'), { mode: 0o644 });
    writeFileSync(join(folder, 'key'), Buffer.alloc(32, 1).toString('base64'), { mode: 0o600 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([['none', 'is missing: restore it'], ['folder', 'is a folder: name the file'], ['words', 'is not a master key: restore it'], ['open', 'chmod 600']])('%s %s', (name, words) =>
    expect(() => masterKeyAdvice(join(folder, name))).toThrow(words));
  it('is nothing but where it is, of one that is as it must be', () => expect(masterKeyAdvice(join(folder, 'key'))).toBe(join(folder, 'key')));
  it('is a warning where it lies beside what it opens', () => expect(() => masterKeyAdvice(join(folder, 'key'), folder)).toThrow('another disk'));
});
