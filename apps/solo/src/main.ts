import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Unavailable } from '@lyceum/event-store/event-store';
import { SystemClock } from '@lyceum/jobs/clock';
import { Setup } from '@lyceum/member/setup';
import { ConfigError, readConfig, usage } from '@lyceum/nest-kit/config';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { stopOnSignals } from '@lyceum/nest-kit/signals';
import { contextsWith } from './contexts.ts';
import { demoLogins, demoPassword } from './demo-city/accounts.ts';
import { fillDemo } from './demo-city/fill.ts';
import { openHost } from './adapters.ts';
import { freePort, lanAddress } from './address.ts';
import { banner } from './banner.ts';
import { DataFolder } from './data-folder.ts';
import { demoToFill, showProgress } from './demo.ts';
import { showRows } from './rows-progress.ts';
import { ThreadedRows } from './threaded-rows.ts';

/** A start that is stopped fails of what was closed under it: the stop says how the process ends. */
let stopping = false;

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

  const address = config.lan ? '0.0.0.0' : '127.0.0.1';
  const wanted = await freePort(config.port, address);

  const show = showProgress(process.stdout);
  const demo = demoToFill(folder, config, new Date().toISOString());
  if (demo) {
    const aside = folder.setDemoAside(new Date().toISOString());
    if (aside) console.log(`demo.json 写着演示城市尚未建完，将重新建立；原有内容已移至 ${aside}，确认无用后可删除。\ndemo.json says that the demo city was not filled to its end: it is made anew. What was there is now in ${aside}; delete it if nobody used it.`);
    folder.mark(demo);
    await fillDemo({ root: folder.root, demo, config }, (done, of, what) => show(done, of, `演示城市 Demo city: ${what}`));
    folder.mark({ ...demo, state: 'whole' });
  }

  const reachable = config.lan ? lanAddress() : undefined;
  const lan = config.lan ? (reachable === undefined ? null : `http://${reachable}:${wanted}`) : undefined;
  const host = await openHost(folder.root, {
    config, log, contexts: contextsWith({ imports: folder.path('imports') }), clock: new SystemClock(),
    rows: (wanted) => new ThreadedRows(wanted, { root: folder.root }),
    told: (error) => {
      if (error instanceof Unavailable) return log.error({ error: error.message }, 'the log could not be looked at; it is tried again until it can, and nothing is recorded before');
      log.error({ error: error.message }, 'the log is none to go on with');
      failed(error); // as a kill would end it: what was acknowledged is on the disk
    },
    http: { publicUrl: config.publicUrl ?? lan ?? undefined, console: consoleFolder, demo: folder.demo() !== undefined },
  });
  stopOnSignals(async () => { stopping = true; await host.stop(); folder.release(); }, (error) => log.error({ error: String(error) }, 'it could not be stopped in order'));
  await showRows(host.rows, host.start(), show);
  const port = await host.listen(wanted, address);
  const here = `http://localhost:${port}`;
  const token = (await host.app.get(Setup, { strict: false }).needed()) && (await host.adapters.accounts.issueCode('setup', 'setup', new Date(Date.now() + 30 * 60_000).toISOString()));
  console.log(await banner({
    address: here, lan, folder: folder.root, seconds: process.uptime(), console: consoleFolder !== undefined,
    demo: folder.demo() && { password: demoPassword, logins: demoLogins }, setUp: token ? `${config.publicUrl ?? here}/setup?token=${token}` : undefined,
  }));
};

const failed = (error: unknown): void => {
  console.error(error instanceof ConfigError ? `${error.message}\nnpm start -- --help 列出全部参数 lists all flags and variables` : error instanceof Error ? error.message : error);
  if (process.env['LYCEUM_LOG_LEVEL'] === 'debug') console.error(error);
  process.exit(1);
};
start().catch((error: unknown) => { if (!stopping) failed(error); });
