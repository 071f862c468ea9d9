import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MessageParked, MessagesReleased } from '@lyceum/contracts/platform/parking';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { reactor } from '@lyceum/core/reactor';
import { decider } from '@lyceum/core/decider';
import { directoryProjections } from '@lyceum/directory/directory.projections';
import { NewerRelease } from '@lyceum/event-store/event-store';
import { ManualClock } from '@lyceum/jobs/clock';
import type { InProcessJobs } from '@lyceum/jobs/in-process';
import { Relay } from '@lyceum/message-bus/relay';
import { reaction, type Context, type JobSource } from './context.ts';
import { createHost } from './host.ts';
import { serviceLog } from './logging.ts';
import { Telemetry } from './telemetry.ts';
import { Caller, temporaryHost, type TemporaryHost } from './testing.ts';
import { Timers } from './timers.ts';

const empty = (name: string): Context => ({ name, projections: [], reactions: [], controllers: [] });
const never = decider({ category: 'never', id: () => '', initial: null, decide: {}, evolve: {} });
const watching: Context = { ...empty('watching'), reactions: [reaction(reactor({ name: 'watcher', on: { UnitCreated: () => [] } }), never)] };

describe('what a host says of itself', () => {
  let made: TemporaryHost, nobody: Caller;
  beforeAll(async () => {
    made = await temporaryHost({ contexts: [watching, empty('training')] });
    nobody = new Caller(made.host);
  });
  afterAll(() => made.close());
  const figure = async (name: string) => new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec((await nobody.get('/metrics')).text)?.[1];

  it('names its contexts, and those that hold nothing yet', async () =>
    expect((await nobody.get('/readyz')).json).toMatchObject({ status: 'ready', contexts: { watching: 'serving', training: 'empty' } }));

  it('counts appends, keys that are parked, and what the relay has not published', async () => {
    expect(await figure('lyceum_append_seconds_count')).toBe('0');
    expect(await figure('lyceum_relay_backlog_events')).toBe('0');
    await made.happen('unit-u1', UnitCreated({ unitId: 'u1', name: 'u1', type: 'agency', parentId: null, from: '2026-01-01' }));
    const parked = { consumer: 'watcher', eventId: 'e', position: '0000000000000001', error: 'why' };
    await made.happen('parked-watcher', MessageParked({ ...parked, key: 'a' }), MessageParked({ ...parked, key: 'a', position: '0000000000000002' }), MessageParked({ ...parked, key: 'b' }));
    expect(await figure('lyceum_parked_keys{consumer="watcher"}')).toBe('2');
    await made.happen('parked-watcher', MessagesReleased({ consumer: 'watcher', key: 'b' }));
    expect(await figure('lyceum_parked_keys{consumer="watcher"}')).toBe('1');
    expect(await figure('lyceum_projection_state{projection="people"}')).toBe('1');
    await made.host.adapters.events.append({ events: [], checks: {} }).catch(() => undefined);
    expect(await figure('lyceum_append_seconds_count')).toBe('1');
  });

});

it('asks to be left alone while the vault is away, without which nobody is known', async () => {
  const made = await temporaryHost({ contexts: [empty('training')] });
  try {
    const readyz = async () => { const { status, json } = await new Caller(made.host).get('/readyz'); return [status, json.checks.vault]; };
    expect(await readyz()).toEqual([200, 'ok']);
    await made.host.adapters.accounts.close();
    expect(await readyz()).toEqual([503, 'failing']);
  } finally { await made.close(); }
});

describe('a log into which a newer release writes', () => {
  const kinds = { 'an event that is not known here': ['ComingLater', 1, /found: ComingLater v1 @ 0000000000000002; this one knows: –/], 'a newer version of one': ['UnitCreated', 9, /found: UnitCreated v9 @ 0000000000000002; this one knows: UnitCreated v\d/] } as const;
  it.each(Object.entries(kinds))('is read no further, and asks to be left alone: %s', async (_, [type, version, words]) => {
    const lines: string[] = [];
    const made = await temporaryHost({ contexts: [{ ...empty('member'), projections: directoryProjections }], lines });
    try {
      const nobody = new Caller(made.host);
      const { adapters: { events, relay }, rows } = made.host;
      await made.happen('unit-u1', UnitCreated({ unitId: 'u1', name: 'u1', type: 'agency', parentId: null, from: '2026-01-01' }));
      expect([(await nobody.get('/readyz')).status, (await nobody.get('/metrics')).text]).toEqual([200, expect.stringMatching(/^lyceum_newer_release 0$/m)]);
      const shown = rows.position();
      const [last] = await events.readLog({ backwards: true, limit: 1 });
      await events.append({ events: [{ ...last!, stream: 'later-1', id: 'later', type, version }], checks: { 'later-1': 'none' } });
      for (let left = 200; !/^lyceum_newer_release 1$/m.test((await nobody.get('/metrics')).text); await setTimeout(20)) if (left-- === 0) throw new Error('nobody noticed');
      const { status, json } = await nobody.get('/readyz');
      expect([status, json.status, json.checks.events]).toEqual([503, 'failing', 'failing']);
      expect(lines.join('')).toMatch(words);
      expect(rows.position()).toBe(shown);
      const end = await events.head();
      for (const read of [() => events.readStream('later-1'), () => events.readAt([end])]) await expect(read()).rejects.toThrow(NewerRelease);
      for (let left = 200; (await relay.acquire('of the newer release', Date.now(), 10_000)) === null; await setTimeout(20)) if (left-- === 0) throw new Error('the relay keeps what it can’t publish to itself');
      expect(await relay.checkpoint()).toBe(shown);
    } finally { await made.close(); }
  });

  it('lets a start begin nothing that writes, nor say that it is ready, however late that is known', async () => {
    const made = await temporaryHost({ contexts: [empty('member')] });
    const begun = [jest.spyOn(Relay.prototype, 'start'), jest.spyOn(Timers.prototype, 'start')];
    jest.spyOn(made.host.adapters.events, 'kinds').mockImplementation(() => setTimeout(300, [{ type: 'ComingLater', version: 1 }]));
    try {
      const again = await createHost({ contexts: [empty('member')], adapters: made.host.adapters, log: serviceLog('silent') });
      await expect(again.start()).rejects.toThrow(NewerRelease);
      expect((await new Caller(again).get('/readyz')).status).toBe(503);
      for (const each of begun) expect(each).not.toHaveBeenCalled();
    } finally { jest.restoreAllMocks(); await made.close(); }
  });
});

describe('a clock that was ahead once', () => {
  const clock = new ManualClock('2026-03-06T09:00:00.000Z');
  const asked: [string, string][] = [];
  const fired: string[] = [];
  const weekly: JobSource = {
    name: 'weekly',
    due: async (_tools, from, to) => {
      asked.push([from, to]);
      return ['2026-03-08T16:00:00.000Z', '2026-03-15T16:00:00.000Z'].filter((dueAt) => from < dueAt && dueAt <= to).map((dueAt) => ({ id: dueAt, name: 'weekly', dueAt, data: {} }));
    },
    run: async (_tools, job) => { fired.push(`${job.id} at ${clock.now()}`); },
  };
  let made: TemporaryHost;
  const lines: string[] = [];
  beforeAll(async () => { made = await temporaryHost({ contexts: [{ ...empty('weeks'), jobs: [weekly] }], clock, lines }); });
  afterAll(() => made.close());
  const record = (unitId: string) => made.happen(`unit-${unitId}`, UnitCreated({ unitId, name: unitId, type: 'agency', parentId: null, from: '2026-01-01' }));
  const readyz = async () => (await new Caller(made.host).get('/readyz')).json as { status: string; checks: Record<string, string> };
  const round = async () => { await made.host.tick(); await (made.host.adapters.jobs as InProcessJobs).runDue(); };

  it('is told from the log, whose entries are later than now, until they are not', async () => {
    await record('u1');
    expect((await readyz()).checks['clock']).toBe('ok');
    clock.set('2026-03-20T09:00:00.000Z');
    await record('u2');
    await round();
    expect((await readyz()).checks['clock']).toBe('ok'); // nothing tells
    clock.set('2026-03-06T10:00:00.000Z');
    await record('u3');
    for (const _ of [1, 2]) expect(await readyz()).toMatchObject({ status: 'ready', checks: { clock: 'failing' } });
    expect(lines.filter((line) => line.includes('the clock says 2026-03-06T10:00:00.000Z, but something was recorded at 2026-03-20T09:00Z'))).toHaveLength(1);
    clock.set('2026-03-20T08:56:00.000Z');
    expect((await readyz()).checks['clock']).toBe('ok');
  });

  it('does not keep what is due from being asked for, and done in its time', async () => {
    expect(fired).toEqual(['2026-03-08T16:00:00.000Z at 2026-03-20T09:00:00.000Z', '2026-03-15T16:00:00.000Z at 2026-03-20T09:00:00.000Z']);
    clock.set('2026-03-06T10:00:00.000Z');
    await round();
    expect(asked.at(-1)![0] < '2026-03-06').toBe(true);
    clock.set('2026-03-08T16:00:01.000Z');
    await round();
    expect(fired.slice(2)).toEqual(['2026-03-08T16:00:00.000Z at 2026-03-08T16:00:01.000Z']);
  });
});

it('leaves out a figure that cannot be told, and goes on telling the rest', async () => {
  const telemetry = new Telemetry();
  telemetry.gauge('away', 'one that fails', () => { throw new Error('away'); });
  telemetry.gauge('here', 'one that does not', () => 7);
  expect((await telemetry.registry.metrics()).split('\n').filter((line) => /^(away|here)/.test(line))).toEqual(['here 7']);
});
