import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { shanghaiDay } from '@lyceum/core/calendar';
import { percentile } from './figure.ts';
import type { ToSign } from './town.ts';

/** Where a city takes requests: signing and reading may be different services; `office` is a login that may see all of it. */
export type Place = { readonly sign: string; readonly read: string; readonly office: string };
type Load = { readonly sessions: readonly ToSign[]; readonly milliseconds: number; /** Signatures a second; `null`: as many as go, over 64 connections. */ readonly rate: number | null };
export type Signed = {
  /** Signatures answered in a second, durable before the answer. */
  readonly rate: number; readonly p50: number; readonly p99: number;
  /** From an answer until the unit's board that asks for the signature shows it, and the same board without asking; milliseconds. */
  readonly shown: { readonly p50: number; readonly p99: number }; readonly board: { readonly p50: number; readonly p99: number };
};

const probes = 20; // boards a second, two of them each time
const warmup = 2000; // milliseconds

/** People sign by a process of its own. Throws where any of them is refused, or where they run out of sessions before the time. */
export const signing = async ({ sign, read, office }: Place, { sessions, milliseconds, rate }: Load): Promise<Signed> => {
  const child = fork(fileURLToPath(new URL('./signing-load.mjs', import.meta.url)), { execArgv: [] });
  const late = setTimeout(() => child.kill('SIGKILL'), milliseconds + 120_000);
  const done = await new Promise<{ answered: number; seconds: number; exhausted: boolean; latencies: number[]; shown: number[]; bare: number[]; failures: [string, number][] }>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`the load ended with ${code}`)));
    child.once('message', (message: { done?: never; failed?: string }) => { if (message.done) resolve(message.done); else reject(new Error(message.failed)); });
    child.send({ sign, read, office, day: shanghaiDay(new Date().toISOString()), sessions, connections: 64, rate, probes, milliseconds, warmup });
  }).finally(() => clearTimeout(late));
  if (done.failures.length > 0) throw new Error(`signatures were refused: ${done.failures.map(([what, times]) => `${what}, ${times} times`).join('; ')}`);
  if (done.exhausted && done.seconds < milliseconds / 1000) throw new Error(`everybody had signed after ${done.seconds.toFixed(1)} s: open more sessions`);
  if (done.answered === 0) throw new Error('no signature was answered in all that time: is the machine busy with something else?');
  const both = (samples: number[]) => ({ p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) });
  return { rate: done.answered / done.seconds, ...both(done.latencies), shown: both(done.shown), board: both(done.bare) };
};
