import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Work in a folder that this process alone does. `signal` aborts when that is no longer so. */
export type Claim = { readonly signal: AbortSignal; release(): Promise<void> };
/** Milliseconds. `beat`: how often a claim is renewed; `lapsed`: how old one is whose process must be gone. */
export type Pace = { readonly beat: number; readonly lapsed: number };

const usual: Pace = { beat: 5000, lapsed: 30_000 };
const numbered = /^claim-(\d+)$/;

/**
 * Claims a folder that several processes share; null where another has it. A claim is a file with a number, made only where there is none, and
 * written again while it holds; who takes over from a process that is gone takes the next number, so that two can't both. Ages are taken by the
 * file system's own clock.
 */
export const claimFolder = async (folder: string, { beat, lapsed }: Pace = usual): Promise<Claim | null> => {
  const holder = randomUUID();
  const path = (number: number) => join(folder, `claim-${number}`);
  const newest = async () => Math.max(0, ...(await readdir(folder)).map((name) => Number(numbered.exec(name)?.[1] ?? 0)));
  const before = await newest().catch(gone);
  if (before === undefined || (before > 0 && (await age(folder, path(before), holder)) < lapsed)) return null;
  const mine = before + 1;
  try { await writeFile(path(mine), holder, { flag: 'wx', mode: 0o600 }); } catch (error) {
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return null; // somebody was first, or the folder is gone
    throw error;
  }
  for (let number = before; number > 0 && number > before - 10; number--) await rm(path(number), { force: true });

  const lost = new AbortController();
  const renew = async () => {
    if ((await newest()) !== mine || (await readFile(path(mine), 'utf8')) !== holder) throw new Error('another process has taken over');
    await writeFile(path(mine), holder, { flag: 'r+' });
  };
  const timer = setInterval(() => void renew().catch(() => { clearInterval(timer); lost.abort(); }), beat);
  timer.unref();
  return {
    signal: lost.signal,
    release: async () => {
      clearInterval(timer);
      if (!lost.signal.aborted && (await readFile(path(mine), 'utf8').catch(gone)) === holder) await rm(path(mine), { force: true });
    },
  };
};

const age = async (folder: string, claim: string, holder: string): Promise<number> => {
  const probe = join(folder, `now-${holder}`);
  try {
    await writeFile(probe, '');
    const [now, then] = [await stat(probe), await stat(claim).catch(gone)];
    return then ? now.mtimeMs - then.mtimeMs : 0; // released this moment: whoever asks again finds it free
  } finally { await rm(probe, { force: true }); }
};

const gone = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};
