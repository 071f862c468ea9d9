import { cpus, loadavg, totalmem } from 'node:os';
import { wholeBoards } from './boards.ts';
import { city } from './city.ts';
import { postgresAppends, sqliteAppends, sqliteReplay } from './event-store.ts';
import { Missing } from '../engines/process.ts';
import type { Benchmark, Figure } from './figure.ts';
import { http } from './http.ts';
import { lag } from './lag.ts';
import { million } from './million.ts';
import { postgresRows } from './postgres-rows.ts';
import { readStore } from './read-store.ts';
import { rosterImport } from './roster-import.ts';

/** In the order of the table; `npm run bench -- appends http` runs these two, `--quick` with less data. */
const benchmarks: Readonly<Record<string, Benchmark>> = { appends: sqliteAppends, replay: sqliteReplay, boards: readStore, figures: wholeBoards, http, lag, import: rosterImport, postgres: postgresAppends, rows: postgresRows, city, million };

const flags = process.argv.slice(2);
const quick = flags.includes('--quick');
const wanted = flags.filter((flag) => flag !== '--quick');
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark '${unknown.join("', '")}'. There are: ${Object.keys(benchmarks).join(', ')}; and --quick.`);
  process.exit(1);
}

const shown = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
const row = ({ name, value, unit, baseline, ratio, floor, met }: Figure) =>
  `| ${name} | ${shown(value)} ${unit} | ${baseline === null ? '' : shown(baseline)} | ${ratio === null ? '' : shown(ratio)} | ${floor} | ${floor ? (met ? 'met' : '**missed**') : ''} |`;

console.log(`${cpus().length} cores, ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}; load before: ${loadavg()[0]!.toFixed(1)}${quick ? '; quick' : ''}\n`);
console.log('| what | measured | baseline in the same run | ratio | floor | |\n|---|--:|--:|--:|---|---|');
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try { for (const figure of await benchmark({ quick })) console.log(row(figure)); } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`| ${name} | not run: ${error.message} | | | | |`);
  }
}
