import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { Damaged, Unavailable } from '@lyceum/event-store/event-store';
import { databaseOf, explained, Mongo } from './mongo.ts';
import { MongoStandIn } from './testing/server.ts';

describe('an address of MongoDB', () => {
  it.each([['mongodb://h/lyceum', 'lyceum'], ['mongodb://a:b@h1:1,h2:2/lyceum?replicaSet=rs0', 'lyceum'], ['mongodb+srv://h/x', 'x'], ['mongodb://h', ''], ['mongodb://h/', ''], ['mongodb://h/?tls=true', ''], ['postgres://h/x', '']])
  ('%s names the database %p', (url, name) => expect(databaseOf(url)).toBe(name));
  it('is refused where it names none, before anybody is asked', () => expect(Mongo.open({ url: 'mongodb://127.0.0.1:9/', prefix: 'rows' })).rejects.toThrow('names no database'));
  it('takes no prefix that could be anything but one', async () => { for (const prefix of ['', 'a.b', '$x', 'a b']) await expect(Mongo.open({ url: 'mongodb://127.0.0.1:9/x', prefix })).rejects.toThrow('a prefix has'); });
});

describe('what goes wrong', () => {
  const { mongo } = mongoose;
  it('is Unavailable where the server is away, or is not the primary', () => {
    for (const error of [new mongo.MongoNetworkError('gone'), new mongo.MongoServerError({ message: 'not primary', code: 10107 }), new mongo.MongoServerError({ message: 'stepped down', code: 189 }), new Error('Error: This socket has been ended by the other party'),
      Object.assign(new Error('querySrv ENOTFOUND _mongodb._tcp.h'), { code: 'ENOTFOUND', syscall: 'querySrv' })]) {
      expect(explained(error)).toBeInstanceOf(Unavailable);
    }
  });
  it('stays itself where it is ours to mend', () => {
    for (const error of [new mongo.MongoServerError({ message: 'duplicate', code: 11000 }), new TypeError('socket'), new RangeError('x')]) expect(explained(error)).toBe(error);
    const damaged = new Damaged('x');
    expect(explained(damaged)).toBe(damaged);
  });
  it('is said within seconds where nobody listens', async () => {
    const began = Date.now();
    await expect(Mongo.open({ url: 'mongodb://127.0.0.1:9/x', prefix: 'rows' })).rejects.toThrow(Unavailable);
    expect(Date.now() - began).toBeLessThan(20_000);
  }, 30_000);
});

describe('a server', () => {
  const on = async (version: string, more: string, work: (mongo: Mongo, server: MongoStandIn) => Promise<void>) => {
    const server = await MongoStandIn.start(version);
    try {
      const mongo = await Mongo.open({ url: `${server.url}${more}`, prefix: 'rows' });
      try { await work(mongo, server); } finally { await mongo.close(); }
    } finally { server.stop(); }
  };
  it.each(['', '?w=1&journal=false', '?w=0'])('acknowledges for a majority and from the journal, whatever the address says: %p', (more) => on('8.0.4', more, async (mongo, server) => {
    await mongo.insert('units', { _id: 'u1' });
    await mongo.put('units', { _id: 'u1' });
    await mongo.update('units', [{ filter: { _id: 'u1' }, update: { $set: { name: 'x' } } }]);
    const writes = server.asked.filter((command) => 'insert' in command || 'update' in command);
    expect(writes.map((command) => command['writeConcern'])).toEqual(Array.from({ length: 3 }, () => ({ w: 'majority', j: true, wtimeout: 30_000 })));
  }));
  it.each(['6.0.0', '7.0.14', '10.0.1'])('may be of version %s', (version) => on(version, '', async () => {}));
  it.each(['5.0.31', '4.4.29', ''])('is refused where it is of version %p', (version) => expect(on(version, '', async () => {})).rejects.toThrow('is too old: 6.0 or later is wanted'));
});
