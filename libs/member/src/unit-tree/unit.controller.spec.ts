import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { smallCity } from '@lyceum/activity/testing/small-city';
import { auditContext } from '@lyceum/audit/audit.context';
import type { Caller } from '@lyceum/nest-kit/testing';
import { memberContext } from '../member.context.ts';
import { outcome } from '../testing/city.ts';

/** Olga is of the city's office, Omar of that of the office's own subtree, Dora runs the station below it. It is 6 March 2026. */
let city: Awaited<ReturnType<typeof smallCity>>, olga: Caller, omar: Caller, dora: Caller;
beforeAll(async () => {
  city = await smallCity([memberContext, auditContext]);
  await city.register('omar', 'office');
  await city.grant('omar', 'office', 'office');
  await city.host.settle();
  [olga, omar, dora] = await Promise.all(['olga', 'omar', 'dora'].map((who) => city.logIn(who))) as [Caller, Caller, Caller];
});
afterAll(() => city.close());

const planned = async (name: string, parentId: string, from: string): Promise<string> => (await olga.post('/api/units', { name, type: 'station', parentId, from })).json.unitId;

it('lets whoever may change the unit above set right one whose first day is still to come, and nobody else reach it', async () => {
  const unitId = await planned('误台', 'city', '2027-01-01');
  const asks = (who: Caller) => [
    who.post(`/api/units/${unitId}/name`, { name: '改名台', from: '2027-01-01' }), who.get(`/api/history?subject=unit:${unitId}`),
    who.get('/api/members?unit=' + unitId), who.post(`/api/units/${unitId}/parent`, { parentId: 'office', from: '2027-02-01' }),
  ];
  const met = async (who: Caller) => Promise.all(asks(who).map(outcome));
  expect(await met(omar)).toEqual(Array(4).fill([404, 'not-found'])); // it will begin outside the office, and lie below it later
  expect((await met(dora)).map(([status]) => status)).toEqual([403, 403, 404, 403]); // runs a station: neither changes units nor reads histories
  expect(await met(olga)).toEqual([[201, undefined], [200, undefined], [200, undefined], [201, undefined]]);
  await city.host.settle();
  expect((await olga.get(`/api/history?subject=unit:${unitId}`)).json.items.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    '“改名台”由“city name”划归“office name”，自 2027-02-01 起', '单位更名为“改名台”，自 2027-01-01 起', '在“city name”下设立“误台”，自 2027-01-01 起',
  ]);
  expect((await olga.post('/api/units', { name: '误台', type: 'station', parentId: 'city', from: '2026-03-06' })).status).toBe(201); // its name is free again
});

it('shows it in the tree of a day on which it is there, and on no day before', async () => {
  const unitId = await planned('夏台', 'office', '2026-06-01');
  await city.host.settle();
  const shown = async (who: Caller, day: string) => (await who.get(`/api/units?day=${day}`)).json.items.some((unit: { unitId: string }) => unit.unitId === unitId);
  expect(await Promise.all([[olga, '2026-05-31'], [olga, '2026-06-01'], [omar, '2026-06-01'], [dora, '2026-06-01']].map(([who, day]) => shown(who as Caller, day as string)))).toEqual([false, true, true, false]);
  expect((await omar.get(`/api/why?right=units.change&unitId=${unitId}`)).json).toMatchObject({ allowed: true });
});
