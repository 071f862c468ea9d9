import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Param } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { UnitRenamed } from '@lyceum/contracts/member/unit-tree';
import type { Of } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { EventStore } from '@lyceum/event-store/event-store';
import { ManualClock } from '@lyceum/jobs/clock';
import type { Context } from '@lyceum/nest-kit/context';
import { createHost, type Host } from '@lyceum/nest-kit/host';
import { Public } from '@lyceum/nest-kit/http';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { Caller } from '@lyceum/nest-kit/testing';
import { ReadStore } from '@lyceum/read-store/read-store';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { onFiles } from '@lyceum/solo/testing/equal-boards';
import { build } from './projections.ts';

/** A release that raises a projection's version: its rows are made while the one before goes on answering from its own, and are there when it starts. */
let folded = 0; // events that some version has taken in
const releaseOf = (version: 1 | 2) => {
  const names = projection<{ name: string }, Of<typeof UnitRenamed>>({
    name: 'names', version, initial: { name: '' }, keys: { UnitRenamed: ({ data }) => data.unitId },
    on: { UnitRenamed: (_, { data }) => { folded++; return { name: `${data.name} of ${version}` }; } },
  });
  @Controller('api/names')
  class Names {
    constructor(private readonly reads: ReadStore) {}
    @Get(':unitId') @Public() async read(@Param({ schema: z.object({ unitId: z.string() }) }) { unitId }: { unitId: string }) { return (await this.reads.get(names, unitId))?.row ?? {}; }
  }
  return { names, context: { name: 'names', projections: [names], reactions: [], controllers: [Names] } satisfies Context };
};
const [older, newer] = [releaseOf(1), releaseOf(2)];

const folder = mkdtempSync(join(tmpdir(), 'lyceum-raised-'));
const now = '2026-03-06T09:00:00.000Z';
let host: Host;
const start = async (context: Context) => {
  host = await createHost({ contexts: [context], adapters: await onFiles(folder, new ManualClock(now)), log: serviceLog('silent') });
  await host.start();
};
const rename = (events: EventStore, from: number, count: number) => events.append({
  events: Array.from({ length: count }, (_, n) => ({
    ...UnitRenamed({ unitId: 'u1', name: `name ${from + n}`, from: '2026-01-01' }), stream: 'names', id: `e${from + n}`, version: 1, occurredAt: now, recordedAt: now, actor: 'spec', unit: 'u1', correlation: 'spec', causation: null, command: `c${from + n}`, bodyHash: '',
  })), checks: { names: from === 0 ? 'none' : from - 1 },
});
const answer = async () => { const { status, json } = await new Caller(host).get('/api/names/u1'); return [status, json.name] as const; };
beforeAll(async () => {
  await start(older.context);
  for (let from = 0; from < 5000; from += 500) await rename(host.adapters.events, from, 500);
  await host.settle();
});
afterAll(async () => { await host.stop(); rmSync(folder, { recursive: true, force: true }); });

it('is made beside, without a pause, and the next start is ready with it at once', async () => {
  const beside = await SqliteReadStore.open({ folder: join(folder, 'rows'), identity: host.adapters.events.identity });
  let building = true, asked = 0;
  const built = build(host.adapters.events, beside, [newer.names], { progress: () => undefined }).finally(() => { building = false; });
  while (building) {
    expect(await answer()).toEqual([200, 'name 4999 of 1']);
    asked++;
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  expect(asked).toBeGreaterThan(1);
  expect(await built).toEqual([{ name: 'names', version: 2, position: await host.adapters.events.head() }]);
  await beside.close();

  await rename(host.adapters.events, 5000, 1); // between the two: the start has only this to take in
  await host.settle();
  expect(await answer()).toEqual([200, 'name 5000 of 1']);
  await host.stop();
  folded = 0;
  await start(newer.context);
  expect([await answer(), folded]).toEqual([[200, 'name 5000 of 2'], 1]);
});
