import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '@lyceum/core/event';
import { seeded } from '@lyceum/core/testing/seeded';
import { accounts, type AccountRow } from './examples.ts';
import { SqliteReadStore } from './sqlite.ts';
import { versionsOf } from './testing/contents.ts';
import { story } from './testing/story.ts';

const rounds = Number(process.env['LYCEUM_ROUNDS'] ?? 100);
const events = 20_000;
const log = story(events);
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lyceum-rows-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts the projecting process and kills it so many milliseconds after it has begun; true where it was done before. */
const killedAfter = async (milliseconds: number, early: boolean): Promise<boolean> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', path('../../../tools/swc-hook.mjs'), path('./testing/child.ts'), folder, String(events), ...(early ? ['early'] : [])],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => { child.on('close', resolve); });
  await new Promise((resolve) => { child.stdout.once('data', resolve); child.once('close', resolve); });
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  return (await ended) === 0;
};

/** Rows and all their versions are those of a fresh replay up to the checkpoint; answers the checkpoint. */
const assertSound = async (): Promise<string> => {
  const reads = await SqliteReadStore.open({ folder, identity: log.identity });
  try {
    await reads.prepare(accounts);
    const checkpoint = await reads.checkpoint(accounts);
    const rows = new Map<string, AccountRow | null>();
    let changes = 0;
    for (const event of log.events as Recorded[]) {
      if (event.position > checkpoint) break;
      for (const key of accounts.keysOf(event)) { rows.set(key, accounts.apply(rows.get(key) ?? null, event, key)); changes++; }
    }
    const found = (await reads.find(accounts, { limit: 1000 })).rows;
    expect(Object.fromEntries(found.map(({ key, row }) => [key, row]))).toEqual(Object.fromEntries([...rows].filter(([, row]) => row !== null)));
    expect(await versionsOf(reads, accounts)).toHaveLength(changes);
    return checkpoint;
  } finally { await reads.close(); }
};

describe(`rows whose projector is killed ${rounds} times`, () => {
  it('are those of a fresh replay up to their checkpoint, after every kill, and in the end of all', async () => {
    const random = seeded(20261121);
    const end = log.events.at(-1)!.position;
    let finished = 0;
    for (let round = 0; round < rounds; round++) {
      await killedAfter(random() * 300, false);
      if ((await assertSound()) < end) continue;
      finished++;
      await rm(folder, { recursive: true }); // and once more from the beginning
    }
    expect(finished).toBeLessThan(rounds / 2); // most kills came in the middle of it
    while (!(await killedAfter(2000, false))); // left alone until it is done
    expect(await assertSound()).toBe(end);
  });

  it('would notice: with checkpoints before rows, rows are missing', async () => {
    const random = seeded(7);
    const lost = async () => {
      for (let round = 0; round < 30; round++) {
        await killedAfter(random() * 300, true);
        await assertSound();
        await rm(folder, { recursive: true, force: true });
      }
    };
    await expect(lost()).rejects.toThrow();
  });
});
