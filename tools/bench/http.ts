import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fastify } from 'fastify';
import { z } from 'zod';
import { idOf } from '@lyceum/event-store/handle';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { percentile, type Benchmark } from './figure.ts';
import { Solo } from './solo.ts';
import { smallTown } from './town.ts';

const plan = { unitId: 'u0', form: 'weekly-collective', title: '学习安全播出规程与案例', day: '2026-03-06', start: '15:00', minutes: 60, place: '三楼会议室' };
type Load = { rate: number; failed: number; latencies: number[] };

/**
 * Planning a study session over HTTP as a logged-in administrator does, in the city as `npm start` runs it: login, right, scope, key, schema,
 * decider, durable append, with rows following beside it. Against a bare Fastify route that checks the same body and appends one event to the same kind of log. Turn by turn.
 */
export const http: Benchmark = async ({ quick }) => {
  const milliseconds = quick ? 1500 : 5000;
  const rounds = quick ? 2 : 3;
  const [bare, host] = [await openBare(), await openHost()];
  try {
    const rates: { bare: number[]; host: number[] } = { bare: [], host: [] };
    const latencies: number[] = [];
    for (let round = 0; round < rounds; round++) {
      rates.bare.push((await load(bare, milliseconds)).rate);
      const measured = await load(host, milliseconds);
      rates.host.push(measured.rate);
      latencies.push(...measured.latencies);
    }
    const [value, baseline] = [Math.max(...rates.host), Math.max(...rates.bare)];
    const ratio = value / baseline;
    return [
      { name: 'commands over HTTP, durable before the answer, 64 connections', value, unit: '/s', baseline, ratio, floor: '≥ 50 % of a bare Fastify route that appends a row the same way', met: ratio >= 0.5 },
      { name: 'the same, slowest of a hundred', value: percentile(latencies, 0.99), unit: 'ms', baseline: null, ratio: null, floor: 'for information', met: true },
    ];
  } finally {
    await bare.close();
    await host.close();
  }
};

type Target = { readonly port: number; readonly path: string; readonly headers: string; readonly close: () => Promise<void> };

const openBare = async (): Promise<Target> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-bare-'));
  const store = await SqliteEventStore.open({ folder });
  const Body = z.object({ unitId: z.string().max(64), form: z.string(), title: z.string().max(120), day: z.iso.date(), start: z.string(), minutes: z.number().int(), place: z.string().max(80) });
  const app = fastify();
  app.post('/', async (request, reply) => {
    const data = Body.parse(request.body);
    const command = String(request.headers['idempotency-key']);
    const [stream, now] = [`study-session-${idOf(command)}`, new Date().toISOString()];
    const event = { stream, id: idOf(command, 1), type: 'StudySessionPlanned', version: 1, data, occurredAt: now, recordedAt: now, actor: 'member:ada', unit: 'u0', correlation: String(request.id), causation: null, command, bodyHash: '' };
    const { position } = await store.append({ events: [event], checks: { [stream]: 'none' } });
    return reply.code(201).send({ position });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: (app.server.address() as { port: number }).port, path: '/', headers: '', close: async () => { await app.close(); await store.close(); rmSync(folder, { recursive: true, force: true }); } };
};

const openHost = async (): Promise<Target> => {
  const { folder, token, remove } = await smallTown([{ unitId: 'u0', name: 'u0' }], 'unit-administrator');
  const solo = await Solo.start(folder, 60_000);
  return { port: Number(new URL(solo.address).port), path: '/api/study-sessions', headers: `cookie: lyceum=${token}\r\n`, close: async () => { await solo.stop(); remove(); } };
};

const load = ({ port, path, headers }: Target, milliseconds: number) => new Promise<Load>((resolve, reject) => {
  const worker = new Worker(new URL('./http-load.mjs', import.meta.url), { execArgv: [], workerData: { port, path, headers, milliseconds, warmup: 500, connections: 64, bodies: [JSON.stringify(plan)] } });
  worker.on('error', reject);
  worker.on('message', (message: Load | { failure: string }) => {
    if ('failure' in message) reject(new Error(`the load was refused: ${message.failure}`)); else resolve(message);
  });
});
