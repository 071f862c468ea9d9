import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Starts `child.ts` and gathers what it acknowledges; `kill` is kill -9. `done` rejects where it fails by itself. */
export const appender = (adapter: string, where: string, name: string, { lanes = 8, most = 1_000_000, early = false } = {}) => {
  const process_ = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning', '--import', path('../../../../tools/swc-hook.mjs'), path('./child.ts'), adapter, where, name, String(lanes), String(most), ...(early ? ['early'] : []),
  ], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaints = '';
  process_.stdout.setEncoding('utf8').on('data', (text: string) => { said += text; });
  process_.stderr.setEncoding('utf8').on('data', (text: string) => { complaints += text; });
  const done = new Promise<void>((resolve, reject) => {
    process_.on('close', (code, signal) => (code === 0 || signal === 'SIGKILL' ? resolve() : reject(new Error(`the child ended with ${code ?? signal}: ${complaints}`))));
  });
  done.catch(() => {});
  return {
    done,
    /** Whole lines only: a line that the kill cut was not said. */
    acknowledged: () => said.slice(0, said.lastIndexOf('\n') + 1).split('\n').slice(0, -1),
    kill: async () => { process_.kill('SIGKILL'); await done; },
  };
};
