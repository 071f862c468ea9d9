import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import type { InProcessJobs } from '@lyceum/jobs/in-process';
import { unitTree } from '@lyceum/member/unit-tree/unit-tree.decider';
import { Town } from '../testing/town.ts';
import { judgeWeek, weekEnd } from './week-end.ts';

describe('the end of a week', () => {
  let town: Town;
  beforeEach(async () => { town = await Town.open(); });
  afterEach(() => town.city.close());

  const tools = () => ({ reads: town.city.host.adapters.reads, directory: town.city.host.directory, commands: town.city.host.commands, now: town.city.clock.now() });
  const verdicts = async (unitId: string, week: string) => (await town.city.host.adapters.events.readStream(`cadence-${unitId}-${week}`)).map(({ type }) => type);
  const judge = async (week: string) => { await town.city.host.settle(); await judgeWeek(tools(), week); await town.city.host.settle(); };
  const sundayNight = '2026-03-08T15:59:59.000Z', monday = '2026-03-08T16:00:00.000Z', tuesday = '2026-03-10T02:00:00.000Z';

  it('is due on Monday at 00:00 in Shanghai, once for a week in which a policy held', async () => {
    const due = async (from: string, to: string) => { await town.city.host.settle(); return (await weekEnd.due(tools(), from, to)).map(({ id, dueAt }) => [id, dueAt]); };
    expect(await due('2026-01-01T00:00:00.000Z', monday)).toEqual([]);
    await town.publish({ effectiveFrom: '2026-02-23' });
    expect(await due(sundayNight, monday)).toEqual([['week-end/2026-W10', monday]]);
    expect(await due(monday, '2026-03-15T15:59:59.000Z')).toEqual([]);
    expect(await due('2026-01-01T00:00:00.000Z', monday)).toEqual([['week-end/2026-W09', '2026-03-01T16:00:00.000Z'], ['week-end/2026-W10', monday]]);
  });

  it('is judged by the host\'s own timers', async () => {
    await town.publish();
    await town.until(sundayNight);
    const tick = async () => { await town.city.host.tick(); await (town.city.host.adapters.jobs as InProcessJobs).runDue(); await town.city.host.settle(); };
    await tick();
    expect(await verdicts('station', '2026-W10')).toEqual([]);
    await town.until(monday);
    await tick();
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed']);
    expect(await verdicts('station', '2026-W09')).toEqual([]); // ended before the policy was announced
  });

  it('is judged by no timer that somebody else has set', async () => {
    await town.publish();
    await town.until(sundayNight);
    await town.city.host.settle();
    const set = (week: string) => weekEnd.run(tools(), { id: 'forged', name: weekEnd.name, dueAt: '2026-01-01T00:00:00.000Z', data: { week } });
    for (const week of ['2026-W10', '2026-W52', '2026-W99', 'anything', '']) await set(week);
    expect([await verdicts('station', '2026-W10'), await verdicts('station', '2026-W52')]).toEqual([[], []]);
    await town.until(monday);
    await set('2026-W10');
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed']);
  });

  it('is undone where a clock that was ahead judged it before it was over, once enough is held in it', async () => {
    await town.publish();
    const friday = town.city.clock.now();
    const tick = async () => { await town.city.host.tick(); await (town.city.host.adapters.jobs as InProcessJobs).runDue(); await town.city.host.settle(); };
    await town.until('2026-03-24T02:00:00.000Z');
    await tick();
    expect([await verdicts('station', '2026-W10'), await verdicts('station', '2026-W12')]).toEqual([['CadenceMissed'], ['CadenceMissed']]);
    await town.until(friday);
    await tick();
    await town.held();
    await town.city.host.settle();
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed', 'CadenceHeld', 'CadenceMissLifted']);
    await town.until(monday);
    await tick();
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed', 'CadenceHeld', 'CadenceMissLifted']);
    expect(await verdicts('office', '2026-W10')).toEqual(['CadenceMissed']);
  });

  it('judges every unit with people by what it held', async () => {
    await town.publish();
    await town.held();
    await town.until(monday);
    await judge('2026-W10');
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMet']);
    expect(await verdicts('office', '2026-W10')).toEqual(['CadenceMissed']);
    expect((await town.city.host.adapters.events.readStream('cadence-office-2026-W10'))[0]).toMatchObject({ unit: 'office', actor: 'system:week-end', occurredAt: monday, data: { held: 0, atLeast: 1, policyVersion: 1 } });
    await judge('2026-W10');
    expect(await verdicts('office', '2026-W10')).toEqual(['CadenceMissed']);
  });

  it('does not judge units without people, units that came later, and weeks without a policy', async () => {
    await town.publish({ unitId: 'office' });
    const ask = (command: string) => ({ command, actor: 'setup', unit: 'city', now: town.city.clock.now(), correlation: 'spec' });
    await town.city.host.commands.as(unitTree, CreateUnit({ unitId: 'hollow', name: 'hollow', type: 'station', parentId: 'office', from: '2026-01-01' }), ask('hollow'));
    await town.city.host.commands.as(unitTree, CreateUnit({ unitId: 'young', name: 'young', type: 'station', parentId: 'office', from: '2026-03-03' }), ask('young'));
    await town.city.register('yves', 'young', '2026-03-03');
    await town.until(monday);
    await judge('2026-W10');
    expect(await Promise.all(['hollow', 'young', 'city', 'station'].map((unitId) => verdicts(unitId, '2026-W10')))).toEqual([[], [], [], ['CadenceMissed']]);
    await judge('2026-W01');
    expect(await verdicts('station', '2026-W01')).toEqual([]);
  });

  it('does not judge by a policy that was announced afterwards', async () => {
    await town.until(tuesday);
    await town.publish();
    await judge('2026-W10');
    expect(await verdicts('station', '2026-W10')).toEqual([]);
    await town.until('2026-03-17T02:00:00.000Z');
    await judge('2026-W11'); // the policy itself is in order
    expect(await verdicts('station', '2026-W11')).toEqual(['CadenceMissed']);
  });

  it('is mended by a session that is held later for that week, and stays visible', async () => {
    await town.publish();
    await town.until(monday);
    await judge('2026-W10');
    await town.until(tuesday);
    await town.held({ day: '2026-03-10', week: '2026-W10' });
    await town.city.host.settle();
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed', 'CadenceHeld', 'CadenceMended']);
    expect(await verdicts('station', '2026-W11')).toEqual([]);
  });

  it('is missed while a session of it is reopened, and kept once that is closed again; learning files stay as they are', async () => {
    await town.publish();
    const id = await town.opened();
    await town.sign(town.ada, id);
    await town.dora.post(`/api/study-sessions/${id}/close`);
    await town.until(monday);
    await judge('2026-W10');
    const file = (await town.read(town.ada, '/api/learning-files/me')).items;
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMet']);
    expect((await town.dora.post(`/api/study-sessions/${id}/reopen`, { reason: '误点结束' })).status).toBe(201);
    await town.city.host.settle();
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMet', 'CadenceHoldingWithdrawn', 'CadenceMissed']);
    await judge('2026-W10'); // again: what is reopened is not held
    expect(await verdicts('station', '2026-W10')).toHaveLength(4);
    expect((await town.read(town.ada, '/api/learning-files/me')).items).toEqual(file);
    await town.sign(town.bob, id); // who had not
    await town.dora.post(`/api/study-sessions/${id}/close`);
    await town.city.host.settle();
    await judge('2026-W10');
    expect((await verdicts('station', '2026-W10')).slice(4)).toEqual(['CadenceHeld', 'CadenceMissLifted']);
    expect((await town.read(town.bob, '/api/learning-files/me')).items).toMatchObject([{ sessionId: id, minutes: 60, source: { stream: `attendance-${id}-bob` } }]);
    expect((await town.read(town.ada, '/api/learning-files/me')).items).toEqual(file);
  });

  it('is judged alike where the job runs late', async () => {
    await town.publish();
    await town.until(tuesday);
    await town.held({ day: '2026-03-10', week: '2026-W10' });
    await judge('2026-W10');
    expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMissed', 'CadenceMended']);
  });
});
