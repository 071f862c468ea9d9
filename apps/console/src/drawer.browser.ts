import { describe, expect, it } from '@jest/globals';
import { addDays } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, headed, settled } from './testing/browser.ts';
import { made, open, send } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();

const whyOf = (page: Page) => new URL(page.url()).searchParams.get('why');
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.why ?? null);
const closed = (page: Page) => page.waitForSelector('dialog', { state: 'detached' });
/** Opens the first figure of the board and, in its drawer, the first that it is made of; answers both keys. */
const openTwo = async (page: Page) => {
  const figure = page.locator('.figures .value a').first();
  const first = await figure.getAttribute('data-why');
  await figure.click();
  await page.waitForSelector('dialog[open]');
  await settled(page);
  const term = page.locator('dialog ul.lines a.figure').first();
  const second = await term.getAttribute('data-why');
  await term.click();
  await page.locator('dialog dd', { hasText: second! }).waitFor(); // the key that stands below, of what is shown
  return { first, second };
};

describe('the drawer that says why', () => {
  it('stands in the address, so that a pasted link and a reload show it, and closing leaves one on the figure (4)', async () => {
    const page = await as('office');
    const { second } = await openTwo(page);
    const heading = await page.textContent('dialog h2');
    const pasted = await page.context().newPage();
    await pasted.goto(page.url());
    await pasted.locator('dialog dd', { hasText: second! }).waitFor();
    expect([whyOf(pasted), await pasted.textContent('dialog h2')]).toEqual([second, heading]);
    const figure = await pasted.locator('main .figures .value a').first().getAttribute('data-why');
    await pasted.goto(`/board?why=${encodeURIComponent(figure!)}`);
    await pasted.waitForSelector('dialog[open]');
    await settled(pasted);
    await pasted.keyboard.press('Escape');
    await closed(pasted);
    expect([whyOf(pasted), await focused(pasted)]).toEqual([null, figure]);
  });

  it('is left by Back figure by figure, and the focus returns to where it was (3)', async () => {
    const page = await as('office');
    const { first, second } = await openTwo(page);
    expect(whyOf(page)).toBe(second);
    await page.goBack();
    await arrived(page, (url) => url.searchParams.get('why') === first);
    expect(await page.locator('dialog[open]').count()).toBe(1);
    await page.goBack();
    await closed(page);
    expect([whyOf(page), await focused(page)]).toEqual([null, first]);
  });

  it('is closed by Esc at once, however deep; Back then leads to the page before, not into the drawer again', async () => {
    const page = await as('office');
    await page.locator('.rail a', { hasText: '人员' }).click();
    await headed(page, '人员');
    await page.locator('.rail a', { hasText: '看板' }).click();
    await arrived(page, /\/board/);
    await settled(page);
    const { first } = await openTwo(page);
    await page.keyboard.press('Escape');
    await closed(page);
    expect([whyOf(page), await focused(page)]).toEqual([null, first]);
    await page.goBack();
    await arrived(page, /\/people/);
  });
});

describe('the list of missed weeks', () => {
  type List = { items: { unitId: string; week: string; form: string; key: string; unfinished: { step: string } | null; owners: { name: string }[] }[]; total: number };
  /** What waits in the days that the board shows. */
  const waiting = async (page: Page): Promise<List> => {
    const [, from, to] = /(\S{10})\.\.(\S{10})/.exec((await page.locator('.figures .value a').first().getAttribute('data-why'))!)!;
    return (await page.request.get(`/api/boards/unit/agency/missed?state=missed&from=${from}&to=${to}`)).json() as Promise<List>;
  };

  it('says how many wait, shows as many over its pages, and names who answers for each', async () => {
    const page = await as('office');
    await page.route('**/missed?*state=missed*', (route) => route.continue({ url: route.request().url().replace(/limit=\d+/, 'limit=1') })); // pages of one
    await page.reload();
    await settled(page);
    const { total, items } = await waiting(page);
    expect(total).toBeGreaterThan(1);
    expect(await page.locator('.panel', { hasText: '待办' }).locator('[role=status]').textContent()).toContain(`还有 ${total} 个待补学`);
    const seen: string[] = [];
    for (let at = 1; ; at++) {
      seen.push(...(await page.locator('.todo a.subject').allTextContents()));
      const next = page.locator('.panel', { hasText: '待办' }).locator('button', { hasText: '下一页' });
      if (await next.isDisabled()) break;
      const shown = await page.locator('.todos').textContent();
      await next.click();
      await page.waitForFunction((before) => { const now = document.querySelector('.todos');
        return now !== null && now.textContent !== before && document.querySelector('[aria-busy=true]') === null; }, shown);
      expect(new URL(page.url()).searchParams.get('todoPage')).toBe(String(at + 1));
    }
    expect(seen).toHaveLength(total);
    expect(await page.locator('.todo').textContent()).toContain(`责任人：${items.at(-1)!.owners[0]!.name}`);
    const last = await page.locator('.todos').textContent();
    await page.goBack();
    await page.waitForFunction((before) => document.querySelector('.todos')?.textContent !== before, last);
    expect(await page.locator('.todo a.subject').allTextContents()).toEqual(seen.slice(-2, -1));
  });

  it('leads in one click to planning what makes good for that week', async () => {
    const page = await as('office');
    const first = (await waiting(page)).items.find(({ unfinished }) => unfinished === null || unfinished.step === 'cancel');
    await page.locator('.todo a', { hasText: '安排补学' }).first().click();
    await arrived(page, /\/sessions\/new/);
    await settled(page);
    expect(await page.locator('.notice', { hasText: '补第' }).textContent()).toContain(`第 ${Number(first!.week.slice(6))} 周`);
    await page.locator('button[type=submit]').click();
    await arrived(page, /\/sessions\/(?!new)\w+/);
    const { week, unitId } = (await (await page.request.get(`/api/study-sessions/${new URL(page.url()).pathname.split('/')[2]}`)).json()) as { week: string; unitId: string };
    expect([week, unitId]).toEqual([first!.week, first!.unitId]);
  });

  it('says that a make-up is planned for a later day and leads to it, until it is cancelled', async () => {
    const page = await as('office');
    const { unitId, week, form, key } = (await waiting(page)).items.find(({ unfinished }) => unfinished === null)!;
    const line = page.locator('.todo', { has: page.locator(`[data-why="${key}"]`) });
    const { sessionId } = await made(page, '/study-sessions', { unitId, week, form, title: '改日补上', day: addDays(today, 3), start: '09:00', minutes: 60, place: '' });
    await open(page, '/board');
    expect(await line.textContent()).toContain('已安排：改日补上');
    expect(await line.locator('a', { hasText: '安排补学' }).count()).toBe(0);
    await line.locator('a', { hasText: '查看已安排的' }).click();
    await arrived(page, new RegExp(`/sessions/${sessionId}`));
    expect(await send(page, `/study-sessions/${sessionId}/cancel`, { reason: '改期' })).toBe(201);
    await open(page, '/board');
    expect(await line.locator('a', { hasText: '安排补学' }).count()).toBe(1);
  });

  it('says which session was planned for the week and until when it can be opened, and leads to what is open first: to signing, where nobody has, and to closing it', async () => {
    const page = await as('office');
    const { unitId, week, form, key } = (await waiting(page)).items.find(({ unfinished }) => unfinished === null)!;
    const line = page.locator('.todo', { has: page.locator(`[data-why="${key}"]`) });
    const { sessionId } = await made(page, '/study-sessions', { unitId, week, form, title: '补上那一周', day: today, start: '09:00', minutes: 60, place: '' });
    await open(page, '/board');
    expect(await line.textContent()).toMatch(/还没有开始签到：补上那一周 · 20.*可开始签到至 20/);
    expect(await line.locator('a', { hasText: '安排补学' }).count()).toBe(0); // one is planned
    await line.locator('a', { hasText: '去开始签到、修改或取消' }).click();
    await arrived(page, new RegExp(`/sessions/${sessionId}`));
    expect(await send(page, `/study-sessions/${sessionId}/open`, {})).toBe(201);
    await open(page, '/board');
    expect(await line.locator('a', { hasText: '安排补学' }).count()).toBe(0);
    expect(await line.textContent()).toMatch(/尚无人签到：补上那一周 · 20.*可代签至 20/);
    await line.locator('a', { hasText: '去代签，或取消' }).click();
    await arrived(page, new RegExp(`/sessions/${sessionId}`));
    const { items } = (await (await page.request.get(`/api/study-sessions/${sessionId}/attendances`)).json()) as { items: { memberId: string }[] };
    expect(await send(page, `/study-sessions/${sessionId}/attendances`, { memberIds: [items[0]!.memberId], reason: '纸质签到' })).toBe(201);
    await open(page, '/board');
    await line.locator('a', { hasText: '先去结束' }).click();
    await arrived(page, new RegExp(`/sessions/${sessionId}`));
  });
});
