import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePort, launch } from '../../../../tools/engines/process.ts';
import type { Service } from './services.ts';

export const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;
export type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** A real Prometheus over these services, once a second, with the rules that are deployed. */
export const startPrometheus = async (services: readonly Service[]): Promise<{ ask(expression: string): Promise<readonly Sample[]>; close(): Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-prometheus-'));
  cpSync(join(import.meta.dirname, '../../../../deploy/prometheus/rules.yml'), join(folder, 'rules.yml'));
  const targets = services.map(({ name, address }) => ({ targets: [new URL(address).host], labels: { service: name } }));
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' }, rule_files: ['rules.yml'], scrape_configs: [{ job_name: 'lyceum', static_configs: targets }],
  }));
  const port = await freePort();
  const child = await launch('prometheus', [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`], (printed) => printed.includes('Server is ready to receive web requests'));
  return {
    ask: async (expression) => {
      const answer = (await (await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`)).json()) as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } };
      return answer.data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
    close: async () => { await end(child, 'SIGTERM'); rmSync(folder, { recursive: true, force: true }); },
  };
};
