import { execFileSync } from 'node:child_process';
import { images, programOrImage } from './containers.ts';
import { engineOf, freePort, launch, Missing, ownFolder, type Engine } from './process.ts';

/** Redis, from the system's packages; it keeps what it acknowledged (append-only file). */
export const startRedis = (): Promise<Engine> => programOrImage(startProgram, images.redis);

const startProgram = async (): Promise<Engine> => {
  let version: string;
  try { version = /v=([\d.]+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))![1]!; } catch { throw new Missing('Redis: no redis-server on the PATH (Debian: apt-get install redis-server)'); }
  const port = await freePort();
  const folder = ownFolder('redis');
  return engineOf('Redis', version, `redis://127.0.0.1:${port}`, folder, () =>
    launch('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], (printed) => printed.includes('Ready to accept connections')));
};
