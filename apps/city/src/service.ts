import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { accessNotes } from '@lyceum/audit/access/access-notes';
import { SystemClock } from '@lyceum/jobs/clock';
import type { Context } from '@lyceum/nest-kit/context';
import { createHost } from '@lyceum/nest-kit/host';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { stopOnSignals } from '@lyceum/nest-kit/signals';
import { openAdapters } from './adapters.ts';
import { Opening } from './opening.ts';
import { readSettings } from './settings.ts';
import { openWaitingRoom } from './waiting-room.ts';

/** What a context's providers need of the city beside the ports: a folder of its own, which its replicas share. */
type Needs = { readonly folder: string };

/** Which of the checks of /readyz fails while the server that a setting names is away. */
const restsOn: Readonly<Record<string, string>> = { LYCEUM_LOG_URL: 'events', LYCEUM_ROWS_URL: 'rows', LYCEUM_VAULT_URL: 'vault', LYCEUM_REDIS_URL: 'jobs', LYCEUM_KAFKA_BROKERS: 'bus' };

/**
 * One context as a process of its own, any number of times. Looks and denials are noted by whichever service they happen in.
 * It listens at once, so that it can be asked how it is; it waits for what is away, and is ready when its rows have come up to the log.
 * A wrong setting ends it, with every fault.
 */
export const runService = async (context: Context, providers: (needs: Needs) => readonly Provider[] = () => []): Promise<void> => {
  let stopping = false;
  try {
    const settings = readSettings(process.env);
    const { LYCEUM_PORT: port, LYCEUM_ADDRESS: address } = settings;
    const log = serviceLog(settings.LYCEUM_LOG_LEVEL).child({ context: context.name });
    const opening = new Opening((setting, why) => log.warn({ setting, why }, `waiting for ${setting}; it is tried again until it is there`));
    const adapting = openAdapters(context.name, settings, new SystemClock(), opening);
    adapting.catch(() => undefined); // awaited below
    let stop = async (): Promise<void> => { stopping = true; opening.giveUp(); };
    stopOnSignals(() => stop(), (error) => log.error({ error: String(error) }, 'it could not be stopped in order'));

    const missing = () => new Set(opening.missing.map((setting) => restsOn[setting] ?? setting));
    const room = await openWaitingRoom({ port, address, checks: Object.values(restsOn), missing });
    log.info({ port: room.port }, 'alive, and not ready yet');
    const adapters = await adapting;
    const own = providers({ folder: join(settings.LYCEUM_FILES, context.name) });
    const host = await createHost({
      contexts: [{ ...context, providers: [...accessNotes, ...(context.providers ?? []), ...own] }], adapters, log, drain: settings.LYCEUM_DRAIN_SECONDS * 1000,
      http: { production: settings.NODE_ENV === 'production', idleMinutes: settings.LYCEUM_IDLE_MINUTES, lateSigningDays: settings.LYCEUM_LATE_SIGNING_DAYS, metrics: settings.LYCEUM_METRICS, publicUrl: settings.LYCEUM_PUBLIC_URL, trustProxy: settings.LYCEUM_TRUST_PROXY },
    });
    stop = () => { stopping = true; return host.stop(); };
    await room.close();
    const listening = await host.listen(port, address);
    log.info({ port: listening }, 'listening');
    await host.start();
    if (!stopping) log.info({ port: listening }, 'ready');
  } catch (error) {
    if (stopping) return; // it fails of what was closed under it: the stop says how the process ends
    process.stderr.write(`${context.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
};
