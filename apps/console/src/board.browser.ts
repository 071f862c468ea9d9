import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { arrived, overflow, settled, violations } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { as } = scene();
const numberIn = (text: string | null | undefined) => Number((text ?? '').replace(/[^\d.−-]/g, '').replace('−', '-'));
/** Walks the pages of facts in the open drawer and adds up what each contributes. */
const sumOfFacts = async (page: Page): Promise<number> => {
  let sum = 0;
  for (;;) {
    for (const delta of await page.locator('dialog ol.lines > li > b').allTextContents()) sum += numberIn(delta.replace('+', ''));
    const next = page.locator('dialog button', { hasText: '下一页' });
    if ((await next.count()) === 0) return sum;
    const first = await page.locator('dialog ol.lines > li').first().textContent();
    await next.click();
    await page.waitForFunction((before) => { const now = document.querySelector('dialog ol.lines > li'); return now !== null && now.textContent !== before; }, first);
  }
};

describe('the home board', () => {
  it('shows a leader their city in under 2 s and says as of when (1)', async () => {
    const page = await as('leader');
    const began = Date.now();
    await page.goto('/board');
    await page.waitForSelector('.figures .value');
    expect(Date.now() - began).toBeLessThan(2000);
    await settled(page);
    expect(await page.textContent('main')).toMatch(/数据截至 20\d\d-\d\d-\d\d 周/);
    expect(await page.locator('.figures > div').count()).toBe(4);
    expect(await page.locator('.figures .change > span:first-child').allTextContents()).toEqual(['签到人次 ÷ 应到人次', '参学人数 ÷ 应到人数', '次', '周']); // what each counts
  });

  it('opens a number to the facts whose total it is (2)', async () => {
    const page = await as('office');
    const link = page.locator('.weeks tbody tr').first().locator('td.num a').first();
    await link.click();
    await settled(page);
    const signed = page.locator('dialog li', { hasText: '签到' }).locator('a.figure').first();
    const value = numberIn(await signed.textContent());
    await signed.click();
    await page.waitForFunction((shown) => document.querySelector('dialog .num')?.textContent?.replace(/\D/g, '') === shown, String(value));
    await settled(page);
    // A whole unit is made of its units; a leaf is made of facts. Either way what is listed adds up to the number.
    const listed = (await page.locator('dialog ol.lines').count()) > 0
      ? await sumOfFacts(page)
      : (await page.locator('dialog ul.lines a.figure').allTextContents()).reduce((sum, text) => sum + numberIn(text), 0);
    expect(value).toBeGreaterThan(0);
    expect(listed).toBe(value);
  });

  it('opens a cell of the grid as well, by its own week', async () => {
    const page = await as('office');
    await page.locator('.weeks td.cell a').first().click();
    await page.waitForSelector('dialog[open]');
    await settled(page);
    expect(new URL(page.url()).searchParams.get('why')).toMatch(/^\w+\/(unit|own):\w+\//);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
  });

  it('drills city → department → unit → session → person → event; Back restores each (3)', async () => {
    const page = await as('office');
    const trail: string[] = [];
    const step = async (go: () => Promise<unknown>, path: RegExp) => {
      trail.push(page.url());
      await go();
      await arrived(page, path);
      await settled(page);
    };
    await step(() => page.locator('.weeks tbody th a').first().click(), /unit=d01(&|$)/);
    await step(() => page.locator('.weeks tbody th a').first().click(), /unit=d01u01/);
    await step(() => page.locator('.tabs a', { hasText: '学习活动' }).click(), /tab=sessions/);
    await step(() => page.locator('table.data tbody tr', { hasText: '已举行' }).first().locator('th a').click(), /\/sessions\/\w+/);
    await page.locator('.crumbs li').nth(3).waitFor(); // the address changes before the page does
    await step(() => page.locator('.lines b a').first().click(), /\/people\/\w+/);
    expect(await page.locator('.crumbs').textContent()).toContain('办公室');
    await step(() => page.locator('.tabs a', { hasText: '历史' }).click(), /tab=history/);
    await step(() => page.locator('.timeline > li a').first().click(), /\/events\/\w+/);
    for (const before of trail.toReversed()) {
      await page.goBack();
      await arrived(page, before);
      await settled(page);
    }
    expect(await page.locator('.figures > div').count()).toBe(4);
  });

  it('answers the URL of another unit as one that does not exist (15)', async () => {
    const page = await as('unit');
    await open(page, '/board?unit=d02u01');
    const foreign = await page.textContent('main .notice.wrong strong');
    await open(page, '/board?unit=nowhere');
    expect(await page.textContent('main .notice.wrong strong')).toBe(foreign);
    await page.locator('.topbar .picked').click();
    expect(await page.locator('[role=tree]').textContent()).not.toContain('北湖');
  });

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
});

it('a member’s phone loads less than 200 kB of script', async () => {
  const page = await as('member', { width: 375, height: 760 });
  let bytes = 0;
  page.on('response', async (response) => { if (response.url().endsWith('.js')) bytes += Number(response.headers()['content-length'] ?? (await response.body()).length); });
  await open(page, '/me');
  await page.waitForTimeout(500);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(200_000);
});

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
});

const pages: Readonly<Record<string, readonly string[]>> = {
  office: ['/board', '/board?tab=persons', '/sessions', '/sessions/new', '/sessions/new?tab=series', '/people', '/people/new', '/people/import', '/policies', '/history', '/settings'],
  member: ['/me', '/me/file', '/me/looks', '/settings'],
};
describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it.each(Object.keys(pages))('axe finds nothing on the pages of %s (20)', async (account) => {
    const page = await as(account, { theme });
    for (const path of pages[account]!) {
      await open(page, path);
      expect({ path, found: await violations(page) }).toEqual({ path, found: [] });
    }
  });
});
describe.each([['zh', 375], ['en', 375], ['en', 640]] as const)('in %s at %d px', (language, width) => {
  it.each(Object.keys(pages))('nothing overflows, and no key shows untranslated, for %s (20)', async (account) => {
    const page = await as(account, { width, height: 800, language }); // 640 px is what 200 % leaves of 1280
    for (const path of pages[account]!) {
      await open(page, path);
      expect({ path, over: await overflow(page) }).toEqual({ path, over: 0 });
      const words = (await page.locator('body').textContent()) ?? '';
      expect({ path, raw: /\b(nav|state|problem|form|board|session|person|table|mine|file)\.[a-z]\w*/.exec(words)?.[0] }).toEqual({ path, raw: undefined });
    }
  });
});

it('on a phone the entries fit side by side, and a name stands on one line', async () => {
  const page = await as('office', { width: 375, height: 800 });
  await open(page, '/people');
  expect(await page.locator('.rail').evaluate((rail) => rail.scrollWidth - rail.clientWidth)).toBe(0);
  const heights = await page.locator('table.data tbody th a').evaluateAll((names) => names.map((name) => name.getClientRects().length));
  expect(heights.length).toBeGreaterThan(1);
  expect(heights.filter((lines) => lines > 1)).toEqual([]);
});

it('the grid is one stop of Tab; arrows walk it and Enter opens (20)', async () => {
  const page = await as('office');
  await page.locator('[data-cell="0,0"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.cell)).toBe('1,1');
  expect(await page.locator('.weeks td.cell a[tabindex="0"]').count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
});
