import { execFileSync } from 'node:child_process';
import { images, programOrImage } from './containers.ts';
import { engineOf, freePort, launch, Missing, ownFolder, type Engine } from './process.ts';

/** Redis, from the system's packages; it keeps what it acknowledged (append-only file). */
export const startRedis = (options: RedisOptions = {}): Promise<Engine> => programOrImage(() => startProgram(options), images.redis);

/** `address`: what to listen on. */
export type RedisOptions = { readonly address?: string };
const startProgram = async ({ address = '127.0.0.1' }: RedisOptions): Promise<Engine> => {
  let version: string;
  try { version = /v=([\d.]+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))![1]!; } catch { throw new Missing('Redis: no redis-server on the PATH (Debian: apt-get install redis-server)'); }
  const port = await freePort();
  const folder = ownFolder('redis');
  return engineOf('Redis', version, `redis://${address}:${port}`, folder, () =>
    launch('redis-server', ['--port', String(port), '--bind', address, '--protected-mode', address === '127.0.0.1' ? 'yes' : 'no', '--dir', folder, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], (printed) => printed.includes('Ready to accept connections')));
};
