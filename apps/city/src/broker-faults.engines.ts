// engines: PostgreSQL, Kafka, Redis
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { learningFile } from '@lyceum/assessment/learning-file/learning-file.decider';
import { learningFileReactor } from '@lyceum/assessment/learning-file/learning-file.reactor';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Recorded } from '@lyceum/core/event';
import { SystemClock } from '@lyceum/jobs/clock';
import { consumerOf } from '@lyceum/message-bus/reactions';
import { reaction } from '@lyceum/nest-kit/context';
import { Fleet } from './testing/fleet.ts';
import { eventually } from './testing/eventually.ts';
import { faultsOf, wholeLog } from './testing/soundness.ts';

/** How long the broker is away; a minute where somebody has the time. */
const seconds = Number(process.env['LYCEUM_BROKER_AWAY_SECONDS'] ?? 20);

let fleet: Fleet;
beforeAll(async () => { fleet = await Fleet.start(); });
afterAll(() => fleet?.stop());
const backlog = async () => Number(/^lyceum_relay_backlog_events (\S+)$/m.exec(await (await fetch(`${fleet.of('activity')[0]!.address}/metrics`)).text())?.[1]);
/** Every message of the city's events again, as a relay sends them that was believed dead; under load, since that is what tells the relay. */
const publishAllAgain = async () => {
  const client = new pg.Client(fleet.env['LYCEUM_ROWS_URL']);
  await client.connect();
  try { await client.query("update relay.relay set position = '', fence = fence + 1"); } finally { await client.end(); }
  await fleet.under(async () => undefined);
  expect(await eventually(backlog, (waiting) => waiting === 0)).toBe(0);
};

describe(`Kafka, killed under load and away for ${seconds} s`, () => {
  it('holds up no command; what waited is published, and nothing is lost or doubled', async () => {
    let waited = 0;
    const { troubles } = await fleet.under(async (load) => {
      await fleet.city.kafka.kill();
      const until = Date.now() + seconds * 1000;
      for (let rounds = 0; Date.now() < until; rounds++) { await load.more(10); await setTimeout(500); }
      waited = await backlog();
      await fleet.city.kafka.restart();
    });
    expect([troubles, waited > 50]).toEqual([0, true]);
    expect(await eventually(backlog, (waiting) => waiting === 0)).toBe(0);
    expect(await fleet.unsound()).toEqual([]);
  });
});

describe('messages that come again', () => {
  it('change nothing, however many of them', async () => {
    await publishAllAgain();
    expect(await fleet.unsound()).toEqual([]);
  });

  it('are found out by the check, where a reactor guards against none (control)', async () => {
    for (const service of fleet.of('assessment')) await fleet.end(service);
    const forgetful = await reactForgetfully();
    try {
      await publishAllAgain();
      const faults = await eventually(async () => faultsOf(await wholeLog(fleet.env), fleet.acknowledged), (found) => found.some((fault) => twice.test(fault)));
      expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(twice)]));
    } finally { await forgetful.close(); }
  });
});
const twice = /^AttendanceSigned at \d+ has [2-9] entries in a learning file$/;

/** The assessment's consumer without its two guards: every delivery is a command of its own, and the file takes an entry that it has. */
const reactForgetfully = async () => {
  const { events, bus, ...others } = await fleet.city.adapters('assessment', new SystemClock());
  const reactor = { ...learningFileReactor, react: (event: Recorded) => learningFileReactor.react({ ...event, id: event.id.split('/')[0]! }) };
  const careless = { ...learningFile, decide: ((wish, _file, given) => learningFile.decide(wish, null, given)) as typeof learningFile.decide };
  const consumer = await consumerOf(reaction(reactor, careless), { store: events, vocabulary, now: () => new Date().toISOString() });
  let deliveries = 0;
  await bus.consume({ ...consumer, types: ['AttendanceSigned'], receive: ({ key, event }) => consumer.receive({ key, event: { ...event, id: `${event.id}/${deliveries++}` } }) });
  return {
    close: async () => {
      await bus.close();
      for (const each of [others.jobs, others.relay, others.search, others.reads, others.accounts, others.keys, events]) await each.close();
    },
  };
};
