import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from '@lyceum/nest-kit/context';
import { Looks } from '@lyceum/nest-kit/looks';
import { Town } from '../testing/town.ts';

const looks: string[] = [];
const looking: Context = {
  name: 'looking', projections: [], reactions: [], controllers: [],
  providers: [{ provide: Looks, useValue: { record: async ({ call, unit }, memberId, what) => { looks.push(`${call.actor} at ${what} of ${memberId} in ${unit}`); } } satisfies Looks }],
};

describe('a learning file', () => {
  let town: Town;
  beforeEach(async () => { town = await Town.open(looking); });
  afterEach(() => town.city.close());

  it('has what a registered member signed, and names the event that it rests on', async () => {
    const id = await town.opened();
    expect((await town.sign(town.ada, id)).status).toBe(201);
    const { items, ...rest } = await town.read(town.ada, '/api/learning-files/me');
    const [signed] = await town.city.host.adapters.events.readStream(`attendance-${id}-ada`);
    expect(items).toEqual([{
      revision: 0, kind: 'attendance', sessionId: id, title: '学习《条例》', day: '2026-03-06', week: '2026-W10', minutes: 60, method: 'qr', recordedAt: town.city.clock.now(),
      source: { eventId: signed!.id, type: 'AttendanceSigned', stream: `attendance-${id}-ada`, revision: 0, recordedAt: signed!.recordedAt },
    }]);
    expect(rest).toMatchObject({ person: { memberId: 'ada', name: 'ada name', unitId: 'station' }, total: 1, next: null, figures: { count: 1, minutes: 60 } });
    const [filed] = await town.city.host.adapters.events.readStream('learning-file-ada');
    expect(filed).toMatchObject({ actor: 'system:learning-file', unit: 'station', causation: signed!.id, correlation: signed!.correlation, occurredAt: signed!.occurredAt });
    expect((await town.read(town.bob, '/api/learning-files/me')).items).toEqual([]);
  });

  it('keeps what was withdrawn, struck and uncounted, as it was seen before', async () => {
    const first = await town.opened(), second = await town.opened({ day: '2026-03-05', title: '学习《党章》' });
    for (const id of [first, second]) await town.sign(town.ada, id);
    const before = await town.read(town.ada, '/api/learning-files/me');
    await town.dora.post(`/api/study-sessions/${first}/attendances/ada/withdrawal`, { reason: '本人未到' });
    const after = await town.read(town.ada, '/api/learning-files/me');
    expect(after.items.map(({ title, struck = null }: { title: string; struck?: unknown }) => [title, struck])).toEqual([['学习《条例》', { reason: '本人未到' }], ['学习《党章》', null]]);
    expect([before.figures, after.figures]).toEqual([{ count: 2, minutes: 120 }, { count: 1, minutes: 60 }]);
    expect({ ...(await town.read(town.ada, `/api/learning-files/me?asOf=${before.position}`)), at: '' }).toEqual({ ...before, at: '' });
  });

  it('is read page by page and by period', async () => {
    for (const day of ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05']) await town.sign(town.ada, await town.opened({ day }));
    const days = (page: { items: { day: string }[] }) => page.items.map(({ day }) => day);
    const first = await town.read(town.ada, '/api/learning-files/me?limit=3');
    const second = await town.read(town.ada, `/api/learning-files/me?limit=3&cursor=${encodeURIComponent(first.next)}`);
    expect([days(first), days(second), first.total, second.next]).toEqual([['2026-03-05', '2026-03-04', '2026-03-03'], ['2026-03-02'], 4, null]);
    const part = await town.read(town.ada, '/api/learning-files/me?from=2026-03-03&to=2026-03-04');
    expect([days(part), part.total, part.figures]).toEqual([['2026-03-04', '2026-03-03'], 2, { count: 2, minutes: 120 }]);
    expect(days(await town.read(town.ada, '/api/learning-files/me?from=2026-03-04'))).toEqual(['2026-03-05', '2026-03-04']);
    expect(days(await town.read(town.ada, '/api/learning-files/me?to=2026-03-03'))).toEqual(['2026-03-03', '2026-03-02']);
  });

  it('is for its owner, and for those whose right reaches the unit', async () => {
    expect((await town.ina.get('/api/learning-files/ada')).json).toMatchObject({ person: { memberId: 'ada' }, items: [] });
    expect((await town.dora.get('/api/learning-files/ada')).status).toBe(200);
    expect((await town.dora.get('/api/learning-files/dora')).json).toMatchObject({ person: { memberId: 'dora' } });
    expect((await town.dora.get('/api/learning-files/olga')).status).toBe(404);
    expect((await town.dora.get('/api/learning-files/nobody')).status).toBe(404);
    expect((await town.ada.get('/api/learning-files/bob')).status).toBe(403);
  });

  it('tells its owner who else looked at it, and does not count looking at one\'s own', async () => {
    looks.length = 0;
    await town.ina.get('/api/learning-files/ada');
    await town.dora.get('/api/learning-files/olga');
    for (const [who, url] of [[town.ada, 'me'], [town.dora, 'me'], [town.dora, 'dora']] as const) expect((await who.get(`/api/learning-files/${url}`)).status).toBe(200);
    expect(looks).toEqual(['member:ina at learning-file of ada in station']);
  });
});
