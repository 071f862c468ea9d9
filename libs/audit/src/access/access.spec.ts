import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { Unavailable } from '@lyceum/event-store/event-store';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import type { Directory } from '@lyceum/directory/directory';
import { Tree } from '@lyceum/directory/tree';
import type { Call, Scope } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { access } from './access.decider.ts';
import { ada, denial, denied, deniedFurther, further, look, looked } from './access.examples.ts';
import { RecordedDenials, RecordedLooks } from './access-notes.ts';

const { given } = specify(access);

describe('access', () => {
  it('notes who looked at a record', () => given().when(look()).then(looked()));
  it('notes another reader of the same matter', () => given(looked()).when(look()).then(looked()));
  it('notes what was refused', () => given().when(denial()).then(denied()));

  const tried = Array.from({ length: 50 }, (_, n) => denied(`u${n}`)); // so many docs/SECURITY.md promises
  it('notes a unit out of reach, and no more of them than so many a day', () => {
    given(...tried.slice(1)).when(denial('pine')).then(denied('pine'));
    given(...tried).when(denial('pine')).thenNothing();
    given(...tried).when(denial('pine', '2026-03-07')).then(denied('pine', '2026-03-07'));
  });
  it('counts what is nowhere with what is out of reach, in a stream that nobody reads of themselves', () => {
    given(...tried.slice(1)).when(denial('')).then(denied(''));
    given(...tried).when(denial('')).thenNothing();
    expect([denial('pine'), denial(''), further(), denial(), look()].map((wish) => access.stream(wish))).toEqual(['access-ada-outside', 'access-ada-outside', 'access-ada-outside', 'access-ada', 'access-ada']);
  });
  it('notes that there were more, and counts on as before', () => {
    given(...tried).when(further()).then(deniedFurther());
    given(...tried, deniedFurther()).when(denial('pine')).thenNothing();
    given(...tried.slice(1), deniedFurther()).when(denial('pine')).then(denied('pine'));
  });
  it('notes a missing right and a look however many units were tried', () => {
    given(...tried).when(denial()).then(denied());
    given(...tried).when(look()).then(looked());
  });
});

describe('what is noted in the log', () => {
  let log: Awaited<ReturnType<typeof temporaryEventStore>>;
  beforeEach(async () => { log = await temporaryEventStore(); });
  afterEach(() => log.dispose());
  const scope = (actor: string, now: string) => ({ call: { actor, now, correlation: `c ${now}` } as Call, unit: 'north' }) as Scope;
  const noted = async (stream = `access-${ada}`) => (await log.store.readStream(stream)).map(({ actor, data, unit }) => [actor, data['what'] ?? data['route'], data['day'], unit]);

  it('is one look a day for one reader and matter, days being counted in Shanghai', async () => {
    const looks = new RecordedLooks(new Commands(log.store));
    await looks.record(scope('member:bob', '2026-03-06T01:00:00.000Z'), ada, 'record');
    await looks.record(scope('member:bob', '2026-03-06T15:00:00.000Z'), ada, 'record');
    await looks.record(scope('member:bob', '2026-03-06T15:00:00.000Z'), ada, 'history');
    await looks.record(scope('member:eve', '2026-03-06T15:00:00.000Z'), ada, 'record');
    await looks.record(scope('member:bob', '2026-03-06T16:30:00.000Z'), ada, 'record');
    expect(await noted()).toEqual([
      ['member:bob', 'record', '2026-03-06', 'north'], ['member:bob', 'history', '2026-03-06', 'north'], ['member:eve', 'record', '2026-03-06', 'north'],
      ['member:bob', 'record', '2026-03-07', 'north'],
    ]);
  });

  const tree = new Tree([{ unitId: 'city', name: 'City', type: 'agency', parentId: null }, ...['pine', 'cone'].map((unitId) => ({ unitId, name: unitId, type: 'station' as const, parentId: 'city' }))]);
  const directory = { unitOf: async () => 'west', tree: async () => tree } as unknown as Directory;

  it('is one denial a day for one person and route, or one request: that of the unit, where there is one, else of the root', async () => {
    const denials = new RecordedDenials(new Commands(log.store), directory);
    const denial = { memberId: ada, actor: `member:${ada}`, route: '/api/units', right: 'units.change', now: '2026-03-06T09:00:00.000Z', correlation: 'c', outside: null, asked: '' };
    const outside = (unit: string, asked: string) => ({ ...denial, outside: unit, asked });
    for (const one of [denial, denial, { ...denial, route: '/api/members' }, outside('pine', 'a'), outside('pine', 'a'), outside('pine', 'b'), outside('cone', 'c'), outside('nowhere', 'd'), outside('nowhere', 'd'), outside('', 'e')]) await denials.record(one);
    expect(await noted()).toEqual([['member:ada', '/api/units', '2026-03-06', 'west'], ['member:ada', '/api/members', '2026-03-06', 'west']]);
    expect(await noted(`access-${ada}-outside`)).toEqual(['pine', 'pine', 'cone', 'city', 'city'].map((unit) => ['member:ada', '/api/units', '2026-03-06', unit]));
  });

  it('is once an hour that there were more than fifty in a day, for the root’s readers and the same whether they were for what is there or not', async () => {
    const denials = new RecordedDenials(new Commands(log.store), directory);
    let asked = 0;
    const grown = async (time: string, ...outside: string[]) => grownOn('2026-03-06', time, ...outside);
    const grownOn = async (day: string, time: string, ...outside: string[]) => {
      const before = (await log.store.readStream(`access-${ada}-outside`)).length;
      for (const unit of outside) await denials.record({ memberId: ada, actor: `member:${ada}`, route: '/api/units', right: 'units.change', now: `${day}T${time}:00.000Z`, correlation: 'c', outside: unit, asked: `${++asked}` });
      return (await log.store.readStream(`access-${ada}-outside`)).slice(before).map(({ type, data, unit }) => [type, data['hour'], unit]);
    };
    expect(await grown('06:00', ...Array<string>(50).fill(''))).toHaveLength(50);
    const once = (hour: number) => [['AccessDeniedFurther', hour, 'city']];
    expect([await grown('06:10', ''), await grown('06:20', 'pine'), await grown('06:30', '')]).toEqual([once(14), [], []]);
    expect([await grown('07:00', 'pine'), await grown('07:10', ''), await grown('07:59', 'cone')]).toEqual([once(15), [], []]);
    expect(await grown('16:00', 'pine')).toEqual([['AccessDenied', undefined, 'pine']]); // the next day in Shanghai
    expect(await grownOn('2026-03-07', '06:00', ...Array<string>(49).fill(''))).toHaveLength(49);
    expect([await grownOn('2026-03-07', '06:10', 'pine'), await grownOn('2026-03-07', '06:20', '')]).toEqual([once(14), []]); // the same hour of another day
  });

  it('is also what was refused while the log was away for a moment', async () => {
    const append = jest.spyOn(log.store, 'append').mockRejectedValueOnce(new Unavailable('away')).mockRejectedValueOnce(new Unavailable('still away'));
    await new RecordedDenials(new Commands(log.store), directory).record({ memberId: ada, actor: `member:${ada}`, route: '/api/units', right: 'units.change', now: '2026-03-06T09:00:00.000Z', correlation: 'c', outside: 'pine', asked: 'a' });
    append.mockRestore();
    expect(await noted(`access-${ada}-outside`)).toEqual([['member:ada', '/api/units', '2026-03-06', 'pine']]);
  });

  it('is every denial of a burst, also where several processes have one', async () => {
    const burst = { memberId: ada, actor: `member:${ada}`, route: '/api/units', right: 'units.change', now: '2026-03-06T09:00:00.000Z', correlation: 'c', outside: 'pine' };
    const processes = [1, 2].map(() => new RecordedDenials(new Commands(log.store), directory));
    await Promise.all(Array.from({ length: 48 }, (_, n) => processes[n % 2]!.record({ ...burst, asked: `${n}` })));
    expect(await noted(`access-${ada}-outside`)).toHaveLength(48);
  });
});
