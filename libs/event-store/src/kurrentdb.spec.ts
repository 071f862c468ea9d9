import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { canonical } from '@lyceum/core/canonical';
import { BadPosition, Conflict, Damaged, LostEnd, Unavailable, type EventStore, type Stored } from './event-store.ts';
import { KurrentConnection } from './kurrentdb-connection.ts';
import { raiseEpoch } from './kurrentdb-standing.ts';
import { commit } from './kurrentdb-writer.ts';
import { KurrentEventStore } from './kurrentdb.ts';
import { assertSound, eventStoreSuite, type Log } from './suite.ts';
import { KurrentStandIn } from './testing/kurrentdb-server.ts';
import { noted, until } from './testing/noted.ts';

/** On a stand-in for the server (see there): the real one is tried by kurrentdb.engines.ts. */
const freshLog = async (): Promise<Log & { readonly server: KurrentStandIn }> => {
  const server = await KurrentStandIn.start();
  return { adapter: 'kurrentdb', where: server.url, server, open: () => KurrentEventStore.open({ url: server.url }), dispose: async () => server.kill() };
};

eventStoreSuite('kurrentdb, on a stand-in for its server', freshLog);

describe('a KurrentDB log, on a stand-in for its server', () => {
  const withLog = (work: (log: { server: KurrentStandIn; store: EventStore; open: (more?: string) => Promise<EventStore> }) => Promise<void>) => async () => {
    const server = await KurrentStandIn.start();
    const opened: EventStore[] = [];
    const open = async (more = '') => { const one = await KurrentEventStore.open({ url: `${server.url}${more}` }); opened.push(one); return one; };
    try { await work({ server, store: await open(), open }); } finally {
      for (const one of opened) await one.close();
      server.kill();
    }
  };
  const append = (store: EventStore, stream: string, n: number) => store.append({ events: [noted(stream, n)], checks: { [stream]: n === 0 ? 'none' : n - 1 } });
  const said = async (work: () => Promise<unknown>) => work().then(() => { throw new Error('it was accepted'); }, (error: unknown) => error as Error);
  /** What somebody does on the server without us. */
  const beside = (server: KurrentStandIn, stream: string, type: string, data: object) =>
    server.log.append([{ stream, type, json: true, id: randomUUID(), data: Buffer.from(JSON.stringify(data)) }], []);

  it('is away while the server is, keeps what was acknowledged, and goes on by itself', withLog(async ({ server, store }) => {
    const got: Stored[] = [];
    const stop = new AbortController();
    const following = store.subscribe('', async (batch) => { got.push(...batch); }, stop.signal);
    const acknowledged: string[] = [];
    let [refused, running] = [0, true];
    const lane = async (name: string) => {
      for (let n = 0; running;) {
        try {
          await append(store, name, n);
          acknowledged.push(noted(name, n).id);
          n++;
        } catch (error) {
          if (error instanceof Conflict) n = (await store.readStream(name)).length; // it had been recorded after all
          else if (error instanceof Unavailable) { refused++; await new Promise((resolve) => setTimeout(resolve, 20)); }
          else throw error;
        }
      }
    };
    const lanes = Array.from({ length: 8 }, (_, k) => lane(`s-${k}`));
    await until(() => acknowledged.length > 100);
    server.kill();
    await until(() => refused > 8);
    await expect(store.healthy()).rejects.toThrow(Unavailable);
    await server.restart();
    const before = acknowledged.length;
    await until(() => acknowledged.length > before + 100);
    running = false;
    await Promise.all(lanes);
    const all = await assertSound(store, acknowledged);
    await until(() => got.length >= all.length);
    expect(got.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    stop.abort();
    await following;
  }));

  it('wakes a subscriber at once, and again after its live subscription broke', withLog(async ({ server, store, open }) => {
    const other = await open();
    const got: string[] = [];
    const stop = new AbortController();
    const following = store.subscribe('', async (batch) => { got.push(...batch.map(({ id }) => id)); }, stop.signal);
    for (let n = 0; n < 6; n++) {
      if (n === 3) { server.kill(); await server.restart(); await until(() => append(other, 'again', 0).then(() => true, () => false)); await until(() => got.includes('again_0')); await new Promise((resolve) => setTimeout(resolve, 300)); }
      const began = Date.now();
      await append(other, 's', n);
      await until(() => got.includes(`s_${n}`));
      expect(Date.now() - began).toBeLessThan(1500); // the net under it looks every two seconds
    }
    stop.abort();
    await following;
  }));

  it('keeps the canonical envelope to the byte', withLog(async ({ server, store }) => {
    await append(store, 's', 0);
    const [{ position: _, ...event }] = await store.readStream('s') as [Stored];
    expect(server.log.readStream('lyceum/s', 0, false, 1)![0]!.data.toString('utf8')).toBe(canonical(event));
  }));

  it('does not take the server’s “known already” for an answer: the same id with other words is a conflict', withLog(async ({ store, open }) => {
    const other = await open();
    await append(store, 's', 0);
    const again = await said(() => other.append({ events: [noted('s', 0, { data: { n: 'other' } })], checks: { s: 'none' } }));
    expect(again).toEqual(expect.any(Conflict));
    expect(await store.readStream('s')).toMatchObject([{ data: { n: 0 } }]);
  }));

  it('says that it does not know where the answer was lost; what is repeated is not recorded twice', withLog(async ({ server, open }) => {
    const store = await open('&defaultDeadline=400');
    server.swallowAnswers(true);
    await expect(append(store, 's', 0)).rejects.toThrow(/not known, repeat/);
    server.swallowAnswers(false);
    expect(await said(() => append(store, 's', 0))).toMatchObject({ stream: 's', expected: 'none', actual: 0 });
    expect(await store.readStream('s')).toHaveLength(1);
  }));

  it('writes behind whatever is there where a stream need only exist, many at once', withLog(async ({ store, open }) => {
    const other = await open();
    await append(store, 's', 0);
    await Promise.all(Array.from({ length: 12 }, (_, k) => (k % 2 ? store : other).append({ events: [noted('s', k + 1)], checks: { s: 'exists' } })));
    expect((await store.readStream('s')).map(({ revision }) => revision)).toEqual(Array.from({ length: 13 }, (_, k) => k));
  }));

  it('keeps to its own log on a server that others use', withLog(async ({ server, store, open }) => {
    const other = await open('&log=other');
    beside(server, 'lyceums-1', 'Guest', { hello: 'there' });
    beside(server, '$$lyceums-1', '$metadata', { $maxCount: 1 });
    await append(store, '$s', 0);
    await append(other, '$s', 0);
    expect([await store.readLog({}), await other.readLog({ backwards: true })]).toMatchObject([[{ log: store.identity.log }], [{ log: other.identity.log }]]);
    expect(store.identity.log).not.toBe(other.identity.log);
    expect(await said(() => open('&log=Other'))).toMatchObject({ message: expect.stringContaining('small letters') });
  }));

  it('does not take two streams that the server would take for one', withLog(async ({ store }) => {
    await expect(store.append({ events: [noted('Ada', 0), noted('ada', 0)], checks: { Ada: 'none', ada: 'none' } })).rejects.toThrow('upper and lower case');
    await append(store, 'Ada', 0);
    await append(store, 'ada', 0);
    expect(await store.readStream('ada')).toHaveLength(1);
  }));

  it('goes to the leader anew where the node that it knows has lost an election', withLog(async ({ server, store }) => {
    const connection = (store as unknown as { connection: { line: unknown } }).connection;
    const { line } = connection;
    server.resign(true);
    expect(await said(() => append(store, 's', 0))).toMatchObject({ message: expect.stringContaining('not the leader'), constructor: Unavailable });
    expect(connection.line).not.toBe(line);
    await expect(store.readLog({})).rejects.toThrow(Unavailable); // a follower may be behind
    server.resign(false);
    await append(store, 's', 0);
    expect(await store.readStream('s')).toHaveLength(1);
  }));

  it('does not ask for a repetition of what is too large for the server', withLog(async ({ store, open }) => {
    const error = await said(() => store.append({ events: [noted('s', 0, { data: { text: 'x'.repeat(6_000_000) } })], checks: { s: 'none' } }));
    expect([error instanceof Unavailable, error.message]).toEqual([false, expect.stringContaining('also if it is repeated')]);
    expect(await (await open()).head()).toBe('');
  }));

  it('refuses a position that this log never gave', withLog(async ({ store }) => {
    const { position } = await append(store, 's', 0);
    await append(store, 's', 1);
    const between = String(Number(position) + 1).padStart(16, '0');
    await expect(store.readLog({ after: between })).rejects.toThrow(BadPosition);
    await expect(store.readLog({ after: 'x' })).rejects.toThrow(BadPosition);
    expect(await store.readAt([between, position])).toHaveLength(1);
    expect(await store.readLog({ after: '9'.repeat(15) + '0' })).toEqual([]);
  }));

  it('sees that somebody else wrote into a stream of the log', withLog(async ({ server, store }) => {
    await append(store, 's', 0);
    beside(server, 'lyceum/s', 'Guest', { hello: 'there' });
    await expect(store.readStream('s')).rejects.toThrow(Damaged);
    await expect(store.readLog({})).rejects.toThrow(Damaged);
  }));

  it('wants a server that can check other streams, and says which', async () => {
    const old = await KurrentStandIn.start({ version: '25.1.0' });
    await expect(KurrentEventStore.open({ url: old.url })).rejects.toThrow(/26\.1 or later/);
    old.kill();
    expect(await said(() => KurrentEventStore.open({ url: old.url }))).toEqual(expect.any(Unavailable));
  });

  it('wants the leader', async () => expect(await said(() => KurrentEventStore.open({ url: 'kurrentdb://a:2113,b:2113?nodePreference=follower' }))).toMatchObject({ message: expect.stringContaining('leave it out') }));

  describe('does not go on', () => {
    it.each(['$maxAge', '$maxCount', '$tb'])('where metadata let events go: %s', (limit) => withLog(async ({ server, store, open }) => {
      await append(store, 's', 0);
      beside(server, '$$lyceum/s', '$metadata', { [limit]: 3 });
      expect(await said(open)).toMatchObject({ message: expect.stringMatching(/stream lyceum.s set .*scavenge/) });
      await until(() => append(store, 't', 0).then(() => false, (error: unknown) => error instanceof Damaged)); // also not where it runs already
      beside(server, '$$lyceum/s', '$metadata', { $acl: {} });
      expect(await (await open()).readStream('s')).toHaveLength(1);
    })());

    it('where the beginning of a stream is gone, or all of it and it was begun anew', async () => {
      const server = await KurrentStandIn.start();
      const connection = new KurrentConnection(server.url);
      const store = await KurrentEventStore.open({ url: server.url });
      for (let n = 0; n < 3; n++) await append(store, 's', n);
      await store.close();
      const blind = await KurrentEventStore.open({ url: server.url }); // its live subscription is cut, as if it had missed the change
      await (blind as unknown as { watch: { close(): Promise<void> } }).watch.close();
      beside(server, '$$lyceum/s', '$metadata', { $tb: 2 });
      await expect(blind.readStream('s')).rejects.toThrow(/events before it are gone/);
      beside(server, '$$lyceum/s', '$metadata', { $tb: Number.MAX_SAFE_INTEGER });
      await expect(commit(connection, { events: [noted('s', 9)], checks: { s: 'none' } }, blind.identity)).rejects.toThrow(/expected to end at 0 but ends at 3/);
      await blind.close();
      await connection.close();
      server.kill();
    });

    it('where the log has lost its end, also when it grew past it', withLog(async ({ server, store, open }) => {
      for (let n = 0; n < 5; n++) await append(store, 's', n);
      server.kill();
      server.log.loseEnd(4);
      await server.restart();
      const fresh = await open(); // knows nothing of what was there
      for (let n = 3; n < 9; n++) await fresh.append({ events: [noted('s', n, { id: `another ${n}`, data: { text: 'longer' } })], checks: { s: n - 1 } });
      await until(() => store.readStream('s').then(() => false, (error: unknown) => !(error instanceof Unavailable)));
      for (const ask of [() => append(store, 's', 9), () => store.readLog({}), () => store.head(), () => store.healthy(), () => store.subscribe('', async () => {}, new AbortController().signal)]) {
        expect(await said(ask)).toEqual(expect.any(LostEnd));
      }
    }));

    it('under an epoch that was raised meanwhile, until it is restarted', withLog(async ({ server, store, open }) => {
      await append(store, 's', 0);
      const epoch = await raiseEpoch(server.url, '2026-11-21T12:00:00.000Z');
      server.kill();
      await server.restart();
      await until(() => store.readStream('s').then(() => false, (error: unknown) => error instanceof Error && error.message.includes('restart this service')));
      const restarted = await open();
      expect(restarted.identity).toEqual({ log: store.identity.log, epoch });
      expect(epoch).toBeGreaterThan(store.identity.epoch);
      expect(await restarted.readStream('s')).toMatchObject([{ epoch: 0 }]);
    }));
  });
});
