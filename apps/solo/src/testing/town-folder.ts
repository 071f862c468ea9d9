import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteSearch } from '@lyceum/directory/sqlite-search';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { ManualClock } from '@lyceum/jobs/clock';
import { InProcessJobs } from '@lyceum/jobs/in-process';
import { InProcessBus } from '@lyceum/message-bus/in-process';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import { createHost } from '@lyceum/nest-kit/host';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { contexts } from '../contexts.ts';
import { demoRoles } from '../demo-city/accounts.ts';
import { seedCity } from '../demo-city/seed.ts';

export type Someone = { readonly memberId: string; readonly token: string };
/** A data folder with a tiny city in it. `office` may do everything in it; `units` have people, each with a login. `seeded`: events in its log. */
export type TownFolder = { readonly folder: string; readonly office: Someone; readonly units: readonly { readonly unitId: string; readonly people: readonly Someone[] }[]; readonly seeded: number };

/** Made by the host that `main` opens, in the places where it looks. */
export const townFolder = async (): Promise<TownFolder> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-town-'));
  const now = new Date().toISOString();
  const clock = new ManualClock(now);
  const events = await SqliteEventStore.open({ folder: join(folder, 'log') });
  const rows = { folder: join(folder, 'rows'), identity: events.identity };
  const vault = join(folder, 'vault');
  const accounts = await SqliteAccounts.open({ folder: vault });
  const host = await createHost({
    contexts, log: serviceLog('silent'),
    adapters: {
      events, clock, reads: await SqliteReadStore.open(rows), search: SqliteSearch.open(rows), relay: SqliteRelayState.open(rows), bus: new InProcessBus(), jobs: new InProcessJobs(clock),
      keys: SqliteKeys.open({ folder: vault }), accounts,
    },
  });
  await host.start();
  const { city } = await seedCity(host, clock, { size: 'tiny', now });
  const someone = async (memberId: string): Promise<Someone> => ({ memberId, token: (await accounts.logIn(memberId, 'a phone', now)).token });
  const office = await someone(demoRoles(city).find(({ role }) => role === 'office')!.memberId);
  const units = await Promise.all(city.units.map(async ({ unitId }) => {
    const here = (await host.directory.people([unitId], { limit: 200 })).people;
    return { unitId, people: await Promise.all(here.map(({ memberId }) => someone(memberId))) };
  }));
  const seeded = Number(await events.head());
  await host.stop();
  return { folder, office, units, seeded };
};
