import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSettings } from '@lyceum/city/settings';
import { tryKeys } from '@lyceum/city/vault';
import { Unavailable, type EventStore } from '@lyceum/event-store/event-store';
import { walk } from '@lyceum/event-store/soundness';
import { registeredNames } from '@lyceum/nest-kit/sealed-names';
import { masterKeyFileOf } from '@lyceum/vault/master-key';
import { checks, mustHoldCity } from '../adapters.ts';
import { Stop, type Report } from '../report.ts';
import { checkWals, logStanding, namesIn } from '../sqlite-files.ts';
import { damagedInVault, damagedKeys, keysTried, missingKeys } from '../verify.ts';
import type { Desk, Place, Surroundings } from './desk.ts';

export const verifyCommand = ({ env, report, program, at, asItIs }: Desk): void => {
  at(program.command('verify').description('read every event of a log and try every person’s key, while the city is in use'))
    .action(async (place: Place) => {
      const found = place.city ? await asItIs(place, ({ events }) => verifyCity(events, env, report)) : await verifyFolder(resolve(place.data), env, report);
      report.answer(found, [`the log is sound: ${found.events} events in ${found.streams} streams, up to ${found.position || 'nothing yet'}, epoch ${found.epoch}`, keysTried(found.vault)]);
      if (found.vault?.missing) throw new Stop(missingKeys(found.vault.missing, place.city ? 'the vault' : join(place.data, 'vault/keys.db')));
      if (found.vault?.damaged) throw new Stop(place.city ? damagedInVault(found.vault.damaged, found.vault.keys) : damagedKeys(join(place.data, 'vault/keys.db'), found.vault.damaged, found.vault.keys));
    });
};

const verifyFolder = async (folder: string, env: Surroundings['env'], report: Report) => {
  mustHoldCity(folder);
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
