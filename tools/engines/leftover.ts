import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename } from 'node:path';

/** A process, known again by when it began: the system gives its number to others later. */
export type Process = { readonly pid: number; readonly began: string };

/** Milliseconds for ending by themselves. */
const patience = 20_000;
const every = 50;

/** When a process began, in ticks of the system; undefined where there is none, or the system does not tell (/proc). */
export const beginning = (pid: number): string | undefined => {
  try {
    const words = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' '); // behind its name, which may be anything
    return words[0] === 'Z' ? undefined : words[19];
  } catch { return undefined; }
};
export const runs = ({ pid, began }: Process): boolean => beginning(pid) === began;

/** Processes over a folder: whose command names it, or that are in it. None where the system does not tell. */
export const processesOver = (folder: string): readonly Process[] => (!existsSync('/proc/self/stat') ? [] : readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
  const [pid, began] = [Number(name), beginning(Number(name))];
  try {
    const inside = readlinkSync(`/proc/${name}/cwd`);
    const over = inside === folder || inside.startsWith(`${folder}/`) || readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${folder}/`);
    return over && began !== undefined && pid !== process.pid ? [{ pid, began }] : [];
  } catch { return []; } // ended meanwhile, or another user's
}));

const tell = (processes: readonly Process[], signal: NodeJS.Signals): void => {
  for (const each of processes) if (runs(each)) try { process.kill(each.pid, signal); } catch { /* it ended meanwhile */ }
};

/** Ends what somebody left running who was killed, as noted and as found over its folder, and takes away the folder. A number that is another process's by now is left alone. */
export const endLeftover = async ({ folder, processes }: { readonly folder: string; readonly processes: readonly Process[] }): Promise<void> => {
  if (!/^lyceum-engines-\w+$/.test(basename(folder))) throw new Error(`${folder} is not a folder of engines: end what runs over it, and remove it, by hand`);
  const left = () => [...processes.filter(runs), ...processesOver(folder)];
  tell(left(), 'SIGTERM');
  for (const end = Date.now() + patience; left().length > 0 && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, every));
  for (let some = left(); some.length > 0; some = left()) { tell(some, 'SIGKILL'); await new Promise((resolve) => setTimeout(resolve, every)); }
  rmSync(folder, { recursive: true, force: true });
};
