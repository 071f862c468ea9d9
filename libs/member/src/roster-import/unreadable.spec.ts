import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import { garbled } from '@lyceum/vault/testing/garbled';
import { cityForImports, type CityForImports } from './testing/city.ts';
import { utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, made, sheetOf } from '../roster-sheet/testing/rosters.ts';

let city: CityForImports;
beforeAll(async () => { city = await cityForImports(); });
afterAll(() => city.close());

it('registers nobody a second time because the first can’t be read, and everybody else', async () => {
  const { keys } = city.host.adapters;
  const { name, idNumber, phone } = made(1);
  const sealed = async (text: string) => garbled(await keys.seal('hurt', text));
  await keys.claim('id-number', idNumber, 'hurt');
  await keys.claim('phone', phone, 'hurt');
  await city.happen('member-hurt', MemberRegistered({
    memberId: 'hurt', name: await sealed(name), idNumber: await sealed(idNumber), phone: await sealed(phone), unitId: 'crew', post: '机务员', tier: 'operator', employment: 'staff', party: 'non-party', from: '2020-01-01',
  }));
  await keys.confirm('hurt');
  await city.host.settle();
  const rows = [line(2, { idNumber: '', phone }), line(3, { idNumber: '', phone: '' }), line(4), line(5, { idNumber: '', phone: '', unit: '南台' })];
  const { importId, counts } = await city.checked(city.office, 'city', utf8(sheetOf(heading, ...rows)));
  expect(counts).toMatchObject({ errors: 2, new: 2 });
  const { items } = await city.rowsOf(city.office, importId);
  expect(items.slice(0, 2).map(({ state, notes }: { state: string; notes: { code: string; message: string }[] }) => [state, notes.at(-1)!.code])).toEqual(Array(2).fill(['error', 'perhaps-unreadable']));
  expect(items[0].notes.at(-1).message).toContain('避免重复登记');
  const known = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(1, { phone: '' }), line(3, { idNumber: '', phone: '' }))));
  expect(known.counts).toMatchObject({ errors: 1, new: 1 }); // who stands there by their number is no other row
  await city.written(city.office, importId);
  const people = (await city.office.get('/api/members?unit=crew')).json.items as { memberId: string; name: string | null; unreadable?: true }[];
  expect(people.map((person) => person.unreadable ?? person.name).sort()).toEqual([made(4).name, true].sort());
});
