import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Figure, UnitBoard } from './api-types.ts';
import { zh } from './i18n/zh.ts';
import { arrived, settled } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { anybody, as } = scene();
const numberIn = (text: string | null | undefined) => Number((text ?? '').replace(/[^\d.−-]/g, '').replace('−', '-'));
/** Walks the pages of facts in the open drawer and adds up what each contributes. */
const sumOfFacts = async (page: Page): Promise<number> => {
  let sum = 0;
  for (;;) {
    for (const delta of await page.locator('dialog ol.lines > li > b').allTextContents()) sum += numberIn(delta.replace('+', ''));
    const next = page.locator('dialog button', { hasText: '下一页' });
    if ((await next.count()) === 0 || await next.isDisabled()) return sum;
    const first = await page.locator('dialog ol.lines > li').first().textContent();
    await next.click();
    await page.waitForFunction((before) => { const now = document.querySelector('dialog ol.lines > li'); return now !== null && now.textContent !== before; }, first);
  }
};

/** What the API answers of the board that is open. */
const answered = async (page: Page): Promise<readonly Figure[]> => {
  const [, unitId, days] = /unit:([^/]+)\/(.+)/.exec((await page.locator('.figures .value a').first().getAttribute('data-why'))!)!;
  const [from, to] = days!.split('..');
  return ((await (await page.request.get(`/api/boards/unit/${unitId}?from=${from}&to=${to}`)).json()) as { figures: readonly Figure[] }).figures;
};
const whyOf = (page: Page) => new URL(page.url()).searchParams.get('why');
const showsWhy = async (page: Page, key: string) => {
  await page.locator('dialog dd', { hasText: key }).waitFor(); // the key that stands below, of what is shown
  await settled(page);
};
/** Follows the open drawer down: a number is the total of its facts, the sum of its terms or their share, and what it is made of adds up in turn. */
const addsUp = async (page: Page, key: string): Promise<void> => {
  const shown = numberIn(await page.locator('dialog .num').first().textContent());
  const terms = await page.locator('dialog ul.lines > li').evaluateAll((rows) => rows.map((row) => ({
    divides: row.querySelector('.quiet')?.textContent?.trim() === '÷', value: row.querySelector('a')!.textContent!, key: row.querySelector('a')!.dataset.why! })));
  const values = terms.map(({ value }) => numberIn(value));
  const share = terms.some(({ divides }) => divides);
  const total = share ? Math.round((values[0]! / values[1]!) * 1000) / 10 : terms.length > 0 ? values.reduce((sum, value) => sum + value, 0) : await sumOfFacts(page);
  expect({ key, total }).toEqual({ key, total: shown });
  for (const { key: term } of terms.filter((_, i) => values[i]! > 0).slice(0, share ? 2 : 1)) {
    await page.locator(`dialog [data-why="${term}"]`).click();
    await showsWhy(page, term);
    await addsUp(page, term);
    while (whyOf(page) !== key) await page.goBack(); // each page of its facts was a step
    await showsWhy(page, key);
  }
};

it('says of people by name in which of its units they are, and calls things in English by one name, in one line', async () => {
  const page = await as('office', { language: 'en' });
  await page.route('**/missed?*state=missed*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json() as object), next: 'more', total: 32 } });
  });
  await page.goto('/board');
  await page.locator('.pager .num', { hasText: 'of 32' }).waitFor();
  expect(await page.locator('.pager .num').evaluate((one) => one.getClientRects().length > 1 || one.getBoundingClientRect().height > 26)).toBe(false);
  await page.locator('.legend', { hasText: 'Made up' }).waitFor();
  await page.goto('/board?tab=persons');
  const row = page.locator('table.data tbody tr').first();
  expect(await row.locator('td').first().textContent()).toMatch(/\p{Script=Han}/u);
  await page.goto('/board?tab=persons&unit=d01u01');
  await row.waitFor();
  expect(await row.locator('td').first().textContent()).toMatch(/^\d+$/);
  await row.locator('a').first().click();
  await page.locator('[role=tab], .tabs a', { hasText: /^Record$/ }).first().waitFor();
});

describe('the home board', () => {
  it('shows a leader their city in under 2 s, in a browser that has loaded nothing before, and says as of when (1)', async () => {
    const login = await (await as('leader')).context().cookies();
    const page = await anybody();
    await page.context().addCookies(login);
    const began = Date.now();
    await page.goto('/board');
    await page.waitForSelector('.figures .value');
    expect(Date.now() - began).toBeLessThan(2000);
    await settled(page);
    expect(await page.textContent('main')).toMatch(/数据截至 20\d\d-\d\d-\d\d 周/);
    const figures = await answered(page);
    expect(figures.length).toBeGreaterThan(1);
    expect(await page.locator('.figures dt').allTextContents()).toEqual(figures.map(({ label }) => label));
    expect(await page.locator('.figures .value').allTextContents()).toEqual(figures.map(({ shown }) => shown));
    expect(await page.locator('.figures .change > span:first-child').allTextContents()).toEqual(figures.map(({ ratio, unitOfCount }) => ratio ?? zh[`unitOfCount.${unitOfCount}`])); // what each counts
  });

  it.each([
    ['the figures at the top', '.figures .value a', 'as many as are answered'], ['both figures that a change is the difference of', '.figures .change a', 2], ['the points of the trend', '.trend svg a', 3],
    ['the figures beside the grid', '.weeks tbody tr:first-child td.num a', 3],
    ['weeks that were held', '.weeks td.cell a:has(.mark.held)', 1], ['weeks that were missed', '.weeks td.cell a:has(.mark.missed)', 1],
  ])('opens %s to what they are made of, down to facts whose total is the number (2)', async (_, links, most) => {
    const page = await as('office');
    await settled(page);
    const keys = await page.locator(links).evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.why!));
    const last = typeof most === 'number' ? most : (await answered(page)).length;
    expect(keys.length).toBeGreaterThanOrEqual(last);
    for (const key of keys.slice(-last)) { // the latest points of the trend
      await page.locator(`main [data-why="${key}"]`).first().click();
      await showsWhy(page, key);
      await addsUp(page, key);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
    }
  });

  it('tells a change as the difference of two figures, the earlier of which says its days when it is opened', async () => {
    const page = await as('office');
    await settled(page);
    const changes = await page.locator('.figures .change', { hasText: '较上期' }).all();
    expect(changes.length).toBeGreaterThan(1);
    for (const change of changes) {
      const [now, before] = (await change.locator('.nowrap a').allTextContents()).map(numberIn);
      const moved = numberIn(/= ([^（]*)/.exec((await change.textContent())!)![1]!.replace('+', ''));
      expect(now! - before!).toBeCloseTo(moved, 6); // what is shown of them
    }
    await page.locator('.figures .change', { hasText: '较上期' }).first().locator('a').last().click();
    await settled(page);
    const [, from, to] = /(\S{10})\.\.(\S{10})$/.exec(new URL(page.url()).searchParams.get('why')!)!;
    expect(await page.locator('dialog [data-whose]').textContent()).toContain(`${from} – ${to}`);
  });

  it('tells a week that is not over as such: by a dashed point, by its name, in words and in the table', async () => {
    const page = await as('office');
    let running = true;
    await page.route(/\/api\/boards\/unit\/[^/]+\?/, async (route) => {
      const answer = await route.fetch();
      const board = (await answer.json()) as UnitBoard;
      await route.fulfill({ response: answer, json: { ...board, running, trend: board.trend.slice(0, 1 + board.trend.findLastIndex(({ attendance }) => attendance.value !== null)) } });
    });
    const told = async () => {
      await page.reload();
      await settled(page);
      await page.locator('.trend summary').click();
      return [await page.locator('.trend .running').count(), await page.locator('.trend svg a:last-of-type').getAttribute('aria-label'), await page.locator('.trend p').textContent(),
        await page.locator('.trend tbody th').last().textContent()].map((one) => (typeof one === 'number' ? one : /未结束/.test(one!)));
    };
    expect(await told()).toEqual([2, true, true, true]);
    expect(await page.locator('.trend tbody th').first().textContent()).not.toContain('未结束');
    running = false;
    expect(await told()).toEqual([0, false, false, false]);
  });

  it.each([['zh', /含已补/, /已补学的仍计/], ['en', /incl\. mended/, /mended since still count/]] as const)('says wherever missed weeks stand that mended ones are among them, in %s', async (language, also, still) => {
    const page = await as('office', { language });
    await settled(page);
    const told = await page.locator('.figures dt, .weeks thead th.num').allTextContents();
    expect(told.filter((text) => also.test(text))).toHaveLength(2); // the tile, and the column
    expect(await page.locator('.legend').textContent()).toMatch(still);
    const { among } = (await answered(page)).find(({ key }) => key.startsWith('missed/'))!;
    expect([among!.value! > 0, await page.locator(`.figures .change a[data-why="${among!.key}"]`).textContent()]).toEqual([true, among!.shown]);
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
    expect(await page.locator('.figures > div').count()).toBe((await answered(page)).length);
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
