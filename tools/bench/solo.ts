import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { frugal, frugally, root } from '../run.mjs';

/** The whole city as `npm start` runs it on a data folder: a process of its own. */
export class Solo {
  private constructor(readonly address: string, readonly seconds: number, private readonly child: ChildProcess, private readonly ended: Promise<void>) {}

  /** Resolves when it takes requests, with all its rows; `seconds` from the beginning of the process. */
  static async start(folder: string, patience: number): Promise<Solo> {
    const began = performance.now();
    const child = spawn(process.execPath, [...frugal, '--disable-warning=ExperimentalWarning', '--import', './tools/swc-hook.mjs', 'apps/solo/src/main.ts', '--data', folder, '--empty', '--port', '0'],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...frugally, NODE_OPTIONS: '', LYCEUM_LOG_LEVEL: 'error', LYCEUM_PORT: '', LYCEUM_DATA: '', NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/v8') } });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    let printed = '';
    const ended = new Promise<void>((resolve) => { child.once('close', () => { process.off('exit', kill); resolve(); }); });
    const address = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => { kill(); reject(new Error(`it was not ready within ${patience / 1000} s: ${printed}`)); }, patience);
      const read = (chunk: Buffer) => {
        printed = (printed + chunk.toString()).slice(-20_000);
        const port = /http:\/\/localhost:(\d+)/.exec(printed)?.[1];
        if (port && printed.includes('Ctrl-C')) { clearTimeout(late); resolve(`http://127.0.0.1:${port}`); }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      void ended.then(() => { clearTimeout(late); reject(new Error(`it ended before it was ready: ${printed}`)); });
    });
    return new Solo(address, (performance.now() - began) / 1000, child, ended);
  }

  /** What it holds now, and the most that it ever held; MB. Linux only. */
  memory(): { readonly now: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 1024;
    return { now: of('VmRSS'), most: of('VmHWM') };
  }
  async stop(): Promise<void> { this.child.kill('SIGTERM'); await this.ended; }
}

/** A data folder where `npm start` looks, with its log, keys and accounts open, for who fills it before a start. */
export const dataFolder = async (): Promise<{ folder: string; events: SqliteEventStore; keys: SqliteKeys; accounts: SqliteAccounts; close(): Promise<void>; remove(): void }> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-bench-'));
  const events = await SqliteEventStore.open({ folder: join(folder, 'log') });
  const keys = SqliteKeys.open({ folder: join(folder, 'vault') });
  const accounts = await SqliteAccounts.open({ folder: join(folder, 'vault') });
  return {
    folder, events, keys, accounts,
    close: async () => { for (const each of [events, keys, accounts]) await each.close(); },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
