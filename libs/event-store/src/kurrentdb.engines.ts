// engines: KurrentDB
import { randomBytes } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { KurrentEventStore } from './kurrentdb.ts';
import { eventStoreSuite, type Log } from './suite.ts';

/** A server that the suite may write to: each test begins a log of its own on it, and leaves it there. Skipped by tools/engines/suites.mjs where none is named. */
const server = process.env['KURRENTDB_URL'];

const freshLog = async (): Promise<Log> => {
  const where = `${server}${server!.includes('?') ? '&' : '?'}log=test${randomBytes(8).toString('hex')}`;
  return { adapter: 'kurrentdb', where, open: () => KurrentEventStore.open({ url: where }), dispose: async () => {} };
};

if (server) eventStoreSuite('kurrentdb', freshLog);
else describe('event store: kurrentdb', () => it.skip('needs KURRENTDB_URL, a server of version 26.1 or later', () => {}));
