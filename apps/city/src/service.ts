import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { accessNotes } from '@lyceum/audit/access/access-notes';
import { SystemClock } from '@lyceum/jobs/clock';
import type { Context } from '@lyceum/nest-kit/context';
import { createHost } from '@lyceum/nest-kit/host';
import { openLog } from '@lyceum/nest-kit/logging';
import { stopOnSignals } from '@lyceum/nest-kit/signals';
import { openAdapters } from './adapters.ts';
import { readSettings } from './settings.ts';

/** What a context's providers need of the city beside the ports: a folder of its own, which its replicas share. */
type Needs = { readonly folder: string };

/**
 * One context as a process of its own, any number of times. Looks and denials are noted by whichever service they happen in.
 * It listens at once, so that it can be asked how it is, and is ready when its rows have come up to the log.
 */
export const runService = async (context: Context, providers: (needs: Needs) => readonly Provider[] = () => []): Promise<void> => {
  try {
    const settings = readSettings(process.env);
    const log = openLog(settings.LYCEUM_LOG_LEVEL).child({ context: context.name });
    const adapters = await openAdapters(context.name, settings, new SystemClock());
    const own = providers({ folder: join(settings.LYCEUM_FILES, context.name) });
    const host = await createHost({
      contexts: [{ ...context, providers: [...accessNotes, ...(context.providers ?? []), ...own] }], adapters, log,
      http: { production: settings.NODE_ENV === 'production', idleMinutes: settings.LYCEUM_IDLE_MINUTES, metrics: settings.LYCEUM_METRICS, publicUrl: settings.LYCEUM_PUBLIC_URL, trustProxy: settings.LYCEUM_TRUST_PROXY },
    });
    stopOnSignals(() => host.stop(), (error) => log.error({ error: String(error) }, 'it could not be stopped in order'));
    const port = await host.listen(settings.LYCEUM_PORT, settings.LYCEUM_ADDRESS);
    log.info({ port }, 'listening');
    await host.start();
    log.info({ port }, 'ready');
  } catch (error) {
    process.stderr.write(`${context.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
};
