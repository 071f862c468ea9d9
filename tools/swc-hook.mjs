// Runs the workspace's TypeScript as it is: swc with decorator metadata, cached on disk by content. No build step.
import { registerHooks, createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, 'node_modules/.cache/swc');
const config = join(root, '.swcrc');
const settings = readFileSync(config, 'utf8');
mkdirSync(cache, { recursive: true });
let swc;

/** A file's JavaScript, from the cache where it is there. */
export const compiled = (filename) => {
  const text = readFileSync(filename, 'utf8');
  const cached = join(cache, `${createHash('sha256').update(settings).update(filename).update(text).digest('hex')}.mjs`);
  if (existsSync(cached)) return readFileSync(cached, 'utf8');
  swc ??= createRequire(import.meta.url)('@swc/core');
  const { code } = swc.transformSync(text, { filename, configFile: config, sourceMaps: 'inline' });
  const partial = `${cached}.${process.pid}`; // a second process may be writing the same file
  writeFileSync(partial, code);
  renameSync(partial, cached);
  return code;
};

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});
