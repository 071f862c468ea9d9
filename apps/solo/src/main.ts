import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { SqliteSearch } from '@lyceum/directory/sqlite-search';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { ManualClock, SystemClock, type Clock } from '@lyceum/jobs/clock';
import { InProcessJobs } from '@lyceum/jobs/in-process';
import { Setup } from '@lyceum/member/setup';
import { InProcessBus } from '@lyceum/message-bus/in-process';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import { ConfigError, readConfig, usage } from '@lyceum/nest-kit/config';
import type { Context } from '@lyceum/nest-kit/context';
import { createHost, type Host } from '@lyceum/nest-kit/host';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { stopOnSignals } from '@lyceum/nest-kit/signals';
import { Projector } from '@lyceum/read-store/projector';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { masterKeyFileOf, signingBytes } from '@lyceum/vault/master-key';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { contextsWith } from './contexts.ts';
import { demoLogins, demoPassword } from './demo-city/accounts.ts';
import { seedCity } from './demo-city/seed.ts';
import { freePort, lanAddress } from './address.ts';
import { banner } from './banner.ts';
import { DataFolder } from './data-folder.ts';
import { demoToFill, showProgress } from './demo.ts';
import { showRows } from './rows-progress.ts';

/** Every context in one process, on files in one folder. */
const start = async (): Promise<void> => {
  process.umask(0o077); // no other account of this machine reads what is written here
  const config = readConfig(process.argv.slice(2), process.env);
  if (config.help) return console.log(usage());
  const folder = DataFolder.take(config.data);
  if (folder.demo()?.state !== 'filling') folder.assertWhole();
  const log = serviceLog(config.logLevel ?? (config.production ? 'info' : 'warn'));
  const built = join(import.meta.dirname, '../../console/dist');
  const consoleFolder = existsSync(join(built, 'index.html')) ? built : undefined;

  const contexts = contextsWith({ imports: folder.path('imports') });
  const openHost = async (clock: Clock, run: readonly Context[], publicUrl?: string): Promise<Host> => {
    const events = await SqliteEventStore.open({ folder: folder.path('log') });
    if (events.notice) log.warn(events.notice);
    const { identity } = events;
    const rows = { folder: folder.path('rows'), identity };
    const vault = folder.path('vault');
    const { production, idleMinutes, metrics, trustProxy, masterKeyFile } = config;
    const keys = SqliteKeys.open({ folder: vault, masterKeyFile }); // makes the master key of a new folder
    return createHost({
      contexts: run,
      adapters: {
        events, clock, reads: await SqliteReadStore.open(rows), search: SqliteSearch.open(rows), relay: SqliteRelayState.open({ ...rows, alone: true }), bus: new InProcessBus(), jobs: new InProcessJobs(clock),
        keys, accounts: await SqliteAccounts.open({ folder: vault, policy: config.passwordPolicy }), signingSecret: { bytes: signingBytes(masterKeyFileOf(vault, masterKeyFile)) },
      },
      log, http: { production, idleMinutes, metrics, trustProxy, console: consoleFolder, publicUrl, demo: folder.demo() !== undefined },
    });
  };

  const show = showProgress(process.stdout);
  const demo = demoToFill(folder, config, new Date().toISOString());
  if (demo) {
    folder.clearDemo();
    folder.mark(demo);
    const clock = new ManualClock(demo.now);
    // Only the rows that the judging of weeks asks for: all others are made faster at once, from the whole log, by the start that follows.
    const host = await openHost(clock, contexts.map((context) => (context === assessmentContext ? context : { ...context, projections: [] })));
    await host.start();
    await seedCity(host, clock, { size: demo.size, now: demo.now, progress: (done, of, what) => show(done, of, `演示城市 Demo city: ${what}`) });
    await host.stop();
    folder.mark({ ...demo, state: 'whole' });
  }

  const address = config.lan ? '0.0.0.0' : '127.0.0.1';
  const wanted = await freePort(config.port, address);
  const reachable = config.lan ? lanAddress() : undefined;
  const lan = reachable && `http://${reachable}:${wanted}`;
  const host = await openHost(new SystemClock(), contexts, config.publicUrl ?? lan);
  stopOnSignals(async () => { await host.stop(); folder.release(); }, (error) => log.error({ error: String(error) }, 'it could not be stopped in order'));
  await showRows(host.app.get(Projector, { strict: false }), host.start(), show);
  const port = await host.listen(wanted, address);
  const here = `http://localhost:${port}`;
  const token = (await host.app.get(Setup, { strict: false }).needed()) && (await host.adapters.accounts.issueCode('setup', 'setup', new Date(Date.now() + 30 * 60_000).toISOString()));
  console.log(await banner({
    address: here, lan, folder: folder.root, seconds: process.uptime(), console: consoleFolder !== undefined,
    demo: folder.demo() && { password: demoPassword, logins: demoLogins }, setUp: token ? `${config.publicUrl ?? here}/setup?token=${token}` : undefined,
  }));
};

start().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? `${error.message}\n\n${usage()}` : error instanceof Error ? error.message : error);
  if (process.env['LYCEUM_LOG_LEVEL'] === 'debug') console.error(error);
  process.exit(1);
});
