// engines: KurrentDB-wire, MongoDB-wire
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startKurrent } from '../../../tools/engines/kurrentdb.ts';
import { startMongo } from '../../../tools/engines/mongo.ts';
import { freePort, type Engine } from '../../../tools/engines/process.ts';
import { eventually } from './testing/eventually.ts';
import { beginService, type Beginning } from './testing/services.ts';

/** Never on the servers that addresses name: those are not ours to stop. */
let folder: string, kurrent: Engine, mongo: Engine, service: Beginning;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lyceum-wait-'));
  writeFileSync(join(folder, 'master.key'), randomBytes(32).toString('base64'));
  [kurrent, mongo] = [await startKurrent({ ours: true }), await startMongo({ ours: true })];
  await kurrent.kill();
  await mongo.kill();
});
afterAll(async () => {
  await service?.kill();
  await kurrent?.stop();
  await mongo?.stop();
  rmSync(folder, { recursive: true, force: true });
});
const failing = async () => {
  const { checks = {} } = (await fetch(`${service.address}/readyz`).then((answer) => answer.json(), () => ({}))) as { checks?: Record<string, string> };
  return Object.keys(checks).filter((name) => checks[name] === 'failing').sort();
};
const failsWith = async (names: readonly string[]) => expect(await eventually(failing, (found) => found.join() === names.join())).toEqual(names);

describe('a service of a city on KurrentDB and MongoDB', () => {
  it('waits for each that is away when it starts, and says so', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    service = await beginService('assessment', {
      LYCEUM_LOG_URL: kurrent.url, LYCEUM_ROWS_URL: `${mongo.url}lyceum`, LYCEUM_VAULT_URL: `${mongo.url}vault`, LYCEUM_MASTER_KEY_FILE: join(folder, 'master.key'),
      LYCEUM_KAFKA_BROKERS: nobody, LYCEUM_REDIS_URL: `redis://${nobody}`, LYCEUM_FILES: join(folder, 'files'), LYCEUM_LOG_LEVEL: 'info',
    });
    await failsWith(['bus', 'events', 'jobs', 'rows', 'vault']);
    expect(await eventually(async () => service.log(), (log) => log.includes('"MongoDB: '))).toMatch(/"why":"MongoDB: [^"]*".*"msg":"waiting for LYCEUM_VAULT_URL; it is tried again/);
    expect(service.log()).toMatch(/"why":"KurrentDB: [^"]*".*"msg":"waiting for LYCEUM_LOG_URL; it is tried again/);

    await kurrent.restart();
    await failsWith(['bus', 'jobs', 'rows', 'vault']);
    await mongo.restart();
    await failsWith(['bus', 'jobs']);
    expect(await service.stop()).toBe(0);
  });
});
