import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Damaged } from './event-store.ts';
import { KurrentConnection } from './kurrentdb-connection.ts';
import { begun, KurrentContinuity, lettingGo } from './kurrentdb-standing.ts';
import { KurrentStandIn } from './testing/kurrentdb-server.ts';

describe('how a log stands in KurrentDB, on a stand-in for its server', () => {
  let server: KurrentStandIn, connection: KurrentConnection;
  beforeEach(async () => {
    server = await KurrentStandIn.start();
    connection = new KurrentConnection(server.url);
  });
  afterEach(async () => {
    await connection.close();
    server.kill();
  });
  const about = (stream: string, type: string, data: Record<string, unknown> = {}) => lettingGo(connection, { count: 1, stream, revision: 0, type, data });

  it('is damaged where a stream of it, or one that is kept beside it, was deleted or may be dropped', () => {
    for (const stream of ['lyceum/s', 'lyceum.log', 'lyceum.id-1']) {
      expect(about(stream, '$streamDeleted')).toMatchObject({ constructor: Damaged, message: expect.stringContaining(`${stream} was deleted`) });
      expect(about(`$$${stream}`, '$metadata', { $maxCount: 1, $tb: 3 })).toMatchObject({ constructor: Damaged, message: expect.stringContaining(`${stream} set $maxCount and $tb`) });
      expect(about(`$$${stream}`, '$metadata', { $maxCount: null, $acl: {} })).toBeUndefined();
    }
    for (const stream of ['lyceums/s', 'lyceums.log', '$stats']) {
      expect(about(stream, '$streamDeleted')).toBeUndefined();
      expect(about(`$$${stream}`, '$metadata', { $maxCount: 1 })).toBeUndefined();
    }
    expect(about('lyceum/s', 'MemberJoined', { $maxCount: 1 })).toBeUndefined();
  });

  it('does not begin where a stream was deleted', async () => {
    await begun(connection, async () => 0);
    server.log.append([{ stream: 'lyceum/s', type: '$streamDeleted', json: true, id: randomUUID(), data: Buffer.from('{}') }], []);
    await expect(begun(connection, async () => 0)).rejects.toThrow('lyceum/s was deleted');
  });

  it('notes how far metadata were looked through, to the byte, where that is far', async () => {
    const far = 100 * 1024 * 1024;
    const notes = async () => (await connection.readStream('lyceum.log', 'start')).map(({ type, data }) => [type, data]);
    await begun(connection, async () => 1000);
    expect(await notes()).toEqual([['LogBegan', expect.anything()]]);
    await begun(connection, async () => far);
    expect(await notes()).toEqual([['LogBegan', expect.anything()], ['MetadataLookedThrough', { looked: far }]]);
  });

  it('is known again by its name and by its epoch', async () => {
    const identity = await begun(connection, async () => 0);
    await new KurrentContinuity(identity).check(connection);
    for (const other of [{ ...identity, log: randomUUID() }, { ...identity, epoch: 1 }]) {
      const check = new KurrentContinuity(other).check(connection);
      await expect(check).rejects.toThrow(Damaged);
      await expect(check).rejects.toThrow('restored or moved');
    }
  });
});
