import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions, Response } from 'light-my-request';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Json } from '@lyceum/core/canonical';
import type { Fact } from '@lyceum/core/event';
import { SqliteSearch } from '@lyceum/directory/sqlite-search';
import type { Proposed } from '@lyceum/event-store/event-store';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { ManualClock, type Clock } from '@lyceum/jobs/clock';
import { InProcessJobs } from '@lyceum/jobs/in-process';
import { InProcessBus } from '@lyceum/message-bus/in-process';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import type { PasswordPolicy } from '@lyceum/vault/vault';
import type { Context } from './context.ts';
import { createHost, type Host, type HostOptions } from './host.ts';
import type { Adapters } from './host-module.ts';
import { serviceLog } from './logging.ts';

/** A host for specs, on SQLite in a folder that goes away with it; with a clock that is set by hand, unless another is given. */
export const temporaryHost = async ({ contexts, clock = new ManualClock('2026-03-06T09:00:00.000Z'), jobs = new InProcessJobs(clock, 60_000), http, drain = 0, lines, readThrough = (reads) => reads, passwordPolicy }: {
  contexts: readonly Context[]; clock?: Clock; jobs?: InProcessJobs; http?: HostOptions['http']; drain?: number; lines?: string[]; readThrough?: (reads: ReadStore) => ReadStore; passwordPolicy?: PasswordPolicy;
}): Promise<TemporaryHost> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-host-'));
  const events = await SqliteEventStore.open({ folder });
  const { identity } = events;
  const adapters: Adapters = {
    events, clock, reads: readThrough(await SqliteReadStore.open({ folder, identity })), search: SqliteSearch.open({ folder, identity }), relay: SqliteRelayState.open({ folder, identity }),
    bus: new InProcessBus(), jobs, keys: SqliteKeys.open({ folder: join(folder, 'vault') }), accounts: await SqliteAccounts.open({ folder: join(folder, 'vault'), policy: passwordPolicy }),
  };
  const log = lines ? serviceLog('info', { write: (line: string) => { lines.push(line); } }) : serviceLog('silent');
  const host = await createHost({ contexts, adapters, log, drain, ...(http ? { http } : {}) });
  await host.start();
  return {
    host, folder,
    close: async () => { await host.stop(); rmSync(folder, { recursive: true, force: true }); },
    logIn: async (memberId) => new Caller(host, (await adapters.accounts.logIn(memberId, 'a spec', clock.now())).token),
    happen: async (stream, ...facts) => {
      const past = await events.readStream(stream);
      const proposed = facts.map((fact, index): Proposed => ({
        ...fact, data: fact.data as Json, stream, id: `${stream}-${past.length + index}`, version: vocabulary.get(fact.type)!.version, occurredAt: clock.now(), recordedAt: clock.now(),
        actor: 'setup', unit: 'u0', correlation: 'setup', causation: null, command: `${stream}-${past.length}`, bodyHash: '',
      }));
      await events.append({ events: proposed, checks: { [stream]: past.at(-1)?.revision ?? 'none' } });
      await host.settle();
    },
  };
};
export type TemporaryHost = {
  readonly host: Host;
  /** Where everything rests. */
  readonly folder: string;
  close(): Promise<void>;
  /** Somebody with a login, whether or not the directory knows them. */
  logIn(memberId: string): Promise<Caller>;
  /** Facts of contexts that the host does not run; resolves when rows show them. */
  happen(stream: string, ...facts: Fact[]): Promise<void>;
};

let keys = 0;
/** Somebody who sends requests; each write under a new key, unless one is given. */
export class Caller {
  constructor(private readonly host: Host, private readonly token?: string) {}

  get(url: string, headers: Record<string, string> = {}): Promise<Answer> { return this.send({ method: 'GET', url, headers }); }
  post(url: string, payload: object | string = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', 'idempotency-key': `spec-key-${++keys}`, ...headers } });
  }
  async send({ headers, ...options }: InjectOptions): Promise<Answer> {
    const cookie = this.token === undefined ? {} : { cookie: `lyceum=${this.token}` };
    const response: Response = await this.host.app.inject({ ...options, headers: { ...cookie, ...headers } });
    const json = response.headers['content-type']?.includes('json') ? (JSON.parse(response.body) as Answer['json']) : {};
    return { status: response.statusCode, json, text: response.body, headers: response.headers };
  }
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of every shape
export type Answer = { status: number; json: any; text: string; headers: Record<string, unknown> };
