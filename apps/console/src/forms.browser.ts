import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { headed, openAs, openBrowser, openContext, password, settled } from './testing/browser.ts';
import { startHost, type RunningHost } from './testing/host.ts';

let host: RunningHost;
let browser: Browser;
beforeAll(async () => { [host, browser] = [await startHost(), await openBrowser()]; });
afterAll(async () => { await browser?.close(); await host?.stop(); });

const as = (account: string, look = {}) => openAs(browser, host.address, account, look);
const register = async (page: Page, name: string) => {
  await page.goto('/people/new');
  await settled(page);
  await page.fill('input[name=name]', name);
  await page.fill('input[name=post]', '值机员');
};
const found = async (page: Page, name: string) => {
  await page.goto(`/people?q=${encodeURIComponent(name)}`);
  await settled(page);
  return page.locator('table.data tbody tr').count();
};

describe('a form', () => {
  it('asks for the password in place when the login has ended, and loses nothing (9)', async () => {
    const page = await as('office');
    await register(page, '钱多多');
    await page.context().clearCookies();
    await page.click('button[type=submit]');
    await page.waitForSelector('dialog[open] input[name=password]');
    await page.fill('dialog input[name=password]', password);
    await page.press('dialog input[name=password]', 'Enter');
    await page.waitForURL(/\/people\/(?!new)\w+/);
    await headed(page, '钱多多');
  });

  it('says beside the field what it lacks, in the page’s language whatever the browser speaks', async () => {
    const page = await as('office', { language: 'en' });
    await page.evaluate(() => localStorage.setItem('lyceum.prefs', JSON.stringify({ language: 'zh', theme: 'light' })));
    await page.goto('/people/new');
    await settled(page);
    await page.fill('input[name=post]', '值机员');
    await page.click('button[type=submit]');
    expect(await page.locator('.field:has(input[name=name]) .fault').textContent()).toBe('请填写此项');
    expect(await page.locator('.fault').count()).toBe(1);
    await page.fill('input[name=name]', '齐全');
    expect(await page.locator('.fault').count()).toBe(0);
  });

  it('warns before it is left, and its draft comes back (10)', async () => {
    const page = await as('office');
    await register(page, '孙未存');
    const asked: string[] = [];
    page.once('dialog', (dialog) => { asked.push(dialog.message()); void dialog.dismiss(); });
    await page.locator('.rail a').first().click();
    await page.waitForTimeout(200);
    expect(asked).toHaveLength(1);
    expect(page.url()).toContain('/people/new');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await settled(page);
    expect(await page.inputValue('input[name=name]')).toBe('孙未存');
    expect(await page.textContent('main form')).toContain('已恢复');
  });

  it('submits once for a double click and for a retry after a lost answer (11)', async () => {
    const page = await as('office');
    await register(page, '李双击');
    await page.dblclick('button[type=submit]');
    await page.waitForURL(/\/people\/(?!new)\w+/);
    expect(await found(page, '李双击')).toBe(1);

    await register(page, '周重试');
    let lost = 0;
    await page.route('**/api/members', async (route) => {
      if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
      await route.fetch(); // it reaches the server; the answer does not reach the page
      return route.abort();
    });
    await page.click('button[type=submit]');
    await page.waitForSelector('.notice.wrong');
    await page.click('button[type=submit]');
    await page.waitForURL(/\/people\/(?!new)\w+/);
    expect(lost).toBe(2);
    expect(await found(page, '周重试')).toBe(1);
  });
});

it('shows days and times of Shanghai where the browser keeps another zone (13)', async () => {
  const [here, there] = [await as('office', { timezone: 'Asia/Shanghai' }), await as('office', { timezone: 'America/New_York' })];
  const seen = await Promise.all([here, there].map(async (page) => {
    await page.goto('/sessions?status=held');
    await settled(page);
    await page.locator('table.data tbody th a').first().click();
    await page.locator('.live').waitFor();
    await settled(page);
    return page.locator('main time').allTextContents();
  }));
  expect(seen[0]!.length).toBeGreaterThan(0);
  expect(seen[1]).toEqual(seen[0]);
});

it('counts half past midnight in Shanghai on its own day, where the browser is on UTC and still in the day before (13)', async () => {
  const page = await as('office', { timezone: 'UTC' });
  await page.clock.setFixedTime('2027-03-05T16:30:00.000Z'); // Friday for the browser, Saturday 00:30 in Shanghai
  await page.goto('/sessions/new');
  await settled(page);
  expect(await page.locator('.ant-picker input').first().inputValue()).toContain('2027-03-12'); // the next Friday, not the one that is over
  await page.goto('/sessions?status=held');
  await settled(page);
  await page.route('**/attendances?*', async (route) => {
    const answer = (await (await route.fetch()).json()) as { items: { state: string; recordedAt?: string }[] };
    await route.fulfill({ json: { ...answer, items: answer.items.map((one) => (one.state === 'signed' ? { ...one, recordedAt: '2027-03-05T16:30:00.000Z' } : one)) } });
  });
  await page.locator('table.data tbody th a').first().click();
  await page.locator('.live').waitFor();
  await settled(page);
  const times = await page.locator('.lines .num').allTextContents();
  expect(times.length).toBeGreaterThan(0);
  expect(new Set(times)).toEqual(new Set(['2027-03-06 00:30']));
});

describe('rare names', () => {
  it('display and are found (20)', async () => {
    const page = await as('office');
    await register(page, '䶮𠮷');
    await page.click('button[type=submit]');
    await page.waitForURL(/\/people\/(?!new)\w+/);
    await headed(page, '䶮𠮷');
    expect(await found(page, '𠮷')).toBe(1);
  });
});

describe('an account', () => {
  it('is activated with a one-time code within a minute; both are on record (21)', async () => {
    const page = await as('office');
    await register(page, '吴启用');
    await page.click('button[type=submit]');
    await headed(page, '吴启用');
    const began = Date.now();
    await page.locator('main .head button', { hasText: '激活码' }).first().click();
    await page.locator('dialog button.primary').click();
    const code = (await page.textContent('dialog [data-code]'))!;
    const account = (await page.textContent('dialog dd'))!;
    const own = await (await openContext(browser, host.address)).newPage();
    await own.goto(`/activate?account=${account}`);
    const fields = own.locator('form input');
    await fields.nth(1).fill(code);
    await fields.nth(2).fill('a-long-enough-phrase');
    await fields.nth(3).fill('a-long-enough-phrase');
    await own.click('button[type=submit]');
    await own.waitForURL(/\/me$/);
    expect(Date.now() - began).toBeLessThan(60_000);
    await headed(own, '吴启用');
    await page.goto(`${new URL(page.url()).pathname}?tab=history`);
    await settled(page);
    expect(await page.locator('.timeline > li').count()).toBeGreaterThanOrEqual(3);
  });

  it('is reset by an administrator: its logins end, the old password opens nothing, and both are on record (21)', async () => {
    const own = await as('member');
    const { memberId } = (await (await own.request.get('/api/me')).json()) as { memberId: string };
    const page = await as('office');
    await page.goto(`/people/${memberId}`);
    await settled(page);
    await page.locator('main .head button', { hasText: '重置账号' }).click();
    await page.locator('dialog button.primary').click();
    const code = (await page.textContent('dialog [data-code]'))!;
    expect((await own.request.get('/api/me')).status()).toBe(401);
    expect((await own.request.post('/api/login', { data: { account: 'member', password } })).status()).not.toBe(200);
    await own.goto('/activate?account=member');
    const fields = own.locator('form input');
    await fields.nth(1).fill(code);
    await fields.nth(2).fill('another-long-phrase');
    await fields.nth(3).fill('another-long-phrase');
    await own.click('button[type=submit]');
    await own.waitForURL(/\/me$/);
    await page.goto(`/people/${memberId}?tab=history`);
    await settled(page);
    const told = (await page.locator('.timeline > li').allTextContents()).join('\n');
    expect(told).toMatch(/激活账号[\s\S]*生成激活码/);
  });
});
