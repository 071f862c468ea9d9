import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { Unavailable } from '@lyceum/event-store/event-store';
import { ManualClock } from '@lyceum/jobs/clock';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { openHost } from '../adapters.ts';
import { contexts } from '../contexts.ts';
import { seedRows } from '../data-folder.ts';
import type { Order } from './fill.ts';
import { seedCity } from './seed.ts';

// The process that sends a demo city's commands; see `fillDemo`, which starts it and is told how far it is.
process.umask(0o077);
const abandoned = () => process.exit(1); // whoever asked for the city has ended
process.on('disconnect', abandoned);
process.on('uncaughtException', (error) => { process.stderr.write(`${error instanceof Unavailable ? error.message : error.stack}\n`); process.exit(1); }); // a full disk is no fault of the program
const { root, demo, config } = JSON.parse(process.argv[2]!) as Order;
const clock = new ManualClock(demo.now);
// Only the rows that the judging of weeks asks for.
const host = await openHost(root, {
  config, clock, log: serviceLog('warn'), boards: seedRows, contexts: contexts.map((context) => (context === assessmentContext ? context : { ...context, projections: [] })),
});
await host.start();
await seedCity(host, clock, { size: demo.size, now: demo.now, progress: (done, of, what) => process.send!([done, of, what]) });
await host.stop();
process.off('disconnect', abandoned).disconnect();
