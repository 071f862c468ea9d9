import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '@lyceum/core/testing/seeded';
import { SqliteEventStore } from '../sqlite.ts';
import { everything } from '../suite.ts';
import { noted } from './noted.ts';

type Open = (folder: string) => Promise<SqliteEventStore>;
/** What became of a log in which bits had flipped, one at a time: it was not opened; all of it reads as before; or neither. */
export type Outcome = { refused: number; same: number; otherwise: string[] };

/** All that a log answers, each event in all the ways in which it is found. */
const reading = async (store: SqliteEventStore): Promise<string> => {
  const log = await everything(store);
  const streams = [...new Set(log.map(({ stream }) => stream))];
  return JSON.stringify([store.identity, await store.head(), log, await Promise.all(streams.map((stream) => store.readStream(stream))), await store.readAt(log.map(({ position }) => position))]);
};

/** Opens a small log `count` times, each time with another bit of its file flipped, in bytes that hold something and in a few that do not. */
export const flipBits = async (count: number, open: Open, seed = 1): Promise<Outcome> => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-flips-'));
  const [whole, hurt] = [join(folder, 'whole'), join(folder, 'hurt')];
  const next = seeded(seed);
  const outcome: Outcome = { refused: 0, same: 0, otherwise: [] };
  try {
    const store = await SqliteEventStore.open({ folder: whole });
    for (let s = 0; s < 12; s++) await store.append({ events: Array.from({ length: 10 }, (_, n) => noted(`s-${s}`, n)), checks: { [`s-${s}`]: 'none' } });
    const expected = await reading(store);
    await store.close();
    const bytes = await readFile(join(whole, 'log.db'));
    const places = Array.from(bytes.keys()).filter((at) => bytes[at] !== 0 || next() < 0.02);
    for (let k = 0; k < count; k++) {
      const [at, bit] = [places[Math.floor(next() * places.length)]!, Math.floor(next() * 8)];
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 1 << bit;
      await rm(hurt, { recursive: true, force: true });
      await cp(whole, hurt, { recursive: true });
      await writeFile(join(hurt, 'log.db'), flipped);
      const opened = await open(hurt).catch(() => null);
      if (!opened) { outcome.refused++; continue; }
      try {
        const read = await reading(opened).catch((error: Error) => error.message);
        if (read === expected) outcome.same++;
        else outcome.otherwise.push(`bit ${bit} of byte ${at}: ${read.slice(0, 200)}`);
      } finally { await opened.close(); }
    }
    return outcome;
  } finally { await rm(folder, { recursive: true }); }
};
