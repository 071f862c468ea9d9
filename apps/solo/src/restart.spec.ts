import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shanghaiDay } from '@lyceum/core/calendar';
import { freshCode, get, Ledger, post } from './testing/load.ts';
import { Server } from './testing/server.ts';
import { townFolder, type TownFolder } from './testing/town-folder.ts';

/** What a city that was killed knows when it is started again at once. */
describe('a city that is started again right after it was killed', () => {
  let town: TownFolder, before: Server, after: Server, sessionId: string, code: string;
  const ledger = new Ledger();
  beforeAll(async () => {
    town = await townFolder();
    before = await Server.start(town.folder);
    const { office, units: [unit] } = town;
    const send = (url: string, body: object, makes: string[] = []) => ledger.send(before.address, office, url, body, makes);
    const plan = { unitId: unit!.unitId, form: 'weekly-collective', title: '学习《条例》', day: shanghaiDay(new Date(Date.now() - 2 * 3_600_000).toISOString()), start: '15:00', minutes: 60, place: '' };
    ({ sessionId } = JSON.parse((await send('/api/study-sessions', plan)).text) as { sessionId: string });
    await send(`/api/study-sessions/${sessionId}/open`, {});
    code = await freshCode(before.address, office, sessionId);
    await ledger.send(before.address, unit!.people[1]!, '/api/sign', { code, device: 'a phone' }, []);
    await before.kill(); // with the relay's lease in its hands
    after = await Server.start(town.folder);
  }, 120_000);
  afterAll(async () => { await after?.kill(); rmSync(town.folder, { recursive: true, force: true }); });

  it('takes the codes of before, and answers a repeated signing as the first time', async () => {
    const first = ledger.sent.at(-1)!;
    expect(await post(after.address, first)).toEqual(first.answer);
    const next = await ledger.send(after.address, town.units[0]!.people[2]!, '/api/sign', { code }, []); // read from the wall before
    expect(JSON.parse(next.text)).toMatchObject({ already: false });
  });

  it('reacts at once: nobody waits for the lease of the process that is gone', async () => {
    const began = Date.now();
    const filed = async () => (JSON.parse((await get(after.address, town.units[0]!.people[2]!, '/api/learning-files/me')).text) as { items: { sessionId: string }[] }).items.some((entry) => entry.sessionId === sessionId);
    while (!(await filed())) {
      if (Date.now() - began > 3000) throw new Error('the learning file has no entry after three seconds');
      await setTimeout(20);
    }
  });
});

describe('a city that is told to stop while it starts', () => {
  it('stops in order, and calls nothing of that a fault', async () => {
    const { folder } = await townFolder();
    try { await expect(Server.start(folder, ['stopped-while-starting'])).rejects.toThrow(/^it ended with 0 before it was ready: (\s*生成看板数据 boards \d+ %)*\s*$/); } finally { rmSync(folder, { recursive: true, force: true }); }
  }, 60_000);
});
