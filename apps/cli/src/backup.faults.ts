import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { lyceum, noon, Town } from './testing/town.ts';

/** kill -9 at random moments of a backup: every set that has a name is whole, and there is always one to restore. */
const rounds = 20;
const root = join(import.meta.dirname, '../../..');

let town: Town;
beforeAll(async () => {
  town = await Town.open();
  await town.unit('u0');
  const filler = 'x'.repeat(2000);
  for (let n = 0; n < 30; n++) await town.register(`m${n}`);
  for (let n = 0; n < 20_000; n += 500) { // a log that takes a while to copy
    const events = Array.from({ length: 500 }, (_, index) => ({ stream: `filler-${n}`, id: `filler-${n + index}`, type: 'Filler', version: 1, data: { filler }, occurredAt: noon, recordedAt: noon, actor: 'setup', unit: 'u0', correlation: 'c', causation: null, command: `f${n}`, bodyHash: '' }));
    await town.events.append({ events, checks: { [`filler-${n}`]: 'none' } });
  }
}, 120_000);
afterAll(async () => { await town.close(); town.dispose(); });

it(`leaves the backups before whole, ${rounds} times killed`, async () => {
  const where = ['--data', town.folder, '--to', town.path('backups'), '--keys', town.path('keys')];
  expect((await lyceum(noon, 'backup', ...where)).error).toBeUndefined();
  const run = (delay?: number) => new Promise<string | null>((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', './tools/swc-hook.mjs', 'apps/cli/src/main.ts', 'backup', ...where], { cwd: root, stdio: 'ignore' });
    const timer = delay === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), delay);
    child.once('exit', (_code, signal) => { clearTimeout(timer); resolve(signal); });
  });
  const began = Date.now();
  expect(await run()).toBeNull();
  const whole = Date.now() - began;
  let [amid, finished] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const signal = await run(whole * (0.4 + 0.6 * Math.random()));
    if (signal !== 'SIGKILL') finished++;
    else if ([...readdirSync(town.path('backups')), ...readdirSync(town.path('keys'))].some((name) => name.startsWith('.'))) amid++;
  }
  expect(amid).toBeGreaterThan(0);
  const sets = readdirSync(town.path('backups')).filter((name) => !name.startsWith('.'));
  expect(sets.length).toBeGreaterThan(0);
  for (const name of sets) expect((await lyceum(noon, 'backup', 'verify', town.path('backups', name))).error).toBeUndefined();
  const newest = await lyceum('2030-01-01T12:00:00.000Z', 'backup', ...where, '--json');
  expect(newest.error).toBeUndefined();
  expect((await lyceum(noon, 'backup', 'verify', town.path('backups'), '--keys', town.path('keys'))).error).toBeUndefined();
  expect(readdirSync(town.path('backups')).filter((name) => name.startsWith('.'))).toEqual([]);
  process.stdout.write(`of ${rounds}: ${amid} killed amid copying, ${finished} finished, the rest before they began; ${sets.length} sets, each whole\n`);
}, 300_000);
