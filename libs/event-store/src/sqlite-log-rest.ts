import { execFile } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import type { Kind } from './event-store.ts';
import { startCheck, type Check } from './sqlite-log-check.ts';

/*
 * A long log file is looked at event by event at each start, which takes some five seconds of processor time for a million. What was looked at whole
 * and then closed in order is noted beside it (`log.db.at-rest`): a file of the very same bytes is as sound as it was then. It is looked at event by event
 * all the same, only not before it is used. The note is a help and no more: where it is missing, damaged or of another file, nothing is concluded from it.
 */

type Rest = { readonly bytes: number; readonly crc: number; readonly kinds: readonly Kind[] };
/** From how many bytes on reading a file twice takes less time than it saves. */
const large = 64 * 2 ** 20;
/** How long noting may take: whoever stops a service gives it ten seconds, or twenty. */
const patience = 8_000;
/** How long a start has for itself before events are looked at; milliseconds. */
const later = 5_000;

export type Resting = { readonly large?: number | undefined; readonly later?: number | undefined };
const noteOf = (file: string) => `${file}.at-rest`;

/** What was noted of this file, before anybody opens it; `null` where there is nothing to go by: also where commits wait to be folded into it. */
export const notedOf = (file: string): Rest | null => {
  try {
    if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) return null;
    const [sum, text] = readFileSync(noteOf(file), 'utf8').split('\n') as [string, string];
    return sum === String(crc32(text)) ? JSON.parse(text) as Rest : null;
  } catch { return null; }
};

/** Notes a file that was looked at whole, now that nobody has it open; of a small one nothing is noted, nor where that can't be written. */
export const noteRest = async (file: string, kinds: Iterable<Kind>, { large: least = large }: Resting): Promise<void> => {
  try {
    if (existsSync(`${file}-wal`) || statSync(file).size < least) return;
    const reading = readBytes(file);
    const read = await Promise.race([reading.read, setTimeout(patience, null, { ref: false })]);
    await reading.stop();
    if (!read) return;
    const text = JSON.stringify({ ...read, kinds: [...kinds] } satisfies Rest);
    writeFileSync(`${noteOf(file)}.new`, `${crc32(text)}\n${text}`);
    renameSync(`${noteOf(file)}.new`, noteOf(file));
  } catch { /* a full disk: the next start takes longer */ }
};

/** From now on the file is looked at before it is used; where the note can't be removed, as on a disk that went read-only, it is found again soon after the next start. */
export const forgetRest = (file: string): void => { try { rmSync(noteOf(file), { force: true }); } catch { /* the damage is what is to be told */ } };

/** Looks at a file of which a note was found: before it is used where it is not the same any more, else when the start is over. */
export const startRested = (file: string, end: number, rest: Rest, { later: wait = later }: Resting): Check => {
  const stopped = new AbortController();
  const reading = readBytes(file);
  let check: Check | undefined;
  const same = reading.read.then((read) => read?.bytes === rest.bytes && read.crc === rest.crc);
  const whole = same.then(async (is) => {
    if (is) await setTimeout(wait, undefined, { ref: false, signal: stopped.signal }).catch(() => undefined);
    return stopped.signal.aborted ? new Promise<never>(() => undefined) : (check = startCheck(file, end, !is)).whole;
  });
  return {
    sound: same.then((is) => (is ? rest.kinds : whole)), whole,
    stop: async () => {
      stopped.abort();
      await reading.stop();
      return (await check?.stop()) ?? null;
    },
  };
};

/** By a process of its own (see there); `null` where it could not be read. */
const readBytes = (file: string) => {
  const script = fileURLToPath(new URL('./sqlite-log-bytes.mjs', import.meta.url));
  const { promise: read, resolve } = Promise.withResolvers<Pick<Rest, 'bytes' | 'crc'> | null>();
  const child = execFile(process.execPath, [script, file], { env: { ...process.env, NODE_OPTIONS: '' } }, (error, printed) => { resolve(error ? null : JSON.parse(printed) as Rest); });
  return { read, stop: async () => { child.kill('SIGKILL'); await read; } };
};
