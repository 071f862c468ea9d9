import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { broken, released, samples } from './golden.mjs';

describe('golden samples that were released', () => {
  it('are there, and as they were', () => expect(broken(released(), samples())).toEqual([]));
  it('are not forgotten', () => expect(Object.keys(released()).length).toBeGreaterThan(50));
});

describe('a released sample', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'lyceum-golden-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, data: object, indent = 2) => writeFileSync(join(folder, file), JSON.stringify({ type: 'Signed', version: 1, data }, null, indent));

  it('that was changed or removed fails, and it is said what to do', () => {
    write('Signed.v1.json', { by: 'ada' });
    write('Signed.v2.json', { by: 'ada', at: 'noon' });
    const sealed = samples(folder);
    expect(broken(sealed, sealed)).toEqual([]);
    write('Signed.v1.json', { by: 'bob' });
    rmSync(join(folder, 'Signed.v2.json'));
    expect(broken(sealed, samples(folder))).toEqual([
      expect.stringMatching(/Signed\.v1\.json was released and says something else now: .* raise the event's version/),
      expect.stringMatching(/Signed\.v2\.json was released and is gone: .* Put it back/),
    ]);
  });

  it('may be laid out anew, and have others beside it', () => {
    write('Signed.v1.json', { by: 'ada' });
    const sealed = samples(folder);
    write('Signed.v1.json', { by: 'ada' }, 0);
    write('Signed.v2.json', { by: 'ada', at: 'noon' });
    expect(broken(sealed, samples(folder))).toEqual([]);
  });
});
