// A process that projects a computed log into a folder, until it is done or killed.
//   child.ts <folder> <events> [early]
// `early` is the control of the crash test: it writes each checkpoint before the rows.
import { accounts, accountVocabulary } from '../examples.ts';
import { Projector } from '../projector.ts';
import type { ReadStore } from '../read-store.ts';
import { SqliteReadStore } from '../sqlite.ts';
import { story } from './story.ts';

const [folder, events, early] = process.argv.slice(2) as [string, string, string | undefined];
const log = story(Number(events));
const rows = await SqliteReadStore.open({ folder, identity: log.identity });

const hasty = new Proxy(rows, {
  get: (target, name) => {
    const value = Reflect.get(target, name) as unknown;
    if (name === 'write') return async (...[projection, changes, checkpoint]: Parameters<ReadStore['write']>) => {
      await target.write(projection, [], checkpoint);
      await target.write(projection, changes, checkpoint);
    };
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  },
});
const projector = new Projector(log, early ? hasty : rows, [accounts], accountVocabulary, { batch: 50 });
await projector.start();
process.stdout.write('started\n');
while (!(await projector.caughtUp(1000))) await projector.healthy();
await projector.stop();
await rows.close();
