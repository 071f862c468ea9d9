import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { Damaged, Unavailable } from '@lyceum/event-store/event-store';
import { databaseOf, explained, Mongo } from './mongo.ts';

describe('an address of MongoDB', () => {
  it.each([['mongodb://h/lyceum', 'lyceum'], ['mongodb://a:b@h1:1,h2:2/lyceum?replicaSet=rs0', 'lyceum'], ['mongodb+srv://h/x', 'x'], ['mongodb://h', ''], ['mongodb://h/', ''], ['mongodb://h/?tls=true', ''], ['postgres://h/x', '']])
  ('%s names the database %p', (url, name) => expect(databaseOf(url)).toBe(name));
  it('is refused where it names none, before anybody is asked', () => expect(Mongo.open({ url: 'mongodb://127.0.0.1:9/', prefix: 'rows' })).rejects.toThrow('names no database'));
  it('takes no prefix that could be anything but one', async () => { for (const prefix of ['', 'a.b', '$x', 'a b']) await expect(Mongo.open({ url: 'mongodb://127.0.0.1:9/x', prefix })).rejects.toThrow('a prefix has'); });
});

describe('what goes wrong', () => {
  const { mongo } = mongoose;
  it('is Unavailable where the server is away, or is not the primary', () => {
    for (const error of [new mongo.MongoNetworkError('gone'), new mongo.MongoServerError({ message: 'not primary', code: 10107 }), new mongo.MongoServerError({ message: 'stepped down', code: 189 }), new Error('Error: This socket has been ended by the other party')]) {
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
