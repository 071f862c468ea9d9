import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventLog, raiseEpoch } from '@lyceum/city/log';
import { KurrentStandIn } from '@lyceum/event-store/testing/kurrentdb-server';
import { noted } from '@lyceum/event-store/testing/noted';
import { engineChecks } from './doctor-engines.ts';
import { lyceumWith, noon } from './testing/town.ts';

/** On a stand-in for the server: see libs/event-store/src/testing/kurrentdb-server.ts. */
let server: KurrentStandIn;
let env: Record<string, string>;
beforeEach(async () => {
  server = await KurrentStandIn.start();
  env = {
    LYCEUM_LOG_URL: server.url, LYCEUM_ROWS_URL: 'postgres://nobody@127.0.0.1:1/rows', LYCEUM_VAULT_URL: 'postgres://nobody@127.0.0.1:1/vault', LYCEUM_MASTER_KEY_FILE: '/none',
    LYCEUM_KAFKA_BROKERS: '127.0.0.1:1', LYCEUM_REDIS_URL: 'redis://127.0.0.1:1', LYCEUM_FILES: '/none',
  };
  const log = await openEventLog(server.url);
  for (let n = 0; n < 3; n++) await log.append({ events: [noted('s', n)], checks: { s: n === 0 ? 'none' : n - 1 } });
  await log.close();
});
afterEach(() => server.kill());
const run = (...args: string[]) => lyceumWith(env, noon, ...args, '--json');

describe('lyceum, on a log in KurrentDB', () => {
  it('reads every event of it, and finds what is wrong', async () => {
    expect((await run('verify', '--city')).json).toMatchObject({ events: 3, streams: 1, epoch: 0 });
    server.log.append([{ stream: 'lyceum/s', type: 'Guest', json: false, id: '6f1f1a4e-9d2f-4a41-8f0e-2f6d1b0c7a11', data: Buffer.from('{}') }], []);
    expect((await run('verify', '--city')).error?.message).toContain('is not what was written');
  });

  it('gives it its next epoch', async () => {
    const epoch = await raiseEpoch(server.url, noon); // as `lyceum epoch` does, which needs a vault as well: see moved.engines.ts
    expect(epoch).toBeGreaterThan(0);
    expect((await run('verify', '--city')).json).toMatchObject({ events: 3, epoch });
  });

  it('says what is unwise about it', async () => {
    const [, check] = engineChecks({ folder: '', city: true, backups: undefined, env, now: noon }).find(([what]) => what === 'log database')!;
    await expect(check()).rejects.toThrow(/without TLS/);
    server.log.append([{ stream: '$$lyceum/s', type: '$metadata', json: true, id: '6f1f1a4e-9d2f-4a41-8f0e-2f6d1b0c7a12', data: Buffer.from('{"$maxCount":1}') }], []);
    await expect(check()).rejects.toThrow(/scavenge/);
  });

  it('says why a city does not move there', async () =>
    expect((await run('move', '--from', 'sqlite:/none', '--to', server.url, '--vault', 'postgres://v/v')).error?.message).toContain('positions there are places in the server'));
});
