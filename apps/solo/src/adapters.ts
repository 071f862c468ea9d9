import { join } from 'node:path';
import { SqliteSearch } from '@lyceum/directory/sqlite-search';
import type { Clock } from '@lyceum/jobs/clock';
import { InProcessJobs } from '@lyceum/jobs/in-process';
import { InProcessBus } from '@lyceum/message-bus/in-process';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import type { Config } from '@lyceum/nest-kit/config';
import { createHost, type Host, type HostOptions } from '@lyceum/nest-kit/host';
import { masterKeyFileOf, signingKey } from '@lyceum/vault/master-key';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { openRows } from './stores.ts';

type Wanted = Pick<HostOptions, 'contexts' | 'log' | 'http' | 'rows'> & {
  readonly config: Pick<Config, 'production' | 'idleMinutes' | 'lateSigningDays' | 'metrics' | 'trustProxy' | 'masterKeyFile' | 'passwordPolicy'>;
  readonly clock: Clock;
  /** Is told what is wrong with a log that is read already: nothing may rest on it any more. Of one that could not be looked at, which is tried again, it is told `Unavailable`. */
  readonly told?: ((error: Error) => void) | undefined;
  /** Where boards' rows are, for whoever keeps some of their own for a while. */
  readonly boards?: string;
};

/** Contexts in one process, on the files of a data folder that nobody else has. The log is looked at meanwhile, which its start waits for where that is not long. */
export const openHost = async (root: string, { config, contexts, log, clock, http, boards, rows: maker, told }: Wanted): Promise<Host> => {
  const { production, idleMinutes, lateSigningDays, metrics, trustProxy, masterKeyFile, passwordPolicy } = config;
  const setAside = (notice: string) => log.error(notice);
  const { events, reads } = await openRows(root, boards, { setAside, told });
  const rows = { folder: join(root, 'rows'), identity: events.identity, setAside };
  const vault = join(root, 'vault');
  const keys = SqliteKeys.open({ folder: vault, masterKeyFile }); // makes the master key of a new folder
  const accounts = await SqliteAccounts.open({ folder: vault, policy: passwordPolicy });
  for (const { notice } of [events, keys, accounts]) if (notice) log.warn(notice);
  return createHost({
    contexts, rows: maker,
    adapters: {
      events, clock, reads, search: SqliteSearch.open(rows), relay: SqliteRelayState.open({ ...rows, alone: true }), bus: new InProcessBus(), jobs: new InProcessJobs(clock),
      keys, accounts, signingSecret: { key: signingKey(masterKeyFileOf(vault, masterKeyFile)) },
    },
    log, http: { production, idleMinutes, lateSigningDays, metrics, trustProxy, ...http },
  });
};
