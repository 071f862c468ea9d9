import { HostileBus, InProcessBus } from './in-process.ts';
import { messageBusSuite } from './suite.ts';

/** Park–Miller: the same unkindness in every run. */
const seeded = (state: number) => () => (state = (state * 48271) % 2147483647) / 2147483647;

messageBusSuite('in process', async () => new InProcessBus());
messageBusSuite('hostile double', async () => new HostileBus(seeded(7)));
