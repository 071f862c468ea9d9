import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openAs, openBrowser, settled } from './testing/browser.ts';
import { startHost, type RunningHost } from './testing/host.ts';

let host: RunningHost;
let browser: Browser;
beforeAll(async () => { [host, browser] = [await startHost(), await openBrowser()]; });
afterAll(async () => { await browser?.close(); await host?.stop(); });

describe('an auditor', () => {
  it('reads who did what and when, in sentences (19)', async () => {
    const page = await openAs(browser, host.address, 'auditor');
    await page.goto('/history');
    await settled(page);
    const first = page.locator('.timeline > li').first();
    expect(await first.textContent()).toMatch(/经办.*记录 20\d\d-\d\d-\d\d 周/);
    await first.locator('a').first().click();
    await page.waitForURL(/\/events\//);
    await page.locator('dl.facts').first().waitFor(); // the address changes before the page does
    expect(await page.locator('dl.facts dt').count()).toBeGreaterThan(4);
    expect(await page.locator('main pre').isVisible()).toBe(false); // as it was stored: folded until asked for
  });

  it('reads what was and what is, field by field, of whatever was changed (19)', async () => {
    const office = await openAs(browser, host.address, 'office');
    const { items: [session] } = (await (await office.request.get('/api/study-sessions?status=published&limit=1')).json()) as { items: { sessionId: string; place: string }[] };
    await office.goto(`/sessions/${session!.sessionId}/change`);
    await settled(office);
    await office.getByLabel('地点').fill('新的会议室');
    await office.click('button[type=submit]');
    await office.waitForURL(new RegExp(`/sessions/${session!.sessionId}$`));
    const page = await openAs(browser, host.address, 'auditor');
    await page.goto(`/history?subject=session:${session!.sessionId}`);
    await settled(page);
    const newest = page.locator('.timeline > li').first();
    expect(await newest.locator('.sentence').textContent()).toMatch(/^学习活动改为《.*》：.*新的会议室$/);
    expect([await newest.locator('.change .struck').allTextContents(), await newest.locator('.change b').allTextContents()]).toEqual([[session!.place], ['新的会议室']]);
  });

  it('goes from an entry of a learning file to the very event that it rests on (3)', async () => {
    const page = await openAs(browser, host.address, 'auditor');
    const { items } = (await (await page.request.get('/api/members?unit=d01u01&limit=20')).json()) as { items: { memberId: string }[] };
    const file = async (memberId: string) => ((await (await page.request.get(`/api/learning-files/${memberId}`)).json()) as { items: { source: { eventId: string } }[] }).items;
    const { memberId, entries } = (await Promise.all(items.map(async ({ memberId: id }) => ({ memberId: id, entries: await file(id) })))).find(({ entries: some }) => some.length > 0)!;
    await page.goto(`/people/${memberId}?tab=file`);
    await settled(page);
    await page.locator('.timeline > li').first().locator('a', { hasText: '当时的签到记录' }).click();
    await page.waitForURL(/\/events\//);
    await page.locator('summary').click();
    expect(await page.locator('main').textContent()).toContain(entries[0]!.source.eventId);
  });

  it('goes back to a moment, on every page, by the address alone, and back to now (19)', async () => {
    const page = await openAs(browser, host.address, 'auditor');
    await settled(page);
    const now = await page.locator('.figures .value').allTextContents();
    const monthAgo = new Date(Date.now() - 35 * 86_400_000).toISOString();
    const week = new URL(page.url());
    const range = 'from=2026-01-05&to=2026-12-27';
    await page.goto(`/board?${range}`);
    await settled(page);
    const today = await page.locator('.figures .value').allTextContents();
    await page.goto(`/board?${range}&asOf=${monthAgo}`);
    await settled(page);
    expect(await page.textContent('.band')).toContain('正在查看过去');
    expect(await page.locator('.figures .value').allTextContents()).not.toEqual(today);
    await page.locator('.rail a', { hasText: '学习活动' }).click();
    await page.waitForURL(/\/sessions\?.*asOf=/);
    expect(await page.locator('.band').count()).toBe(1);
    await page.locator('.band button').click();
    await page.waitForURL((url) => !url.searchParams.has('asOf'));
    await page.goto(week.pathname + week.search);
    await settled(page);
    expect(await page.locator('.figures .value').allTextContents()).toEqual(now);
  });
});

describe('while the past is shown', () => {
  const dayEnd = '2026-10-31T16:00:00.000Z';
  it('people are those of now, with a note and no error, and nothing can be written', async () => {
    const page = await openAs(browser, host.address, 'office');
    await page.goto(`/people?asOf=${dayEnd}`);
    await settled(page);
    expect(await page.locator('.notice.past').count()).toBe(1);
    expect(await page.locator('.notice.wrong').count()).toBe(0);
    expect(await page.locator('table.data tbody tr').count()).toBeGreaterThan(1);
    const register = page.locator('.head button', { hasText: '登记人员' });
    expect([await register.isDisabled(), await register.getAttribute('title')]).toEqual([true, expect.stringContaining('正在查看过去')]);
    await page.goto(`/sessions/new?asOf=${dayEnd}`);
    await settled(page);
    expect(await page.locator('button[type=submit]').isDisabled()).toBe(true);
  });

  it('a day ends at its own midnight', async () => {
    const page = await openAs(browser, host.address, 'auditor');
    await page.goto(`/board?asOf=${dayEnd}`);
    await settled(page);
    expect(await page.textContent('.band')).toMatch(/2026-10-31 周六 24:00/);
  });

  it('nothing is offered for signing, and what is next is of the present only', async () => {
    const page = await openAs(browser, host.address, 'member');
    await page.goto(`/me?asOf=${dayEnd}`);
    await settled(page);
    expect(await page.locator('.next, button.big').count()).toBe(0);
    await page.goto('/board');
    await page.waitForURL(/\/me$/);
  });

  it('an address that names no moment says so, once, and leads back', async () => {
    const page = await openAs(browser, host.address, 'auditor');
    await page.goto('/board?asOf=zzz');
    await page.locator('.band[role=alert]', { hasText: '“zzz”无法识别' }).waitFor();
    expect(await page.locator('.notice.wrong').count()).toBe(0);
    await page.locator('.band button').click();
    await page.waitForURL((url) => !url.searchParams.has('asOf'));
    await settled(page);
    expect(await page.locator('.figures').count()).toBe(1);
  });
});
