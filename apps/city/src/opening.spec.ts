import { describe, expect, it, jest } from '@jest/globals';
import { Unavailable } from '@lyceum/event-store/event-store';
import { Opening } from './opening.ts';
import { openWaitingRoom } from './waiting-room.ts';

const closed: string[] = [];
const part = (name: string) => ({ close: async () => { closed.push(name); } });
const away = async (): Promise<ReturnType<typeof part>> => { throw new Unavailable('Redis: connect ECONNREFUSED'); };

describe('opening what a service rests on', () => {
  it('waits for what is away, says why once, and names what is missing', async () => {
    const said: string[] = [];
    const opening = new Opening((setting, why) => { said.push(`${setting} ${why}`); });
    let tries = 0;
    const jobs = opening.open('REDIS', () => (++tries < 3 ? away() : Promise.resolve(part('jobs'))));
    const events = opening.open('LOG', async () => part('events'));
    await events;
    expect(opening.missing).toEqual(['REDIS']);
    expect(Object.keys(await opening.all({ events, jobs, clock: 'a clock' }))).toEqual(['events', 'jobs', 'clock']);
    expect([opening.missing, said]).toEqual([[], ['REDIS Redis: connect ECONNREFUSED']]);
  });

  it('says again after half a minute what has not changed since, and at once what has', async () => {
    const said: string[] = [];
    let tries = 0;
    const when = [0, 29_999, 30_000, 59_999, 59_999]; // milliseconds, of each try
    const now = jest.spyOn(Date, 'now').mockImplementation(() => when[tries - 1]!);
    try {
      const opening = new Opening((_, why) => { said.push(`${tries}: ${why}`); });
      await opening.open('REDIS', async () => {
        if (++tries === when.length) return part('jobs');
        throw new Unavailable(tries === 4 ? 'it loads its data' : 'nobody answers');
      });
    } finally { now.mockRestore(); }
    expect(said).toEqual(['1: nobody answers', '3: nobody answers', '4: it loads its data']);
  });

  it('ends with every fault where waiting would not help, and closes what was opened', async () => {
    closed.length = 0;
    const opening = new Opening(() => undefined);
    const wrong = (why: string) => async (): Promise<ReturnType<typeof part>> => { throw new Error(why); };
    const events = opening.open('LOG', async () => part('events'));
    const keys = opening.open('VAULT', wrong('no such database'));
    const parts = { events, keys, rows: opening.open('ROWS', async () => { await keys; return part('rows'); }), bus: opening.open('KAFKA', wrong('no such user')), jobs: opening.open('REDIS', away) };
    await expect(opening.all(parts)).rejects.toThrow(/^VAULT: no such database\nKAFKA: no such user$/);
    expect(closed).toEqual(['events']);
  });

  it('is given up at once where somebody says so', async () => {
    const opening = new Opening(() => opening.giveUp());
    await expect(opening.all({ jobs: opening.open('REDIS', away) })).rejects.toThrow('it was not waited for any longer');
  });

  it('does not wait unless it is asked to', async () => {
    const opening = new Opening();
    await expect(opening.all({ jobs: opening.open('REDIS', away) })).rejects.toThrow('REDIS: Redis: connect ECONNREFUSED');
  });
});

describe('who answers in the place of a service that waits', () => {
  it('lives, is not ready, and asks for patience', async () => {
    const room = await openWaitingRoom({ port: 0, address: '127.0.0.1', checks: ['events', 'jobs'], missing: () => new Set(['jobs']) });
    const ask = async (path: string) => { const answer = await fetch(`http://127.0.0.1:${room.port}${path}`); return [answer.status, await answer.json()]; };
    try {
      expect(await ask('/livez')).toEqual([200, { status: 'alive' }]);
      expect(await ask('/readyz?verbose')).toEqual([503, { status: 'waiting', checks: { events: 'ok', jobs: 'failing' } }]);
      expect(await ask('/api/me')).toEqual([503, expect.objectContaining({ code: 'unavailable', status: 503 })]);
    } finally { await room.close(); }
    await expect(ask('/livez')).rejects.toThrow();
  });
});
