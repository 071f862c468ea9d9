// engines: MongoDB-wire
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { MongoSearch } from './mongo-search.ts';
import { searchSuite } from './search-suite.ts';

const identity = { log: 'log', epoch: 0 };
let engine: Engine;
beforeAll(async () => { engine = await startMongo(); }, 600_000);
afterAll(() => engine.stop());

searchSuite('MongoDB', async (as) => {
  const { at: url } = await freshDatabase(engine);
  const again = (other: typeof identity) => MongoSearch.open({ url, identity: other });
  return { search: await again(as), again };
});

describe('a search table on MongoDB that several processes follow the log for', () => {
  const two = async () => {
    const { at: url, admin } = await freshDatabase(engine);
    const open = (as = identity) => MongoSearch.open({ url, identity: as });
    const [one, other] = [await open(), await open()];
    const close = async () => { await one.close(); await other.close(); };
    return { one, other, open, admin, close };
  };
  const named = (name: string) => ({ people: [{ memberId: 'a', name, phones: [] }], places: [{ memberId: 'a', unitId: 'north', from: '2020-01-01' }], forgotten: [] });
  const sought = { text: '王', unitIds: ['north'], day: '2026-03-06', limit: 9 };
  const shown = async (search: MongoSearch) => (await search.find(sought)).map(({ name }) => name);

  it('keeps the newest details where a slower process writes older ones behind it, and nobody who was forgotten', async () => {
    const { one, other, close } = await two();
    await one.write(named('王一'), '01');
    await one.write(named('王二'), '02');
    await other.write(named('王一'), '01');
    expect(await shown(other)).toEqual(['王二']);
    await other.write({ people: [], places: [], forgotten: ['a'] }, '01'); // who is forgotten goes, whoever says so
    expect(await shown(one)).toEqual([]);
    await one.write(named('王一'), '01');
    await one.write(named('王二'), '03');
    expect(await shown(other)).toEqual([]);
    await close();
  });

  it('takes no more from a process of another epoch', async () => {
    const { one, open, close } = await two();
    const restored = await open({ log: 'log', epoch: 1 });
    await expect(one.write(named('王一'), '01')).rejects.toThrow('another log or epoch');
    expect(await shown(restored)).toEqual([]);
    await restored.close();
    await close();
  });

  it('says so where the server has lost what it acknowledged, and goes on from there when it is asked again', async () => {
    const { one, admin, close } = await two();
    await one.write(named('王一'), '05');
    await admin.collection('search.editions').updateOne({}, { $set: { position: '03' } });
    for (const { name } of await admin.listCollections({}, { nameOnly: true }).toArray()) if (name.endsWith('.people')) await admin.collection(name).deleteMany({});
    await expect(one.write({ people: [], places: [], forgotten: [] }, '06')).rejects.toThrow('went back from 05 to 03');
    expect(await one.checkpoint()).toBe('03');
    await one.write(named('王一'), '06');
    expect(await shown(one)).toEqual(['王一']);
    await close();
  });

  it('keeps of whoever is forgotten nothing but the id', async () => {
    const { one, admin, close } = await two();
    const documents = async () => JSON.stringify(await Promise.all((await admin.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => admin.collection(name).find({}).toArray())));
    await one.write({ ...named('Zuleikha'), places: [{ memberId: 'a', unitId: 'far-north', from: '2020-01-01' }] }, '01');
    expect(await documents()).toContain('Zuleikha');
    await one.write({ people: [], places: [], forgotten: ['a'] }, '02');
    for (const text of ['Zuleikha', 'zuleikha', 'far-north']) expect(await documents()).not.toContain(text);
    await close();
  });

  it('takes patterns and operators for the texts that they are', async () => {
    const { one, close } = await two();
    await one.write(named('王.*$ne'), '01');
    for (const text of ['.*', '$ne', '王.*$']) expect([text, (await one.find({ ...sought, text })).length]).toEqual([text, 1]);
    for (const text of ['.', '^王', '[王]', '王|x', '(?i)王', '\\w', '王$']) expect([text, (await one.find({ ...sought, text })).length]).toEqual([text, text === '.' ? 1 : 0]);
    const hostile = { $ne: 'x' } as unknown as string;
    for (const wanted of [{ unitIds: [hostile] }, { day: hostile }]) await expect(one.find({ ...sought, ...wanted })).rejects.toThrow('is wanted');
    await expect(one.find({ ...sought, text: hostile })).rejects.toThrow();
    await expect(one.write({ people: [], places: [], forgotten: [hostile] }, '02')).rejects.toThrow('is wanted');
    await expect(one.write({ ...named('王'), places: [{ memberId: 'a', unitId: hostile, from: '2020-01-01' }] }, '02')).rejects.toThrow('is wanted');
    await close();
  });
});
