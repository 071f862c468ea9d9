import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { announce, stopWhatRuns, whatRuns } from './control.ts';
import { beginning, endLeftover, processesOver } from './leftover.ts';

/** Stand-ins for engines: programs over a folder that go on by themselves. Only where the system tells of processes (/proc). */
const told = existsSync('/proc/self/stat') ? describe : describe.skip;
told('engines that somebody left who was killed', () => {
  let folder: string, home: string, children: ChildProcess[];
  const before = process.env['LYCEUM_ENGINES_NOTE'];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lyceum-engines-'));
    home = mkdtempSync(join(tmpdir(), 'lyceum-note-'));
    process.env['LYCEUM_ENGINES_NOTE'] = join(home, 'running.json');
    children = [];
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    for (const each of [folder, home]) rmSync(each, { recursive: true, force: true });
    if (before === undefined) delete process.env['LYCEUM_ENGINES_NOTE']; else process.env['LYCEUM_ENGINES_NOTE'] = before;
  });
  const begin = async (text: string, { args = [] as string[], cwd = home } = {}) => {
    const child = spawn(process.execPath, ['-e', `${text}; console.log('on'); setInterval(() => {}, 1000)`, ...args], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    await new Promise((resolve) => { child.stdout!.once('data', resolve); });
    return child;
  };
  const over = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;
  const ended = (child: ChildProcess) => over(child) || new Promise<boolean>((resolve) => { child.once('exit', () => resolve(true)); });
  /** A note of somebody who does not answer. */
  const leave = (processes: object[] = [], holder: object = {}) => writeFileSync(join(home, 'running.json'), JSON.stringify({ pid: 1, folder, engines: [], left: [], env: {}, control: 'http://127.0.0.1:9', token: 'x', processes, ...holder }));

  it('are ended with their folder, by whoever asks what runs', async () => {
    const [named, inside, stranger] = [await begin('', { args: [`${folder}/data`] }), await begin('', { cwd: folder }), await begin('')];
    leave();
    expect(await stopWhatRuns()).toBe(false);
    expect([await ended(named), await ended(inside), over(stranger), existsSync(folder), existsSync(join(home, 'running.json'))]).toEqual([true, true, false, false, false]);
  });

  it('are noted when they start, so that one that names its folder no more is found', async () => {
    const child = await begin('', { args: [`${folder}/data`] });
    const processes = processesOver(folder);
    expect(processes.map(({ pid }) => pid)).toEqual([child.pid]);
    const elsewhere = await begin('');
    const silence = await announce({ pid: process.pid, folder, engines: [], left: [], env: {} }, () => undefined);
    expect(await whatRuns()).toMatchObject({ folder });
    expect(over(child)).toBe(false);
    silence();
    await endLeftover({ folder: `${folder}x`, processes });
    expect([await ended(child), over(elsewhere)]).toEqual([true, false]);
  });

  it('are not taken for another process that has their number by now', async () => {
    const stranger = await begin('');
    leave([{ pid: stranger.pid, began: '1' }]);
    expect(await whatRuns()).toBeUndefined();
    expect(over(stranger)).toBe(false);
  });

  it('are left alone where who holds them runs, and does not answer', async () => {
    const child = await begin('', { args: [`${folder}/data`] });
    leave([], { pid: process.pid, began: beginning(process.pid) });
    await expect(stopWhatRuns()).rejects.toThrow(`process ${process.pid} holds engines`);
    expect([over(child), existsSync(folder)]).toEqual([false, true]);
    leave([], { pid: process.pid, began: '1' });
    expect(await stopWhatRuns()).toBe(false);
    expect([await ended(child), existsSync(folder)]).toEqual([true, false]);
  });

  it('are looked for in a folder of engines only', async () => {
    await expect(endLeftover({ folder: home, processes: [] })).rejects.toThrow('not a folder of engines');
    expect(existsSync(home)).toBe(true);
  });
});
