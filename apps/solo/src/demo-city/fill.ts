import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Config } from '@lyceum/nest-kit/config';
import { Projector } from '@lyceum/read-store/projector';
import { seedRows, type Demo } from '../data-folder.ts';
import { projections } from '../projections.ts';
import { openRows } from '../stores.ts';

type Progress = (done: number, of: number, what: string) => void;
const pause = 5000; // milliseconds: rows of many events at once cost far less than of a few, many times
/** What the process that makes a city is told. */
export type Order = { readonly root: string; readonly demo: Demo; readonly config: Config };

/** Makes a demo city in a data folder: another process sends its commands, and this one makes the rows meanwhile, so that both cores are of use. */
export const fillDemo = async (order: Order, progress: Progress): Promise<void> => {
  const { root } = order;
  const { events, reads } = await openRows(root);
  let sent = false;
  try {
    const sending = send(order, progress).finally(() => { sent = true; });
    while (!sent) {
      await Promise.race([sending, setTimeout(pause)]);
      await makeRows(new Projector(events, reads, projections, vocabulary), () => sent);
    }
    await sending;
  } finally {
    await reads.close();
    await events.close();
    await rm(join(root, seedRows), { recursive: true, force: true });
  }
};

/** Makes rows of what has come since the last time; what is missing when the city is `whole`, the start that follows makes. */
const makeRows = async (projector: Projector, whole: () => boolean): Promise<void> => {
  await projector.start();
  while (!whole() && !(await projector.caughtUp(200)));
  await projector.stop();
};

/** Resolves when the other process has sent all commands. It is spared the flags that keep this one small, since it soon ends. */
const send = (order: Order, progress: Progress): Promise<void> => new Promise((resolve, reject) => {
  const execArgv = process.execArgv.filter((flag) => !/^--(max-semi-space-size|heap-growing-percent)/.test(flag));
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [JSON.stringify(order)], { execArgv });
  child.on('message', (message) => progress(...(message as Parameters<Progress>)));
  child.once('error', reject);
  child.once('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`the demo city could not be made: its process ended with ${signal ?? code}${code ? ', for the reason above' : ''}. The next start makes it anew`))));
});
