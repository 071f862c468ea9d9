import { execFileSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { images } from './containers.ts';
import { engineOf, freePort, launch, Missing, ownFolder, type Engine } from './process.ts';
import { startOneOf } from './ways.ts';

/** Redis, from the system's packages; it keeps what it acknowledged (append-only file). */
export const startRedis = (options: RedisOptions = {}): Promise<Engine> => startOneOf({ name: 'Redis', program: { from: 'redis-server', start: () => startProgram(options) }, image: images.redis, ask });

/** `address`: what to listen on. */
export type RedisOptions = { readonly address?: string };
const startProgram = async ({ address = '127.0.0.1' }: RedisOptions): Promise<Engine> => {
  try { execFileSync('redis-server', ['--version'], { stdio: 'ignore' }); } catch { throw new Missing('Redis: no redis-server on the PATH (Debian: apt-get install redis-server)'); }
  const port = await freePort();
  const folder = ownFolder('redis');
  return engineOf('Redis', 'of unknown version', `redis://${address}:${port}`, folder, () =>
    launch('redis-server', ['--port', String(port), '--bind', address, '--protected-mode', address === '127.0.0.1' ? 'yes' : 'no', '--dir', folder, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], (printed) => printed.includes('Ready to accept connections')));
};

const ask = async (url: string): Promise<string> => {
  const client = new Redis(url);
  try { return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'of unknown version'; } finally { client.disconnect(); }
};
