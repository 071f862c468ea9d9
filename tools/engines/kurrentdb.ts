import { randomBytes } from 'node:crypto';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { KurrentStandIn } from '@lyceum/event-store/testing/kurrentdb-server';
import { images } from './containers.ts';
import type { Engine } from './process.ts';
import { startOneOf } from './ways.ts';

/**
 * KurrentDB: the server that `KURRENTDB_URL` names (never that one, where one of `ours` is asked for, to be killed); its image, where a container engine runs; else,
 * unless a `real` one is asked for, the stand-in, which shows only that we do as is documented.
 */
export const startKurrent = ({ real = false, ours = false } = {}): Promise<Engine> =>
  startOneOf({ name: 'KurrentDB', ...(ours ? {} : { variable: 'KURRENTDB_URL' }), image: images.kurrentdb, ...(real ? {} : { standIn: { from: 'the stand-in of libs/event-store/src/testing', start: startStandIn } }), ask });

/** An empty log of one's own on a server, which keeps it: the server's address, with the name of the log. */
export const ownLog = ({ url }: Pick<Engine, 'url'>): string => `${url}${url.includes('?') ? '&' : '?'}log=test${randomBytes(8).toString('hex')}`;

const startStandIn = async (): Promise<Engine> => {
  const server = await KurrentStandIn.start();
  return { name: 'KurrentDB wire', version: 'of unknown version', url: server.url, kill: async () => server.kill(), restart: () => server.restart(), stop: async () => server.kill() };
};

/** What the client was told when it asked the server what it can do; it shows that to nobody. */
const ask = async (url: string): Promise<string> => {
  const client = KurrentDBClient.connectionString(url.replace(/^esdb/, 'kurrentdb'));
  try { return (await (client as unknown as { capabilities: Promise<{ serverVersion: string }> }).capabilities).serverVersion; } finally { await client.dispose(); }
};
