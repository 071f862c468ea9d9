import { join, resolve } from 'node:path';
import { onMongo } from '@lyceum/city/derived';
import { onKurrent } from '@lyceum/city/log';
import { DataFolder } from '@lyceum/solo/data-folder';
import { newHouse } from '../adapters.ts';
import { move } from '../move.ts';
import { Stop } from '../report.ts';
import { checkWals } from '../sqlite-files.ts';
import type { Desk } from './desk.ts';

export const moveCommand = ({ now, report, program, asItIs }: Desk): void => {
  program.command('move').description('a city in one process to PostgreSQL: its whole log, in order, with a new epoch, and its vault').requiredOption('--from <place>', 'sqlite:<data folder>; the city must be stopped')
    .requiredOption('--to <address>', 'postgres://…, an empty database for the log').requiredOption('--vault <address>', 'postgres://… or mongodb://…, the database of keys and accounts')
    .option('--master-key <file>', 'the master key of the vault; by default the one in the data folder').option('--files <folder>', 'what the services will have as LYCEUM_FILES')
    .action(async ({ from, to, vault, masterKey, files }: { from: string; to: string; vault: string; masterKey?: string; files?: string }) => {
      if (onKurrent(to)) throw new Stop('a city can’t move to KurrentDB: positions there are places in the server’s own log, and what was recorded of parked messages names positions; move to PostgreSQL, or begin a new city on KurrentDB', 2);
      if (!from.startsWith('sqlite:') || !/^postgres(ql)?:\/\//.test(to) || !(/^postgres(ql)?:\/\//.test(vault) || onMongo(vault))) throw new Stop('a city moves --from sqlite:<folder> --to postgres://… --vault postgres://… or mongodb://…', 2);
      const folder = resolve(from.slice('sqlite:'.length));
      await asItIs({ data: folder }, async (city) => {
        const lock = DataFolder.take(folder);
        try {
          checkWals(folder);
          const { host, pathname } = new URL(to);
          const moved = await move({ folder, events: city.events, house: newHouse(to, vault, masterKey ?? join(folder, 'vault/master.key')), files, to: `${host}${pathname}`, now: now() }, report);
          report.answer(moved, [`${moved.events} events and the keys of ${moved.people} people are at ${host}${pathname}, epoch ${moved.epoch}; the log is the same to the byte (${moved.digest.slice(0, 16)}…)`, `${folder} is as it was, and does not start any more`]);
        } finally { lock.release(); }
      });
    });
};
