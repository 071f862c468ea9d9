import { KurrentEventStore } from './kurrentdb.ts';
import { eventStoreSuite, type Log } from './suite.ts';
import { KurrentStandIn } from './testing/kurrentdb-server.ts';

/** On a stand-in for the server (see there): the real one is tried by kurrentdb.engines.ts. */
const freshLog = async (): Promise<Log & { readonly server: KurrentStandIn }> => {
  const server = await KurrentStandIn.start();
  return { adapter: 'kurrentdb', where: server.url, server, open: () => KurrentEventStore.open({ url: server.url }), dispose: async () => server.kill() };
};

eventStoreSuite('kurrentdb, on a stand-in for its server', freshLog);
