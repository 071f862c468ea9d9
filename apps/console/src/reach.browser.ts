import { beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, mondayOf } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, settled } from './testing/browser.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();
const lastWeek = `${addDays(mondayOf(today), -7)}..${addDays(mondayOf(today), -1)}`;
type Items = { items: Record<string, string>[]; total: number };
let office: Page, unit: Page;
/** Of a unit that the unit's administrator has nothing to do with. */
let person: { memberId: string; name: string }, session: { sessionId: string; title: string }, event: string;
beforeAll(async () => {
  [office, unit] = [await as('office'), await as('unit')];
  const read = async (path: string) => (await (await office.request.get(`/api${path}`)).json()) as Items;
  person = (await read('/members?unit=d02u02&limit=1')).items[0] as unknown as typeof person;
  session = (await read('/study-sessions?unit=d02u02&limit=1')).items[0] as unknown as typeof session;
  event = (await read(`/history?subject=member:${person.memberId}&limit=1`)).items[0]!.position!;
});

const open = async (page: Page, path: string) => { await page.goto(path); await settled(page); return (await page.textContent('main'))!; };

describe('a unit’s administrator', () => {
  it('is told of each page of another unit what a page that does not exist is told, and no more (15)', async () => {
    for (const [theirs, nobodys] of [
      [`/people/${person.memberId}`, '/people/nobody'], [`/people/${person.memberId}?tab=file`, '/people/nobody?tab=file'],
      [`/sessions/${session.sessionId}`, '/sessions/nothing'], [`/sessions/${session.sessionId}/change`, '/sessions/nothing/change'],
      ['/board?unit=d02u02&tab=persons', '/board?unit=nowhere&tab=persons'], ['/people?unit=d02u02', '/people?unit=nowhere'], ['/sessions?unit=d02u02', '/sessions?unit=nowhere'],
      [`/board?why=${encodeURIComponent(`signed/unit:d02u02/${lastWeek}`)}`, `/board?why=${encodeURIComponent(`signed/unit:nowhere/${lastWeek}`)}`],
    ] as const) {
      // Not each request's own: its id, and how far the log was, which moves as either is noted.
      const words = (text: string) => text.replace(/请求编号\s*[\w-]+|数据截至[^·]*·\s*位置\s*\d+/g, '');
      const [seen, absent] = [words(await open(unit, theirs)), words(await open(unit, nobodys))];
      expect({ theirs, seen }).toEqual({ theirs, seen: absent });
      expect({ theirs, told: [person.name, session.title].some((word) => seen.includes(word)) }).toEqual({ theirs, told: false });
    }
    expect(await open(office, `/people/${person.memberId}`)).toContain(person.name); // it is there for who may see it
    expect(await open(unit, `/events/${event}`)).not.toContain(person.name);
  });

  it('finds nobody of another unit by name, phone or the pickers, and counts none of them (15)', async () => {
    const { phone } = (await (await office.request.get(`/api/members/${person.memberId}`)).json()) as { phone: string };
    for (const words of [person.name, phone, phone.slice(-6)]) {
      await open(unit, `/people?q=${encodeURIComponent(words)}`);
      const names = await unit.locator('table.data tbody th').allTextContents();
      expect({ words, among: names.includes(person.name) && words !== person.name }).toEqual({ words, among: false });
      expect(await unit.locator(`table.data a[href^="/people/${person.memberId}"]`).count()).toBe(0);
    }
    await open(office, `/people?q=${encodeURIComponent(phone)}`);
    expect(await office.locator('table.data tbody tr').count()).toBe(1);
    const [own, all] = [await open(unit, '/people'), await open(office, '/people')].map((text) => Number(/共 (\d+) 条/.exec(text)![1]));
    expect(own).toBeLessThan(all!);
    const ofUnit = (await (await office.request.get('/api/members?unit=d01u01&limit=1')).json()) as Items;
    expect(own).toBe(ofUnit.total);
    await unit.goto('/sessions/new');
    await settled(unit);
    await unit.locator('.field .picked').click();
    expect(await unit.locator('[role=treeitem]').count()).toBe(1);
  });
});

it('whoever opens a page that no role of theirs gives is told which right it takes, and is led back instead of being asked to try again', async () => {
  const member = await as('member');
  for (const [path, right] of [['/roles', '查看授权'], ['/people', '查看人员'], ['/units', '查看单位'], ['/policies', '查看规则'], ['/people/codes', '管理账号'], [`/events/${event}`, '查看历史']] as const) {
    const text = await open(member, path);
    expect({ path, text }).toEqual({ path, text: expect.stringContaining(`您没有“${right}”的权限`) });
    expect({ path, text }).toEqual({ path, text: expect.not.stringContaining('重试') });
    await member.locator('main a', { hasText: '回到首页' }).click();
    await arrived(member, /\/me$/);
  }
});
