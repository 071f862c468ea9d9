import { describe, expect, it } from '@jest/globals';
import type { Identity } from '@lyceum/event-store/event-store';
import type { PersonSearch } from './search.ts';

/** A search table on a server, empty, and what the suite does to it behind the adapters' back: as on a copy, all people are gone and it stands at `03`. */
export type SharedTable = { open(as?: Identity): Promise<PersonSearch>; goBack(): Promise<void> };

export const named = (name: string) => ({ people: [{ memberId: 'a', name, phones: [] }], places: [{ memberId: 'a', unitId: 'north', from: '2020-01-01' }], forgotten: [] });
export const sought = { text: '王', unitIds: ['north'], day: '2026-03-06', limit: 9 };
const shown = async (search: PersonSearch) => (await search.find(sought)).map(({ name }) => name);

/** A table on a server is shared: what every engine keeps to, beside `searchSuite`. */
export const sharedSearchSuite = (engine: string, table: () => Promise<SharedTable>): void => describe(`a search table on ${engine} that several processes follow the log for`, () => {
  const two = async () => {
    const { open, goBack } = await table();
    const [one, other] = [await open(), await open()];
    return { one, other, open, goBack, close: async () => { await one.close(); await other.close(); } };
  };

  it('keeps the newest details where a slower process writes older ones behind it', async () => {
    const { one, other, close } = await two();
    await one.write(named('王一'), '01');
    await one.write(named('王二'), '02');
    await other.write(named('王一'), '01');
    expect(await shown(other)).toEqual(['王二']);
    await other.write({ people: [], places: [], forgotten: ['a'] }, '01'); // who is forgotten goes, whoever says so
    expect(await shown(one)).toEqual([]);
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
    const { one, goBack, close } = await two();
    await one.write(named('王一'), '05');
    await goBack();
    await expect(one.write({ people: [], places: [], forgotten: [] }, '06')).rejects.toThrow('went back from 05 to 03');
    expect(await one.checkpoint()).toBe('03');
    await one.write(named('王一'), '06');
    expect(await shown(one)).toEqual(['王一']);
    await close();
  });
});
