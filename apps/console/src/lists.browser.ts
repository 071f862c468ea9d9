import { describe, expect, it } from '@jest/globals';
import { addDays, mondayOf } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, overflow, settled } from './testing/browser.ts';
import { made, open } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();

describe('lists', () => {
  it('keep both of two filters that are chosen at once', async () => {
    const page = await as('office');
    await open(page, '/people');
    await page.evaluate(async () => {
      const choose = (id: string, value: string) => {
        const select = document.querySelector<HTMLSelectElement>(id)!;
        Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')!.set!.call(select, value);
        select.dispatchEvent(new Event('change', { bubbles: true }));
      };
      choose('#filter-tier', 'leader');
      while (!location.search.includes('tier')) await Promise.resolve(); // the address is there, the page is not yet drawn
      choose('#filter-party', 'party');
    });
    await arrived(page, /party=party/);
    expect(new URL(page.url()).searchParams.get('tier')).toBe('leader');
  });

  it('keep filters, sort and page in the address; Reset clears (4)', async () => {
    const page = await as('office');
    await open(page, '/people');
    const all = await page.textContent('.scope');
    await page.selectOption('#filter-tier', 'leader');
    await arrived(page, /tier=leader/);
    await page.locator('th .sort', { hasText: '职务' }).click();
    await arrived(page, /sort=post/);
    await page.locator('th[aria-sort=ascending]', { hasText: '职务' }).waitFor(); // the address changes before the page does
    await settled(page);
    const rows = await page.locator('table.data tbody tr').allTextContents();
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every((row) => row.includes('领导'))).toBe(true);
    await page.reload();
    await settled(page);
    expect(await page.locator('table.data tbody tr').allTextContents()).toEqual(rows);
    const pasted = await page.context().newPage();
    await open(pasted, page.url());
    expect(await pasted.locator('table.data tbody tr').allTextContents()).toEqual(rows);
    await page.goBack();
    await arrived(page, (url) => !url.search.includes('sort'));
    await page.locator('button', { hasText: '清除筛选' }).click();
    await arrived(page, (url) => !url.search.includes('tier'));
    await settled(page);
    expect(await page.textContent('.scope')).toBe(all);
  });

  const small = async (page: Page, path: string) => page.route(path, (route) => { // pages of two: the tiny city fills no page of fifty
    const url = new URL(route.request().url());
    url.searchParams.set('limit', '2');
    return route.continue({ url: url.href });
  });
  it.each([
    ['a table', '/people', '**/api/members?*', 'table.data tbody tr'],
    ['the facts of a figure', '', '**/api/figures/*', 'dialog ol.lines > li'],
    ['a learning file', '', '**/api/learning-files/*', 'main .timeline > li'],
    ['the looks at one’s record', '/me/looks', '**/api/me/looks?*', 'main .timeline > li'],
  ])('of %s: a page that was turned to is there again after a reload, in a pasted link, and left by Back (4)', async (what, at, path, line) => {
    const office = await as('office');
    const week = await office.locator('.figures .value a').first().getAttribute('data-why');
    const page = at === '/me/looks' ? await as('member') : office;
    if (at === '/me/looks') { // which others must have done before
      const { memberId } = (await (await page.request.get('/api/me')).json()) as { memberId: string };
      for (const tab of ['about', 'record', 'file', 'history']) await open(office, `/people/${memberId}?tab=${tab}`);
    }
    await small(page, path);
    await open(page, what === 'the facts of a figure' ? `/board?unit=d01u01&why=${encodeURIComponent(week!.replace('attendance', 'signed').replace('unit:agency', 'unit:d01u01'))}`
      : what === 'a learning file' ? '/people/m00012?tab=file' : at);
    const lines = async () => { await settled(page); return page.locator(line).allTextContents(); };
    const within = page.locator('.pager');
    const first = await lines();
    await within.locator('button', { hasText: '下一页' }).click();
    await arrived(page, /[pP]age=2/);
    await within.locator('.num', { hasText: /^\d+–\d+ \/ \d+$/ }).waitFor();
    await page.waitForFunction(([where, before]) => document.querySelector(where!)?.textContent !== before, [line, first[0]!]);
    const second = await lines();
    expect([second.length > 0, second.some((one) => first.includes(one))]).toEqual([true, false]);
    await page.reload();
    await page.waitForSelector(line);
    expect(await lines()).toEqual(second);
    const pasted = await page.context().newPage();
    await small(pasted, path);
    await open(pasted, page.url());
    await pasted.waitForSelector(line);
    expect(await pasted.locator(line).allTextContents()).toEqual(second);
    await page.goBack();
    await arrived(page, (url) => !/[pP]age=/.test(url.search));
    await page.waitForFunction(([where, before]) => document.querySelector(where!)?.textContent === before, [line, first[0]!]);
    expect(await lines()).toEqual(first);
  });

  it('take an address with a mistaken page for the first, or for the one of its cursor', async () => {
    const page = await as('office');
    await small(page, '**/api/members?*');
    for (const mistaken of ['abc', '7', '-1', '0.5']) {
      await open(page, `/people?page=${mistaken}`);
      expect([mistaken, await page.locator('.pager .num').textContent()]).toEqual([mistaken, expect.stringMatching(/^1–2 \/ \d+$/)]);
    }
  });
});

it('of sessions begins with this week and goes on with what is to come; what was before is one click away, and survives a reload (4)', async () => {
  const page = await as('office', { width: 375, height: 760 });
  const monday = mondayOf(today);
  const far = { unitId: 'd01u02', form: 'weekly-collective', title: '远期学习', start: '09:00', minutes: 60, place: '' };
  for (const n of [3, 9]) await made(page, '/study-sessions', { ...far, day: addDays(today, 7 * n) });
  const { position } = await made(page, '/study-sessions', { ...far, day: addDays(today, 210) });
  await open(page, '/sessions?unit=d01u02');
  const days = () => page.locator('table.data tbody td[data-title=日期]').evaluateAll((cells) => cells.map((cell) => cell.textContent!.slice(0, 10)));
  await page.locator('.scope', { hasText: '本周起' }).waitFor();
  const coming = await days();
  expect(coming).toEqual([...coming].sort());
  expect([coming[0]! >= monday, coming.at(-1)]).toEqual([true, addDays(today, 210)]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.locator('.scope a', { hasText: '更早的活动' }).click();
  await arrived(page, new RegExp(`to=${addDays(monday, -1)}`));
  await settled(page);
  const past = await days();
  expect([past.length > 0, past[0]! < monday]).toEqual([true, true]);
  expect(past).toEqual([...past].sort().reverse());
  expect(await page.locator('.scope', { hasText: '本周起' }).count()).toBe(0);
  await page.reload();
  await settled(page);
  expect(await days()).toEqual(past);
  await page.locator('.filters button', { hasText: '清除筛选' }).click();
  await page.locator('.scope', { hasText: '本周起' }).waitFor();
  await open(page, `/sessions?unit=d01u02&asOf=${position}`); // a position has the week of its moment
  await page.locator('.scope', { hasText: '当周起' }).waitFor();
  expect(await days()).toEqual(coming);
});

it('sessions are found by a part of their topic; the address keeps it, and where there is none the page says what to do (4)', async () => {
  const page = await as('office', { width: 375, height: 760 });
  const all = (await (await page.request.get('/api/study-sessions?limit=200')).json()) as { items: { title: string }[]; total: number };
  const topic = all.items.find(({ title }) => title !== all.items[0]!.title)!.title.slice(1, 5); // not of all of them
  const { total } = (await (await page.request.get(`/api/study-sessions?q=${encodeURIComponent(topic)}`)).json()) as { total: number };
  await open(page, '/sessions');
  const field = page.locator('#sessions-q');
  await field.fill(topic);
  await arrived(page, /[?&]q=/);
  await page.locator('.scope', { hasText: `共 ${total} 条` }).waitFor();
  const titles = await page.locator('table.data tbody th').allTextContents();
  expect(titles.filter((title) => !title.includes(topic))).toEqual([]);
  expect([titles.length > 0, total < all.total]).toEqual([true, true]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.reload();
  await settled(page);
  expect([await field.inputValue(), await page.locator('table.data tbody th').allTextContents()]).toEqual([topic, titles]);
  await field.fill('没有这个题目');
  await page.locator('.empty', { hasText: '没有这样的主题' }).waitFor();
  await page.locator('.filters button', { hasText: '清除筛选' }).click();
  await arrived(page, (url) => !url.searchParams.has('q'));
  expect(await field.inputValue()).toBe('');
});

it('a member reads on to whatever their unit has announced, a few at a time', async () => {
  const member = await as('member', { width: 375, height: 760 });
  const { unitId } = (await (await member.request.get('/api/me')).json()) as { unitId: string };
  const office = await as('office');
  const titles = ['读书会', '参观学习', '专题讲座'].map((title) => `${title}${Date.now()}`);
  for (const [n, title] of titles.entries()) {
    const { sessionId } = await made(office, '/study-sessions', { unitId, form: 'weekly-collective', title, day: addDays(today, 20 + n), start: '10:00', minutes: 60, place: '' });
    const { position } = await made(office, `/study-sessions/${sessionId}/publish`, {});
    await office.request.get(`/api/me?after=${position}`);
  }
  await member.route('**/api/me/sessions?*', (route) => route.continue({ url: route.request().url().replace('limit=10', 'limit=2') }));
  await open(member, '/me');
  const more = member.getByRole('button', { name: '显示更多' });
  const shown = () => member.locator('.next .title, .lines li b').allTextContents();
  expect((await shown()).filter((title) => titles.includes(title)).length).toBeLessThan(3);
  for (let before = await shown(); await more.isVisible(); before = await shown()) {
    await more.click();
    await member.waitForFunction((so) => document.querySelectorAll('.next .title, .lines li b').length !== so, before.length);
    expect((await shown()).slice(0, before.length)).toEqual(before);
  }
  expect((await shown()).filter((title) => titles.includes(title))).toEqual(titles);
  expect(await overflow(member)).toBeLessThanOrEqual(0);
});

it('whoever is expected at a session that is too large to list is counted by the server, and the page says that it is cut', async () => {
  const page = await as('office');
  const { items: [session] } = (await (await page.request.get('/api/study-sessions?status=held&limit=1')).json()) as { items: { sessionId: string; signed: number }[] };
  let first: object | undefined;
  await page.route('**/attendances?*', async (route) => { // each page the first, and always another
    first ??= (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...first, next: 'more', total: 2500 } });
  });
  await open(page, `/sessions/${session!.sessionId}`);
  await page.locator('.notice.care', { hasText: /只列出前 \d+ 人，共 2,500 人/ }).waitFor();
  expect(await page.locator('main b[role=status]').textContent()).toBe(`已到 ${session!.signed} / 应到 2,500`);
});
