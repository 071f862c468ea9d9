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
    await settled(page);
    expect(await page.locator('dl.facts dt').count()).toBeGreaterThan(4);
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
