import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { binaryEvent, KurrentDBClient, NO_STREAM, STREAM_STATE, type RecordedEvent } from '@kurrent/kurrentdb-client';
import { Unavailable } from './event-store.ts';
import { foundOf, KurrentConnection } from './kurrentdb-connection.ts';
import { KurrentStandIn } from './testing/kurrentdb-server.ts';
import { until } from './testing/noted.ts';

describe('a connection to KurrentDB, on a stand-in for its server', () => {
  let server: KurrentStandIn, connection: KurrentConnection, made: KurrentDBClient[], gone: KurrentDBClient[];
  beforeEach(async () => {
    [made, gone] = [[], []];
    const usual = KurrentDBClient.connectionString.bind(KurrentDBClient);
    jest.spyOn(KurrentDBClient, 'connectionString').mockImplementation(((address: string) => {
      const client = usual(address);
      const { dispose } = client;
      client.dispose = () => { gone.push(client); return dispose(); };
      made.push(client);
      return client;
    }) as never);
    server = await KurrentStandIn.start();
    connection = new KurrentConnection(`${server.url}&defaultDeadline=1000`);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await connection.close();
    server.kill();
  });
  const append = (stream: string) => connection.append([{ streamName: `lyceum/${stream}`, record: binaryEvent({ type: 'Noted', data: Buffer.from('{}') }) }], [{ type: STREAM_STATE, streamName: `lyceum/${stream}`, expectedState: NO_STREAM }]);
  const many = (name: string) => Promise.allSettled(Array.from({ length: 40 }, (_, k) => append(`${name}-${k}`)));

  it('is refused as away by a server that is, and by one that takes the call and is silent', async () => {
    const callers: Socket[] = [];
    const silent = createServer((caller) => { callers.push(caller); });
    await new Promise<void>((resolve) => { silent.listen(0, '127.0.0.1', resolve); });
    const other = new KurrentConnection(`kurrentdb://127.0.0.1:${(silent.address() as AddressInfo).port}?tls=false`);
    try { await expect(other.greet(200)).rejects.toThrow(new Unavailable('KurrentDB: no answer within 0.2 s')); } finally {
      silent.close();
      for (const caller of callers) caller.destroy();
      await other.close();
    }
    server.kill();
    await expect(connection.greet()).rejects.toThrow(Unavailable);
    await server.restart();
    await connection.greet();
  });

  it('has one other client after an election, however many calls were refused at once', async () => {
    server.resign(true);
    const refused = await many('s');
    expect(refused.every((each) => each.status === 'rejected' && each.reason instanceof Unavailable)).toBe(true);
    expect(made).toHaveLength(2);
    expect(gone).toEqual([made[0]]);
    server.resign(false);
    expect((await many('s')).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect([made.length, gone.length]).toEqual([2, 1]);
  });

  it('lets go of a former client when the last of its calls is done', async () => {
    server.swallowAnswers(true);
    const slow = append('slow').catch((error: unknown) => error);
    await until(() => server.log.readStream('lyceum/slow', 0, false, 1) !== undefined);
    server.resign(true);
    await many('s');
    expect([made.length, gone.length]).toEqual([2, 0]);
    expect(await slow).toEqual(expect.any(Unavailable));
    expect(gone).toEqual([made[0]]);
  });

  it('ends a live subscription with its client, so that it is begun anew with the leader', async () => {
    const subscription = connection.watch();
    await new Promise((resolve) => { subscription.once('confirmation', resolve); });
    const over = new Promise((resolve) => { for (const sign of ['error', 'end', 'close']) subscription.once(sign, resolve); });
    subscription.resume();
    server.resign(true);
    await many('s');
    await over;
  });

  it('reads of the leader only, also the whole log', async () => {
    await append('s');
    server.resign(true);
    await expect(connection.readAll('start', 10)).rejects.toThrow(Unavailable);
    await expect(connection.readStream('lyceum/s', 'start')).rejects.toThrow(Unavailable);
    server.resign(false);
    expect(await connection.readAll('start', 10)).toHaveLength(1);
  });
});

describe('a record of KurrentDB', () => {
  const record = (position?: { commit: bigint; prepare: bigint }) => ({ streamId: 'lyceum/s', revision: 0n, type: 'Noted', data: Buffer.from('{}'), position }) as unknown as RecordedEvent;
  it('has its place in the log', () => expect(foundOf(record({ commit: 7n, prepare: 7n }))).toMatchObject({ count: 7, stream: 'lyceum/s', revision: 0 }));
  it.each([['none', undefined], ['one of a transaction', { commit: 7n, prepare: 5n }], ['one too large to count', { commit: 2n ** 60n, prepare: 2n ** 60n }]])('is refused where its place is %s', (_, position) =>
    expect(() => foundOf(record(position))).toThrow('no position of its own'));
});
