import { expect, it } from '@jest/globals';
import { recorded } from '@lyceum/core/specify';
import { seeded } from '@lyceum/core/testing/seeded';
import { HostileBus } from './hostile.ts';
import { InProcessBus } from './in-process.ts';
import { messageBusSuite } from './suite.ts';

messageBusSuite('in process', async () => new InProcessBus());
messageBusSuite('hostile double', async () => new HostileBus(seeded(7)));

it('lets others in this process have their turn while much is received at once', async () => {
  const bus = new InProcessBus();
  await bus.consume({ name: 'busy', types: 'every', receive: async () => { for (const end = performance.now() + 1; performance.now() < end;); } });
  const messages = Array.from({ length: 200 }, (_, n) => ({ key: `s${n}`, event: recorded({ type: 'Noted', data: {} }, { stream: `s${n}`, id: `e${n}` }) }));
  let turns = 0;
  const count = () => { turns++; immediate = setImmediate(count); };
  let immediate = setImmediate(count);
  await bus.publish(messages);
  clearImmediate(immediate);
  await bus.close();
  expect(turns).toBeGreaterThan(10);
});
