import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { onMongo } from '@lyceum/city/derived';
import { onKurrent } from '@lyceum/city/log';
import { readSettings } from '@lyceum/city/settings';
import { tryKeys } from '@lyceum/city/vault';
import { Unavailable, type EventStore } from '@lyceum/event-store/event-store';
import { walk } from '@lyceum/event-store/soundness';
import { registeredNames } from '@lyceum/nest-kit/sealed-names';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { contexts } from '@lyceum/solo/contexts';
import { DataFolder } from '@lyceum/solo/data-folder';
import { masterKeyFileOf } from '@lyceum/vault/master-key';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { issueActivationCode, type Whose } from './activation-code.ts';
import { beginAgain, checks, newHouse, openCity, reopening, scratchRows, type City } from './adapters.ts';
import { backUp, keyDays } from './backup.ts';
import type { KeyCheck } from './backup-ports.ts';
import { readSet, setsIn, type BackupSet } from './backup-set.ts';
import { allProjections, consumers } from './contexts.ts';
import { diagnose } from './doctor.ts';
import { move } from './move.ts';
import { listParked, releaseParked, showParked } from './parked.ts';
import { build, compare, named } from './projections.ts';
import { Stop, table, type Report } from './report.ts';
import { restore } from './restore.ts';
import { checkWals, logStanding, namesIn } from './sqlite-files.ts';
import { damagedInVault, damagedKeys, missingKeys, verifyBackup } from './verify.ts';

type Surroundings = { readonly env: Readonly<Record<string, string | undefined>>; readonly now: () => string; readonly data: string };
type Place = { data: string; city?: boolean };

/** The folder that `npm start` takes without a flag: an empty variable is none. */
export const dataFolder = (env: Surroundings['env'], here: string): string => env['LYCEUM_DATA'] || join(here, 'data');

/** `lyceum …`: what is done to a city beside its services. */
export const programOf = (report: Report, { env, now, data }: Surroundings): Command => {
  const program = new Command('lyceum').configureOutput({ writeErr: (text) => report.note(text.trimEnd()) }).description('looks after a city').option('--json', 'answer as one JSON object').exitOverride().showHelpAfterError();
  const group = (name: string, what: string) => program.command(name).description(what);
  const at = (command: Command) => command.option('--data <folder>', 'the data folder of a city in one process', data).option('--city', 'the city on the engines that the environment names');
  const within = async <T>({ data: folder, city = false }: Place, work: (opened: City) => Promise<T>): Promise<T> => {
    const opened = await openCity({ data: folder, city, env });
    try { return await work(opened); } finally { await opened.close(); }
  };

  at(group('config', 'what a city is started with').command('doctor').description('say what is wrong or unwise, and what to do')).option('--backups <folder>', 'where backups are: warns where the newest is old')
    .action(async ({ data: folder, city = false, backups }: Place & { backups?: string }) => {
      const findings = await diagnose({ folder: resolve(folder), city, backups, env, now: now() });
      report.answer({ findings }, table(findings.map(({ state, what, advice }) => [{ ok: 'ok', warning: 'WARNING', fault: 'FAULT' }[state], what, advice])));
      if (findings.some(({ state }) => state === 'fault')) throw new Stop('there are faults');
    });

  const backup = group('backup', 'copy a city while it is in use');
  backup.command('make', { isDefault: true }).description('the log and imports to one folder, keys and accounts to another').option('--data <folder>', 'the data folder', data)
    .requiredOption('--to <folder>', 'where backups of the city are').requiredOption('--keys <folder>', `where backups of keys are, which are kept ${keyDays} days`)
    .action(async ({ data: folder, to, keys }: { data: string; to: string; keys: string }) => {
      const made = await backUp(resolve(folder), to, keys, now(), report);
      const { position, epoch } = made.city.manifest;
      report.answer({ city: made.city.folder, keys: made.keys.folder, position, epoch, removed: made.removed }, [
        `city  ${made.city.folder} (up to ${position || 'nothing yet'}, epoch ${epoch})`, `keys  ${made.keys.folder}`, ...made.removed.map((old) => `      ${old} was older than ${keyDays} days and is gone`),
        'The master key is in neither: keep a copy of it in a third place.',
      ]);
    });
  backup.command('verify').description('read every byte, every event, and whether everybody has a key').argument('<backup>', 'a backup of the city, or the folder of all: then the newest').option('--keys <folder>', 'where backups of keys are')
    .option('--master-key <file>', 'tried on every key; by default the one that LYCEUM_MASTER_KEY_FILE names', env['LYCEUM_MASTER_KEY_FILE'] || undefined)
    .action(async (place: string, { keys, masterKey }: { keys?: string; masterKey?: string }) => {
      const set = await newestOf(place, report);
      const { gone, ...verdict } = await verifyBackup(set, keys, masterKey, checks, report);
      report.answer({ backup: set.folder, ...verdict, forgotten: gone.size }, [
        `${set.folder} of ${set.manifest.at} is sound: ${verdict.events} events in ${verdict.streams} streams, ${verdict.people} people`,
        verdict.keys === null ? 'Keys were not looked at: name their backups with --keys' : `Everybody who was not forgotten has one of ${verdict.keys} keys`,
        ...(verdict.keys === null ? [] : [verdict.damaged === null ? 'Whether they open was not tried: name the master key with --master-key' : keysLine({ keys: verdict.keys, damaged: verdict.damaged })]),
      ]);
      if (verdict.damaged) throw new Stop(damagedKeys(keys!, verdict.damaged, verdict.keys!));
    });

  at(program.command('verify').description('read every event of a log and try every person’s key, while the city is in use'))
    .action(async (place: Place) => {
      const found = place.city ? await within(place, ({ events }) => verifyCity(events, env, report)) : await verifyFolder(resolve(place.data), env, report);
      report.answer(found, [`the log is sound: ${found.events} events in ${found.streams} streams, up to ${found.position || 'nothing yet'}, epoch ${found.epoch}`, keysLine(found.vault)]);
      if (found.vault?.missing) throw new Stop(missingKeys(found.vault.missing, place.city ? 'the vault' : join(place.data, 'vault/keys.db')));
      if (found.vault?.damaged) throw new Stop(place.city ? damagedInVault(found.vault.damaged, found.vault.keys) : damagedKeys(join(place.data, 'vault/keys.db'), found.vault.damaged, found.vault.keys));
    });

  program.command('epoch').description('after a restore on the servers’ own means: give the log its next epoch, so that rows and checkpoints are made anew, and forget again whoever log or vault knows to be forgotten; no service may run').requiredOption('--city', 'the city on the engines that the environment names')
    .action(async () => {
      const { epoch, forgottenAgain } = await beginAgain(env, now(), report);
      report.answer({ epoch, forgottenAgain }, [`the log is in epoch ${epoch}; ${forgottenAgain} people were forgotten again`, 'Forget by hand whoever was forgotten after both the log and the vault were copied: neither knows. Then start the services.']);
    });

  program.command('restore').description('a new data folder from a backup').argument('<backup>', 'a backup of the city, or the folder of all: then the newest')
    .requiredOption('--to <folder>', 'a folder that is not there yet').requiredOption('--keys <folder>', 'where backups of keys are').requiredOption('--master-key <file>', 'the master key of the vault')
    .action(async (place: string, { to, keys, masterKey }: { to: string; keys: string; masterKey: string }) => {
      const { folder, ...restored } = await restore(await newestOf(place, report), keys, masterKey, to, checks, reopening(now()), report);
      report.answer({ folder, masterKey: join(folder, 'vault/master.key'), ...restored }, [
        `${folder} holds ${restored.events} events, epoch ${restored.epoch}; ${restored.forgottenAgain} people were forgotten again, ${restored.loginsEnded} logins ended`,
        ...(restored.keysBroughtBack > 0 ? [`${restored.keysBroughtBack} keys were damaged in the newest backup and come from older ones`] : []),
        ...(restored.keysDamaged > 0 ? [`WARNING: ${restored.keysDamaged} keys are damaged in every backup of keys: what they sealed can't be read, and nothing can be written for these people`] : []),
        `The master key was copied to ${join(folder, 'vault/master.key')}, beside what it opens: move it to another disk, and name it by LYCEUM_MASTER_KEY_FILE`,
        `Start it with: npm start -- --data ${folder}`, 'Whoever else had caught up with the old log (reports, exports) sees by the epoch that it must begin anew.',
      ]);
    });

  at(group('relay', 'what tells reactors of committed events').command('again').description('publish every event of the log again, for a reactor that missed some or is new; what was reacted to is known and changes nothing'))
    .action((place: Place) => within(place, async ({ relay, events }) => {
      await (await relay()).startAgain();
      const head = await events.head();
      report.answer({ head }, [`the log is published again from its beginning up to ${head || 'nothing yet'}, from the next event on that is recorded; see lyceum_relay_lag_seconds`]);
    }));

  const projection = group('projection', 'the rows that boards and lists are read from');
  at(projection.command('list').description('how far each is')).action((place: Place) => within(place, async (city) => {
    const head = await city.events.head();
    const rows: { context: string; name: string; version: number; position: string }[] = [];
    for (const [context, all] of houses(place)) for (const each of all) rows.push({ context, name: each.name, version: each.version, position: await (await city.rowsOf(context)).checkpoint(each) });
    report.answer({ head, projections: rows }, table([['context', 'projection', 'version', 'position'], ...rows.map(({ context, name, version, position }) => [context, name, String(version), position === head ? `${position} (end of the log)` : position || 'nothing yet'])]));
  }));
  at(projection.command('rebuild').description('make rows of raised projections beside the old, before the new program is started').argument('[names...]', 'all where none is named'))
    .option('--again', 'throw these rows away and make them anew; the city must be stopped')
    .action(async (names: string[], place: Place & { again?: boolean }) => {
      const lock = place.again ? takeAlone(place, names) : undefined;
      try {
        await within(place, async (city) => {
          const built = [];
          for (const [context, all] of houses(place)) {
            const wanted = all.filter((each) => named(allProjections, names).includes(each));
            const reads = await city.rowsOf(context);
            if (place.again) await reads.forget(all.filter((each) => !wanted.includes(each)));
            if (wanted.length > 0) built.push(...(await build(city.events, reads, wanted, report)).map((each) => ({ context, ...each })));
          }
          report.answer({ built }, table(built.map(({ context, name, version, position }) => [context, name, `version ${version}`, position])));
        });
      } finally { lock?.release(); }
    });
  at(projection.command('check').description('compare rows with a fresh replay of the log, while the city is in use').argument('[names...]', 'all where none is named'))
    .action((names: string[], place: Place) => within(place, async (city) => {
      const stores = new Map<string, ReadStore>();
      for (const [context, all] of houses(place)) for (const each of all) stores.set(each.name, await city.rowsOf(context));
      const compared = await compare(city.events, ({ name }) => stores.get(name)!, named(allProjections, names), scratchRows(city.events.identity), report);
      report.answer({ compared }, table(compared.map(({ name, rows, different }) => [name, `${rows} rows`, different.length === 0 ? 'as replayed' : `DIFFERENT: ${different.join(', ')}`])));
      if (compared.some(({ different }) => different.length > 0)) throw new Stop('rows differ from what the log makes of them: make them anew with lyceum projection rebuild --again <name>');
    }));

  const parked = group('parked', 'messages that a reactor could not handle');
  at(parked.command('list').description('what waits, the longest waiting first')).action((place: Place) => within(place, async ({ events }) => {
    const found = await listParked(events, consumers);
    report.answer({ parked: found }, found.length === 0 ? ['nothing is parked'] : table(found.map(({ consumer, key, waiting, since, error }) => [consumer, key, `${waiting} waiting`, `since ${since}`, error.split('\n')[0]!])));
  }));
  at(parked.command('show').description('one key’s messages').argument('<consumer>').argument('<key>')).action((consumer: string, key: string, place: Place) => within(place, async ({ events }) => {
    const messages = await showParked(events, consumer, key);
    report.answer({ consumer, key, messages }, table(messages.map(({ position, type, recordedAt, error }) => [position, type, recordedAt, error.split('\n')[0]!])));
  }));
  at(parked.command('release').description('have them handled again, in their order').argument('<consumer>').argument('<key>')).requiredOption('--by <member>', 'who answers for it: a member’s id, which the history shows')
    .action((consumer: string, key: string, place: Place & { by: string }) => within(place, async ({ events }) => {
      if (!/^[\w-]{1,64}$/.test(place.by)) throw new Stop('--by wants a member’s id', 2);
      const { position, released } = await releaseParked(events, consumer, key, place.by, now());
      report.answer({ consumer, key, position, released }, [`${released} of ${key} are handled again by the running ${consumer}, from ${position} on; see: lyceum parked list`]);
    }));

  program.command('move').description('a city in one process to PostgreSQL: its whole log, in order, with a new epoch, and its vault').requiredOption('--from <place>', 'sqlite:<data folder>; the city must be stopped')
    .requiredOption('--to <address>', 'postgres://…, an empty database for the log').requiredOption('--vault <address>', 'postgres://… or mongodb://…, the database of keys and accounts')
    .option('--master-key <file>', 'the master key of the vault; by default the one in the data folder').option('--files <folder>', 'what the services will have as LYCEUM_FILES')
    .action(async ({ from, to, vault, masterKey, files }: { from: string; to: string; vault: string; masterKey?: string; files?: string }) => {
      if (onKurrent(to)) throw new Stop('a city can’t move to KurrentDB: positions there are places in the server’s own log, and what was recorded of parked messages names positions; move to PostgreSQL, or begin a new city on KurrentDB', 2);
      if (!from.startsWith('sqlite:') || !/^postgres(ql)?:\/\//.test(to) || !(/^postgres(ql)?:\/\//.test(vault) || onMongo(vault))) throw new Stop('a city moves --from sqlite:<folder> --to postgres://… --vault postgres://… or mongodb://…', 2);
      const folder = resolve(from.slice('sqlite:'.length));
      const city = await openCity({ data: folder, city: false, env });
      try {
        const lock = DataFolder.take(folder);
        try {
          checkWals(folder);
          const { host, pathname } = new URL(to);
          const moved = await move({ folder, events: city.events, house: newHouse(to, vault, masterKey ?? join(folder, 'vault/master.key')), files, to: `${host}${pathname}`, now: now() }, report);
          report.answer(moved, [`${moved.events} events and the keys of ${moved.people} people are at ${host}${pathname}, epoch ${moved.epoch}; the log is the same to the byte (${moved.digest.slice(0, 16)}…)`, `${folder} is as it was, and does not start any more`]);
        } finally { lock.release(); }
      } finally { await city.close(); }
    });

  program.command('setup-link').description('a one-use link to set up a city that is still empty').option('--data <folder>', 'the data folder', data).option('--city', 'the city on the engines that the environment names').requiredOption('--url <address>', 'where people reach the console')
    .action((place: Place & { url: string }) => within(place, async ({ events, accounts }) => {
      if ((await events.head()) !== '') throw new Stop('the city is not empty: nobody needs a link to set it up');
      const until = new Date(Date.parse(now()) + 30 * 60_000).toISOString();
      const link = `${place.url.replace(/\/+$/, '')}/setup?token=${await (await accounts()).issueCode('setup', 'setup', until)}`;
      report.answer({ link, until }, [link, `valid until ${until}, once`]);
    }));

  at(program.command('activation-code').description('a one-use code for a system, security or audit administrator, whom nobody in the console may issue one for; or for the office'))
    .option('--account <name>', 'the name that they log in with').option('--member <id>', 'the member’s id, where there is no account yet')
    .action((place: Place & Whose) => within(place, async (city) => {
      const { account, code, expiresAt, ...issued } = await issueActivationCode({ events: city.events, keys: await city.keys(), accounts: await city.accounts() }, place, now());
      report.answer({ account, code, expiresAt, ...issued }, [`account  ${account}`, `code     ${code}`, `good until ${expiresAt}, once; their logins and their password are over`]);
    }));
  return program;
};

/** Where rows are kept: all of a folder's in one house; each service's in its own. */
const houses = ({ city = false }: Place) => (city ? contexts.map((context) => [context.name, projectionsOf([context])] as const) : [['all', allProjections] as const]);

const takeAlone = ({ data, city }: Place, names: readonly string[]): DataFolder => {
  if (city) throw new Stop('--again is for a data folder. On engines raise the projection’s version: its rows are made beside the old', 2);
  if (names.length === 0) throw new Stop('--again wants the names of projections', 2);
  return DataFolder.take(data);
};

const keysLine = (vault: Omit<KeyCheck, 'missing'> | null): string => (vault ? `the master key opens ${vault.keys - vault.damaged} of ${vault.keys} keys` : 'whether persons’ keys open was not tried: the master key, or the vault, is not at hand here');

const verifyFolder = async (folder: string, env: Surroundings['env'], report: Report) => {
  const file = join(folder, 'log/log.db');
  checkWals(folder);
  const standing = logStanding(file);
  const { events, streams } = await checks.log(file, standing, report);
  const vault = join(folder, 'vault');
  const masterKey = masterKeyFileOf(vault, env['LYCEUM_MASTER_KEY_FILE'] || undefined);
  return { ...standing, events, streams, vault: existsSync(masterKey) ? checks.keys(join(vault, 'keys.db'), masterKey, namesIn(file)) : null };
};

const verifyCity = async (events: EventStore, env: Surroundings['env'], report: Report) => {
  const { log, epoch } = events.identity;
  const walked = await walk(events, (done, of) => report.progress('reading events', done, of));
  const { LYCEUM_VAULT_URL: url, LYCEUM_MASTER_KEY_FILE: masterKeyFile } = readSettings(env);
  const tried = await tryKeys({ url, masterKeyFile, names: registeredNames(events) }).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    report.notice(`the vault is away: ${error.message}`);
    return undefined;
  });
  return { log, epoch, ...walked, vault: tried === undefined ? null : { keys: tried?.keys ?? 0, damaged: tried?.damaged.length ?? 0, missing: tried?.missing ?? 0 } };
};

const newestOf = async (place: string, report: Report): Promise<BackupSet> => {
  const [newest] = await setsIn(place, 'city', report);
  return newest ?? readSet(place);
};
