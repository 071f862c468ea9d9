import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Town } from './testing/town.ts';

/** The program as a script sees it: a process with an exit code, one JSON object on one stream, progress and failures on the other. */
const lyceum = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', './tools/swc-hook.mjs', 'apps/cli/src/main.ts', ...args], {
    cwd: join(import.meta.dirname, '../../..'), encoding: 'utf8', env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: 'node_modules/.cache/v8' },
  });
  return { status, stdout, stderr };
};
let town: Town;
beforeAll(async () => { town = await Town.ofThree(); });
afterAll(async () => { await town.close(); town.dispose(); });

describe('lyceum as a process, with --json', () => {
  it('ends with 0 where it is done, and says beside how far it came', () => {
    const { status, stdout, stderr } = lyceum('verify', '--data', town.folder, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'reading events 100 %\n' });
    expect(JSON.parse(stdout)).toMatchObject({ events: 5, streams: 4 });
  });
  it('ends with 1 where something is wrong', () => {
    const { status, stdout, stderr } = lyceum('backup', 'verify', town.path('no-backup'), '--json');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({ error: expect.stringContaining('holds no backup') });
  });
  it.each([[['verify', '--no-such-option']], [['projection', 'list', '--data', '/no/such/folder']]])('ends with 2 where it was asked for wrongly: %j', (args) => {
    const { status, stdout, stderr } = lyceum(...args, '--json');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({ error: expect.any(String) });
  });
});
