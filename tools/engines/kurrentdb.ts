import { randomBytes } from 'node:crypto';
import { KurrentStandIn } from '@lyceum/event-store/testing/kurrentdb-server';

/** An empty log in KurrentDB: on the server that KURRENTDB_URL names, which keeps it; else on the stand-in, which shows only that we do as is documented. */
export const startKurrent = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const given = process.env['KURRENTDB_URL'];
  if (given) return { url: `${given}${given.includes('?') ? '&' : '?'}log=test${randomBytes(8).toString('hex')}`, stop: async () => {} };
  const server = await KurrentStandIn.start();
  return { url: server.url, stop: async () => server.kill() };
};
