import type { Config } from '@lyceum/nest-kit/config';
import type { DataFolder, Demo } from './data-folder.ts';

/** Which demo city a start should fill its folder with: one that broke off, from its beginning, or a new one in a new folder. Throws where flags and folder don't fit. */
export const demoToFill = (folder: Pick<DataFolder, 'demo' | 'isNew' | 'root'>, { empty, demo: wanted, production }: Pick<Config, 'empty' | 'demo' | 'production'>, now: string): Demo | undefined => {
  const found = folder.demo();
  if (found && production) throw new Error(`${folder.root} holds a demo city, whose passwords are known: production does not open it. Name another folder with --data`);
  if (found && empty) throw new Error(`${folder.root} holds a demo city. For an empty one name a new folder: --empty --data <folder>`);
  if (found && wanted && found.size !== wanted) throw new Error(`${folder.root} holds a ${found.size} demo city. For a ${wanted} one name a new folder: --demo ${wanted} --data <folder>`);
  if (found) return found.state === 'filling' ? found : undefined;
  if (wanted && !folder.isNew()) throw new Error(`${folder.root} is in use without a demo city. Name a new folder: --demo ${wanted} --data <folder>`);
  return folder.isNew() && !empty && !production ? { size: wanted ?? 'small', now, state: 'filling' } : undefined;
};

const blocks = 20;
const bar = (share: number): string => '█'.repeat(Math.floor(share * blocks)).padEnd(blocks, '░');

/** How far it is: a bar that grows on one line of a terminal; elsewhere, where lines stay, one at every quarter. */
export const showProgress = (out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>) => {
  let shown = '';
  return (done: number, of: number, what: string): void => {
    const percent = Math.floor((done / of) * 100);
    const line = `  ${what} ${out.isTTY ? `${bar(done / of)} ${percent}` : percent - (percent % 25)} %`;
    if (line === shown) return;
    shown = line;
    out.write(out.isTTY ? `\r${line}\u001b[K${done === of ? '\n' : ''}` : `${line}\n`);
  };
};
