import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@lyceum/core/testing/until';
import { claimFolder, type Claim } from './claim.ts';

const pause = (milliseconds: number) => new Promise<void>((resolve) => { setTimeout(resolve, milliseconds); });

describe('a claim on a folder', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'lyceum-claim-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  /** As if the process that has it had been gone for a minute. */
  const abandon = (number: number) => { const then = Date.now() / 1000 - 60; utimesSync(join(folder, `claim-${number}`), then, then); };

  it('is one process’s at a time, of many who ask at once, and free again when it is released', async () => {
    for (let round = 0; round < 5; round++) {
      const claims = (await Promise.all(Array.from({ length: 8 }, () => claimFolder(folder)))).filter((claim) => claim !== null);
      expect(claims).toHaveLength(1);
      expect(await claimFolder(folder)).toBeNull();
      await claims[0]!.release();
      expect(readdirSync(folder)).toEqual([]);
    }
  });
  it('goes to one of many when its process is gone', async () => {
    await claimFolder(folder);
    abandon(1);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimFolder(folder)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['claim-2']);
  });
  it('stays with a process that is there, however long it works', async () => {
    const claim = await claimFolder(folder, { beat: 20, lapsed: 600 });
    for (let n = 0; n < 30; n++) { await pause(40); expect(await claimFolder(folder, { beat: 20, lapsed: 600 })).toBeNull(); }
    expect(claim!.signal.aborted).toBe(false);
    await claim!.release();
  });
  it('tells a process that slept for too long, and takes nothing from who came after it', async () => {
    const sleeper = (await claimFolder(folder, { beat: 20, lapsed: 30_000 })) as Claim;
    abandon(1);
    const next = await claimFolder(folder);
    expect(next).not.toBeNull();
    await until('the sleeper to be told', () => sleeper.signal.aborted);
    await sleeper.release();
    expect(await claimFolder(folder)).toBeNull();
    await next!.release();
  });
  it('is given to nobody where the folder is gone', async () => expect(await claimFolder(join(folder, 'nothing'))).toBeNull());
});
