import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PublishPolicy } from '@lyceum/contracts/assessment/policy';
import { pagesOf } from '@lyceum/core/pages';
import { judgeWeek } from '../cadence/week-end.ts';
import { rule, Town, weekly } from '../testing/town.ts';
import { policy } from './policy.decider.ts';
import { publishPolicy, twice } from './policy.examples.ts';

type Listed = { items: { policyId: string; inherited: boolean }[]; next: string | null };

describe('a policy, over HTTP', () => {
  let town: Town;
  beforeEach(async () => { town = await Town.open(); });
  afterEach(() => town.city.close());

  it('is published, read by those whom it binds, and ended', async () => {
    const { policyId, position } = await town.publish();
    expect((await town.olga.get(`/api/policies?after=${position}`)).json.items).toEqual([{ policyId, ...weekly, unitName: 'city name', inherited: false, until: null, policyVersion: 1, versions: [{ policyVersion: 1, title: weekly.title, rule, basis: weekly.basis, effectiveFrom: weekly.effectiveFrom }] }]);
    expect((await town.dora.get('/api/policies')).json.items).toMatchObject([{ policyId, unitId: null, unitName: null, inherited: true, title: '每周集中学习' }]);
    expect((await town.olga.get('/api/policies?unit=station')).json.items).toMatchObject([{ policyId, unitId: 'city', unitName: 'city name', inherited: true }]); // whose right reaches it knows whose it is
    const next = await town.publish({ policyId, rule: { ...rule, atLeast: 2 }, effectiveFrom: '2026-07-06' });
    expect((await town.olga.get(`/api/policies?after=${next.position}`)).json.items[0]).toMatchObject({ policyVersion: 2, rule: { atLeast: 2 }, versions: [{ policyVersion: 1 }, { policyVersion: 2 }] });
    const ended = await town.olga.post(`/api/policies/${policyId}/end`, { until: '2026-12-27' });
    expect((await town.olga.get(`/api/policies?after=${ended.json.position}`)).json.items[0]).toMatchObject({ until: '2026-12-27' });
    expect((await town.olga.get(`/api/policies?asOf=${position}`)).json.items[0]).toMatchObject({ until: null, policyVersion: 1 });
    const second = await town.publish({ title: '每周自学' });
    expect([(await town.olga.get(`/api/policies?after=${second.position}`)).json.total, (await town.olga.get(`/api/policies?asOf=${position}`)).json.total]).toEqual([2, 1]);
  });
  it('has an id that nobody chooses; one that is given must be there, and within reach', async () => {
    expect((await town.olga.post('/api/policies', { ...weekly, policyId: '0000' })).status).toBe(404);
    const { policyId } = await town.publish();
    await town.city.register('ursula', 'station');
    await town.city.grant('ursula', 'office', 'station');
    await town.city.host.settle();
    const ursula = await town.city.logIn('ursula');
    expect((await ursula.post('/api/policies', { ...weekly, unitId: 'station', policyId })).status).toBe(404); // not 409: whether it is there is not theirs to know
  });
  it('binds however many others there are, and whatever their ids', async () => {
    const one = publishPolicy({ unitId: 'station', rule: twice }).data;
    await Promise.all(Array.from({ length: 1000 }, (_, n) => town.city.host.commands.as(policy, PublishPolicy({ ...one, policyId: `0${n}` }), { command: `rule ${n}`, actor: 'setup', unit: 'station', now: town.city.clock.now(), correlation: 'spec' })));
    const { policyId, position } = await town.publish({ rule: { ...rule, atLeast: 7 } });
    const listed = (await Array.fromAsync(pagesOf<Listed>(async ({ cursor = '' }) => (await town.dora.get(`/api/policies?after=${position}&limit=200${cursor && `&cursor=${cursor}`}`)).json as Listed))).flatMap(({ items }) => items);
    expect([listed.length, new Set(listed.map((each) => each.policyId)).size]).toEqual([1001, 1001]);
    expect(listed.filter(({ inherited }) => inherited)).toMatchObject([{ policyId }]);
    await town.until('2026-03-08T16:00:00.000Z');
    await town.city.host.settle();
    await judgeWeek({ reads: town.city.host.adapters.reads, directory: town.city.host.directory, commands: town.city.host.commands, now: town.city.clock.now() }, '2026-W10');
    expect((await town.city.host.adapters.events.readStream('cadence-station-2026-W10')).map(({ data }) => data['policyId'])).toEqual([policyId]);
    expect(await town.city.host.adapters.events.readStream('cadence-office-2026-W10')).toHaveLength(1);
  });
  it.each([{ title: '\u202Ecba' }, { title: 'a\nb' }, { basis: '\u200b' }])('is not published with text that nobody sees: %j', async (unseen) => {
    expect((await town.olga.post('/api/policies', { ...weekly, ...unseen })).json).toMatchObject({ status: 422, errors: [{ path: Object.keys(unseen)[0] }] });
  });
  it('rests on a document of several lines', async () => expect((await town.olga.post('/api/policies', { ...weekly, basis: '1. 文件\n2. 附件' })).status).toBe(201));
  it('is for the office to change, within its scope', async () => {
    expect((await town.dora.post('/api/policies', { ...weekly, unitId: 'station' })).status).toBe(403);
    expect((await town.olga.post('/api/policies', { ...weekly, unitId: 'elsewhere' })).status).toBe(404);
    expect((await town.olga.post('/api/policies/nothing/end', { until: '2026-12-27' })).status).toBe(404);
    expect((await town.olga.post('/api/policies', { ...weekly, rule: { ...rule, atLeast: 0 } })).json).toMatchObject({ status: 422, errors: [{ path: 'rule.atLeast' }] });
  });
});
