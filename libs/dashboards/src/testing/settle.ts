import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { EventStore } from '@lyceum/event-store/event-store';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { Projector } from '@lyceum/read-store/projector';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { dashboardsContext } from '../dashboards.context.ts';
import { record, type Happened } from './town.ts';

/** A town's log and rows; `positions`: where in the log each event stands. */
export const settle = async (happened: readonly Happened[]) => {
  const log = await temporaryEventStore();
  const rows = await temporaryReadStore(log.store.identity);
  const positions = await record(log.store, happened);
  const projector = new Projector(log.store, rows.reads, dashboardsContext.projections, vocabulary);
  await projector.start();
  if (!(await projector.waitFor(positions.at(-1)!, 10_000))) throw new Error('the rows were not there in time');
  return { store: log.store as EventStore, reads: rows.reads as ReadStore, positions, dispose: async () => { await projector.stop(); await rows.close(); await log.dispose(); } };
};
export type Town = Awaited<ReturnType<typeof settle>>;
