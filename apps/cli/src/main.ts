import { CommanderError } from 'commander';
import { ConfigError } from '@lyceum/nest-kit/config';
import { dataFolder, programOf } from './program.ts';
import { Report, Stop } from './report.ts';

process.umask(0o077); // no other account of this machine reads what is written here: backups, restored cities

/** Exit codes: 0 done, 1 something is wrong, 2 asked for wrongly. */
const report = new Report(process.argv.includes('--json'), process.stdout, process.stderr);
try {
  await programOf(report, { env: process.env, now: () => new Date().toISOString(), data: dataFolder(process.env, process.cwd()) }).parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0 && process.argv.includes('--json')) report.failure(error.message);
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    report.failure(error instanceof Error ? error.message : String(error));
    if (process.env['LYCEUM_LOG_LEVEL'] === 'debug') console.error(error);
    process.exitCode = error instanceof Stop ? error.code : error instanceof ConfigError ? 2 : 1;
  }
}
