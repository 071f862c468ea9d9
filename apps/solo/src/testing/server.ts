import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const patience = 120_000; // milliseconds for a start
/** What tests are told by the environment is nothing that a server knows. */
const withoutOurs = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LYCEUM_')));

/** The whole city as `npm start` runs it: a process of its own on a data folder. */
export class Server {
  private constructor(readonly address: string, private readonly child: ChildProcess, private readonly ended: Promise<number | null>, private readonly output: () => string) {}

  /** `guards`: modules of `testing/guards` that are loaded before it, each of which spoils or shifts something. `flags`: what is said to it besides. Resolves when it takes requests. */
  static async start(folder: string, guards: readonly string[] = [], flags: readonly string[] = []): Promise<Server> {
    const before = [path('../../../../tools/swc-hook.mjs'), ...guards.map((guard) => path(`./guards/${guard}.ts`))].flatMap((module) => ['--import', module]);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...before, path('../main.ts'), '--data', folder, '--empty', '--port', '0', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { ...withoutOurs, NODE_OPTIONS: '', LYCEUM_LOG_LEVEL: 'error', NODE_COMPILE_CACHE: path('../../../../node_modules/.cache/v8') },
    });
    let said = '';
    const ended = new Promise<number | null>((resolve) => { child.on('close', (code) => resolve(code)); });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => { said += text; });
    const address = await new Promise<string>((resolve, reject) => {
      const giveUp = setTimeout(() => { child.kill('SIGKILL'); reject(new Error(`it did not start in time: ${said}`)); }, patience);
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /http:\/\/localhost:\d+/.exec(said)?.[0];
        if (found && said.includes('Ctrl-C')) { clearTimeout(giveUp); resolve(found.replace('localhost', '127.0.0.1')); }
      });
      void ended.then((code) => { clearTimeout(giveUp); reject(new Error(`it ended with ${code} before it was ready: ${said}`)); });
    });
    return new Server(address, child, ended, () => said);
  }

  /** Everything that it has printed. */
  get said(): string { return this.output(); }

  /** kill -9. */
  async kill(): Promise<void> { this.child.kill('SIGKILL'); await this.ended; }
  /** Waits until it ends by itself; answers as `stop` does. */
  async end(): Promise<{ code: number | null; said: string }> { return { code: await this.ended, said: this.said }; }
  /** SIGTERM; answers the exit code, and what it said. */
  async stop(): Promise<{ code: number | null; said: string }> {
    this.child.kill('SIGTERM');
    return { code: await this.ended, said: this.said };
  }
}
