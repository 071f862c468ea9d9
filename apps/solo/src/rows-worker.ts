import { parentPort, workerData } from 'node:worker_threads';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { ReadableEventStore } from '@lyceum/event-store/readable';
import { Projector } from '@lyceum/read-store/projector';
import { projections } from './projections.ts';
import { faultOf, type Asked, type Told } from './rows-messages.ts';
import { openRowsBeside } from './stores.ts';

// The thread that makes rows; see `ThreadedRows`, which starts it and is told how far they are.
const tell = (told: Told): void => parentPort!.postMessage(told);
const changed = new Set<string>();

class TellingProjector extends Projector {
  override announce(): void {
    super.announce();
    const away = this.away();
    tell({ progress: this.progress().map((each) => ({ ...each, error: each.error && faultOf(each.error) })), away: away && faultOf(away), changed: [...changed] });
    changed.clear();
  }
}

const { root } = workerData as { readonly root: string };
let working: { readonly stores: Awaited<ReturnType<typeof openRowsBeside>>; readonly projector: TellingProjector } | undefined;

const start = async (): Promise<void> => {
  if (!working) {
    const stores = await openRowsBeside(root);
    working = { stores, projector: new TellingProjector(new ReadableEventStore(stores.events, vocabulary), stores.reads, projections, vocabulary, { changed: ({ name }) => changed.add(name) }) };
  }
  await working.projector.start();
  working.projector.announce();
};
const stop = async (): Promise<void> => {
  await working?.projector.stop();
  await working?.stores.reads.close();
  await working?.stores.events.close();
  parentPort!.close();
};
parentPort!.on('message', (asked: Asked) => {
  if (asked === 'start') start().then(() => tell({ started: null }), (error: unknown) => tell({ started: faultOf(error) }));
  else if (asked === 'stop') void stop();
  else working?.stores.events.moved(asked.look);
});
