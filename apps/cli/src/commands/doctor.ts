import { resolve } from 'node:path';
import { diagnose } from '../doctor.ts';
import { Stop, table } from '../report.ts';
import type { Desk, Place } from './desk.ts';

export const doctorCommand = ({ env, now, report, group, at }: Desk): void => {
  at(group('config', 'what a city is started with').command('doctor').description('say what is wrong or unwise, and what to do')).option('--backups <folder>', 'where backups are: warns where the newest is old')
    .action(async ({ data: folder, city = false, backups }: Place & { backups?: string }) => {
      const findings = await diagnose({ folder: resolve(folder), city, backups, env, now: now() });
      report.answer({ findings }, table(findings.map(({ state, what, advice }) => [{ ok: 'ok', warning: 'WARNING', fault: 'FAULT' }[state], what, advice])));
      if (findings.some(({ state }) => state === 'fault')) throw new Stop('there are faults');
    });
};
