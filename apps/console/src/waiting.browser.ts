import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { arrived } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { as } = scene();
/** From now on what is asked of that path gets no answer; resolves once it is asked. The page's clock is ours, so that nobody waits. */
const silent = (page: Page, path: string): Promise<void> => new Promise((asked) => { void page.route(path, () => asked()); });
/** Lets time pass for the page: more than it is ready to wait. */
const tooLong = async (page: Page, seconds = 31) => page.clock.fastForward(seconds * 1000);

describe('whatever takes its time', () => {
  it('ends a failure in words, with the request to quote and a way to try again (16)', async () => {
    const page = await as('office');
    await page.route('**/api/study-sessions?*',
      (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', headers: { 'x-request-id': 'req-500' }, body: '{"status":500,"code":"unexpected","detail":"系统内部错误"}' }));
    await page.goto('/sessions');
    await page.waitForSelector('.notice.wrong');
    expect(await page.textContent('.notice.wrong')).toMatch(/系统内部错误[\s\S]*req-500/);
    await page.unroute('**/api/study-sessions?*');
    await page.locator('.notice.wrong button').click();
    await page.waitForSelector('table.data');
  });

  it('shows that it waits while it waits, and says so where the server can’t be reached (16)', async () => {
    const page = await as('office');
    let answer = () => {};
    const held = new Promise<void>((resolve) => { answer = resolve; });
    await page.route('**/api/members?*', async (route) => { await held; await route.continue(); });
    await page.goto('/people');
    await page.locator('main .bones', { hasText: '正在加载' }).waitFor();
    answer();
    await page.waitForSelector('table.data');
    await page.unroute('**/api/members?*');
    await page.route('**/api/members?*', (route) => route.abort('internetdisconnected'));
    await page.goto('/people?q=x');
    await page.locator('.notice.wrong', { hasText: '连不上服务器' }).waitFor(); // after it was tried twice more
    await page.unroute('**/api/members?*');
    await page.locator('.notice.wrong button').click();
    await page.locator('.empty', { hasText: '没有内容' }).waitFor();
    expect(await page.textContent('.empty')).toContain('调整筛选');
  });

  it('says so where the browser knows that there is no line, of what it asks for and of a page that it has not loaded yet, and can be tried again (16)', async () => {
    const page = await as('office', { width: 375, height: 760 });
    await open(page, '/people');
    await page.context().setOffline(true);
    await page.locator('.filters input').first().fill('没有这个人');
    await page.keyboard.press('Enter');
    await page.locator('main .notice.wrong', { hasText: '连不上服务器' }).waitFor();
    await page.locator('.rail a', { hasText: '规则' }).click();
    await page.locator('.notice.wrong', { hasText: '页面没能载入：网络不通，或者系统刚刚更新' }).waitFor();
    expect(await page.textContent('.notice.wrong')).not.toMatch(/module/);
    await page.context().setOffline(false);
    await page.locator('.notice.wrong button').click();
    await page.locator('h1', { hasText: '规则' }).waitFor();
  });

  it('is given up when no answer comes, says so, and can be tried again (16)', async () => {
    const page = await as('office');
    await page.clock.install();
    const asked = silent(page, '**/api/study-sessions?*');
    await page.goto('/sessions');
    await page.locator('main .bones', { hasText: '正在加载' }).waitFor();
    await asked;
    await tooLong(page, 29);
    expect(await page.locator('.notice.wrong').count()).toBe(0);
    await tooLong(page, 2);
    await page.locator('.notice.wrong', { hasText: '服务器很久没有答复' }).waitFor();
    await page.unroute('**/api/study-sessions?*');
    await page.locator('.notice.wrong button').click();
    await page.waitForSelector('table.data');
  });

  it('has longer where a file is sent (16)', async () => {
    const page = await as('office');
    await open(page, '/people/import');
    await page.clock.install();
    await page.reload();
    await page.waitForSelector('input[type=file]', { state: 'attached' });
    const asked = silent(page, '**/api/imports?*');
    await page.setInputFiles('input[type=file]', { name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名,所在单位\n冯一,南山发射台\n') });
    await asked;
    await tooLong(page, 120);
    expect(await page.locator('.notice.wrong').count()).toBe(0);
    await tooLong(page, 200);
    await page.locator('.notice.wrong', { hasText: '服务器很久没有答复' }).waitFor();
    expect(await page.locator('input[type=file]').isEnabled()).toBe(true);
  });
});

it('a logout that failed says so in its place, keeps the person logged in, and can be tried again (16)', async () => {
  const page = await as('auditor', { fresh: true });
  const out = page.locator('.person .menu button', { hasText: '退出' });
  await page.route('**/api/logout', (route) => route.abort('internetdisconnected'));
  await page.locator('.person .popover-host > button').click();
  await out.click();
  await page.locator('.person .notice.wrong', { hasText: '连不上服务器' }).waitFor();
  expect(new URL(page.url()).pathname).not.toBe('/login');
  await page.unroute('**/api/logout');
  await page.locator('.person .notice.wrong button').click();
  await arrived(page, /\/login/);
});
