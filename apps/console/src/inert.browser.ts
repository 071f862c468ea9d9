import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openAs, openBrowser, settled } from './testing/browser.ts';
import { startHost, type RunningHost } from './testing/host.ts';

const markup = '<img src=x onerror=window.ran=1>';
const script = '<script>window.ran=1</script>';
let host: RunningHost;
let browser: Browser;
beforeAll(async () => { [host, browser] = [await startHost(), await openBrowser()]; });
afterAll(async () => { await browser?.close(); await host?.stop(); });

const post = (page: Page, path: string, body: object) => page.evaluate(async ([url, text]) => {
  const answer = await fetch(`/api${url}`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: text! });
  return answer.json() as Promise<Record<string, string>>;
}, [path, JSON.stringify(body)]);

describe('what somebody typed as markup', () => {
  it('is shown as they typed it, and runs nowhere', async () => {
    const page = await openAs(browser, host.address, 'office');
    const day = new Date().toISOString().slice(0, 10);
    const { memberId } = await post(page, '/members', { name: markup, unitId: 'd01u01', post: script, tier: 'operator', employment: 'staff', party: 'non-party', from: day });
    const { sessionId } = await post(page, '/study-sessions', { unitId: 'd01u01', form: 'weekly-collective', title: markup, day, start: '15:00', minutes: 60, place: script });
    expect([memberId, sessionId]).toEqual([expect.any(String), expect.any(String)]);
    for (const [where, typed] of [[`/people/${memberId}`, markup], [`/sessions/${sessionId}`, markup], [`/history?subject=member:${memberId}`, script], [`/people?q=${encodeURIComponent('onerror')}`, '']] as const) {
      await page.goto(where);
      await settled(page);
      expect(await page.locator('main').textContent()).toContain(typed);
      expect(await page.evaluate(() => [document.querySelectorAll('main img[src=x], main script').length, (window as unknown as { ran?: number }).ran])).toEqual([0, undefined]);
    }
  });

  it('is stopped by the page’s policy, even where it got in', async () => {
    const page = await openAs(browser, host.address, 'office');
    await page.evaluate(() => { const element = document.createElement('script'); element.textContent = 'window.ran = 1'; document.body.append(element); });
    expect(await page.evaluate(() => (window as unknown as { ran?: number }).ran)).toBeUndefined();
  });
});
