// engines: MongoDB-wire
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { MongoSearch } from './mongo-search.ts';
import { searchSuite } from './search-suite.ts';
import { named, sharedSearchSuite, sought } from './shared-search-suite.ts';

let engine: Engine;
beforeAll(async () => { engine = await startMongo(); }, 600_000);
afterAll(() => engine.stop());

const table = async () => {
  const { at: url, admin } = await freshDatabase(engine);
  const collections = async () => (await admin.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  return {
    admin, collections, open: (identity = { log: 'log', epoch: 0 }) => MongoSearch.open({ url, identity }),
    goBack: async () => {
      await admin.collection('search.editions').updateOne({}, { $set: { position: '03' } });
      for (const name of await collections()) if (name.endsWith('.people')) await admin.collection(name).deleteMany({});
    },
  };
};
searchSuite('MongoDB', async (as) => {
  const { open } = await table();
  return { search: await open(as), again: open };
});
sharedSearchSuite('MongoDB', table);

describe('a search table on MongoDB', () => {
  it('takes in nobody who was forgotten, however late somebody writes of them', async () => {
    const { open } = await table();
    const [one, other] = [await open(), await open()];
    await one.write(named('王二'), '02');
    await other.write({ people: [], places: [], forgotten: ['a'] }, '01');
    await one.write(named('王一'), '01');
    await one.write(named('王二'), '03');
    expect(await other.find(sought)).toEqual([]);
    await one.close();
    await other.close();
  });

  it('keeps of whoever is forgotten nothing but the id', async () => {
    const { open, admin, collections } = await table();
    const search = await open();
    const documents = async () => JSON.stringify(await Promise.all((await collections()).map((name) => admin.collection(name).find({}).toArray())));
    await search.write({ ...named('Zuleikha'), places: [{ memberId: 'a', unitId: 'far-north', from: '2020-01-01' }] }, '01');
    expect(await documents()).toContain('Zuleikha');
    await search.write({ people: [], places: [], forgotten: ['a'] }, '02');
    for (const text of ['Zuleikha', 'zuleikha', 'far-north']) expect(await documents()).not.toContain(text);
    await search.close();
  });

  it('takes patterns and operators for the texts that they are', async () => {
    const search = await (await table()).open();
    await search.write(named('王.*$ne'), '01');
    for (const text of ['.*', '$ne', '王.*$']) expect([text, (await search.find({ ...sought, text })).length]).toEqual([text, 1]);
    for (const text of ['.', '^王', '[王]', '王|x', '(?i)王', '\\w', '王$']) expect([text, (await search.find({ ...sought, text })).length]).toEqual([text, text === '.' ? 1 : 0]);
    const hostile = { $ne: 'x' } as unknown as string;
    for (const wanted of [{ unitIds: [hostile] }, { day: hostile }]) await expect(search.find({ ...sought, ...wanted })).rejects.toThrow('is wanted');
    await expect(search.find({ ...sought, text: hostile })).rejects.toThrow();
    await expect(search.write({ people: [], places: [], forgotten: [hostile] }, '02')).rejects.toThrow('is wanted');
    await expect(search.write({ ...named('王'), places: [{ memberId: 'a', unitId: hostile, from: '2020-01-01' }] }, '02')).rejects.toThrow('is wanted');
    await search.close();
  });
});
