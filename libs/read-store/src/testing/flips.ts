import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '@lyceum/core/testing/seeded';
import { accounts, accountVocabulary } from '../examples.ts';
import { Projector } from '../projector.ts';
import type { ReadStore } from '../read-store.ts';
import { SqliteReadStore } from '../sqlite.ts';
import { contentsOf } from './contents.ts';
import { story } from './story.ts';

const log = story(400);
const moments = [undefined, ...[50, 200, 390].map((n) => log.events[n]!.position)];

/** Who looks at the file: nobody, who has not got it alone; whoever opens a small one; of a large one a thread, before a projection's first row is answered. */
export type Looked = 'never' | 'at once' | 'when asked';
const opened = async (folder: string, looked: Looked, setAside: (notice: string) => void): Promise<ReadStore> => {
  const reads = await SqliteReadStore.open({ folder, identity: log.identity, ...(looked === 'never' ? {} : { setAside }), ...(looked === 'when asked' ? { small: 0 } : {}) });
  try { await reads.prepare(accounts); } catch (error) { await reads.close(); throw error; }
  return reads;
};
/** Everything that rows answer, now and of the past, by every way of asking. */
const told = async (reads: ReadStore): Promise<string> => JSON.stringify([
  await reads.checkpoint(accounts), await contentsOf(reads, accounts),
  await Promise.all(moments.flatMap((at) => {
    const asOf = at === undefined ? {} : { asOf: at };
    return [
      reads.find(accounts, { limit: 1000, sort: { by: 'balance', descending: true }, ...asOf }), reads.total(accounts, { columns: ['balance', 'deposits'], by: 'branch', ...asOf }),
      ...['north', 'south'].map((branch) => reads.count(accounts, { branch }, at)), reads.get(accounts, 'a7', at), reads.versions(accounts, { where: { branch: 'north' }, ...asOf }),
    ];
  })),
]);

export type Outcome = 'made anew' | 'the same' | 'refused' | 'another';

/** What becomes of rows of which one bit flipped while nobody had them open, so many times. */
export const flipped = async (times: number, seed: number, looked: Looked): Promise<Record<Outcome, number>> => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-flips-'));
  const file = join(folder, 'rows.sqlite');
  const random = seeded(seed);
  const outcomes: Record<Outcome, number> = { 'made anew': 0, 'the same': 0, refused: 0, another: 0 };
  try {
    const filled = await opened(folder, 'never', () => undefined);
    const projector = new Projector(log, filled, [accounts], accountVocabulary);
    await projector.start();
    await projector.waitFor(log.events.at(-1)!.position, 20_000);
    await projector.stop();
    const right = await told(filled);
    await filled.close();
    const whole = await readFile(file);
    const live = [...whole.keys()].filter((at) => whole[at] !== 0 || random() < 0.02); // most zeros are room that nobody uses
    for (let time = 0; time < times; time++) {
      const bytes = Buffer.from(whole);
      bytes[live[Math.floor(random() * live.length)]!]! ^= 1 << Math.floor(random() * 8);
      await writeFile(file, bytes);
      outcomes[await outcome(folder, right, looked)]++;
      for (const part of ['', '-wal', '-shm', '.damaged']) await rm(file + part, { force: true });
    }
  } finally { await rm(folder, { recursive: true, force: true }); }
  return outcomes;
};

const outcome = async (folder: string, right: string, looked: Looked): Promise<Outcome> => {
  let aside = false;
  let reads: ReadStore | undefined;
  try {
    reads = await opened(folder, looked, () => { aside = true; });
    const answer = await told(reads);
    if (aside) return (await reads.checkpoint(accounts)) === '' ? 'made anew' : 'another';
    return answer === right ? 'the same' : 'another';
  } catch { return 'refused'; } finally { await reads?.close(); }
};
