import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { zh } from './i18n/zh.ts';
import { settled } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { anybody, as } = scene();
const phone = { width: 375, height: 760 };

it('a member has three places to go, and whoever administers eight at most', async () => {
  const entries = async (account: string) => (await as(account)).locator('.rail a').count();
  expect(await entries('member')).toBe(3);
  for (const account of ['leader', 'office', 'unit', 'auditor', 'system', 'security', 'audit']) {
    const many = await entries(account);
    expect([account, many >= 2, many <= 8]).toEqual([account, true, true]);
  }
});

describe('the drawer', () => {
  const ordered = async (page: Page) => {
    const parts = await page.locator('dialog .num').first().evaluate((number) => [...number.closest('.stack')!.children].map((part) => part.querySelector('h3')?.textContent ?? part.className));
    return parts.filter((part) => part !== 'formula');
  };
  it('says whose figure it is and of which days, what it counts, then its terms or its facts, its rule and basis, and its proof last', async () => {
    const page = await as('office');
    await page.locator('.figures .value a').first().click();
    await page.waitForSelector('dialog dl.facts');
    const key = (await page.locator('.figures .value a').first().getAttribute('data-why'))!;
    expect(await ordered(page)).toEqual(['quiet', '', zh['why.terms'], zh['why.rule'], zh['why.proof']]);
    expect(await page.locator('dialog .num').first().locator('xpath=..').textContent()).toMatch(/^[\d.]+ %签到人次占.+计数单位/);
    const days = /(\S{10})\.\.(\S{10})$/.exec(key)!;
    const whose = () => page.locator('dialog [data-whose]').textContent();
    expect(await whose()).toBe(`${await page.locator('.crumbs li').last().textContent()} · ${days[1]} – ${days[2]}`);
    await open(page, `/board?why=${encodeURIComponent(key.replace('attendance/unit:agency', 'signed/unit:d01u01'))}`);
    expect(await ordered(page)).toEqual(['quiet', '', zh['why.theFacts'], zh['why.rule'], zh['why.proof']]);
    expect(await whose()).toMatch(/^东城发射台 · /); // the board behind it is another unit's
    expect(await page.locator('dialog ol.lines > li').first().textContent()).toMatch(/签到.*周.*[+−]\d+$/); // a sentence, when, and what it adds
    const recorded = await page.locator('dialog ol.lines time').evaluateAll((all) => all.map((one) => (one as HTMLTimeElement).dateTime));
    expect(recorded).toEqual(recorded.toSorted().toReversed()); // the newest first
  });
});

describe('a table', () => {
  const pages = { office: ['/board', '/board?tab=sessions', '/board?tab=persons', '/sessions', '/people'], security: ['/roles'] };
  it.each(Object.entries(pages))('has its numbers at the right, one below another, and its days with their weekday, for %s', async (account, paths) => {
    const page = await as(account);
    for (const path of paths) {
      await open(page, path);
      const cells = await page.locator('table.data tbody td:not(.cell)').evaluateAll((all) => all.map((cell) => {
        const { textAlign, fontVariantNumeric } = getComputedStyle(cell);
        return { text: cell.textContent!.trim(), aligned: textAlign === 'end' && fontVariantNumeric === 'tabular-nums' };
      }));
      const numbers = cells.filter(({ text }) => /^[\d.,]+( %)?$/.test(text));
      const days = cells.filter(({ text }) => /\d{4}-\d\d-\d\d/.test(text));
      expect({ path, crooked: numbers.filter(({ aligned }) => !aligned), bare: days.filter(({ text }) => !/\d{4}-\d\d-\d\d 周[一二三四五六日]/.test(text)) }).toEqual({ path, crooked: [], bare: [] });
      expect(numbers.length + days.length).toBeGreaterThan(0);
    }
  });

  it.each(['/people', '/board', '/board?tab=sessions'])('of %s keeps its first column in sight on a phone, however far it is moved', async (path) => {
    const page = await as('office', phone);
    await open(page, path);
    const box = page.locator('.table-box').first();
    const { moved, at, over } = await box.evaluate((element) => {
      const first = element.querySelector('tbody th')!;
      first.scrollIntoView({ block: 'center' }); // what lies below the window is at no point of it
      element.scrollLeft = 0;
      const before = first.getBoundingClientRect().left;
      element.scrollLeft = 200;
      const { left, top, width, height } = first.getBoundingClientRect();
      return { moved: element.scrollLeft, at: left - before, over: document.elementFromPoint(left + width / 2, top + height / 2)?.closest('th') === first };
    });
    expect([moved > 50, Math.abs(at) < 1, over]).toEqual([true, true, true]);
  });
});

it('every figure of a board is a quiet link: dotted below, its own colour the text’s', async () => {
  const page = await as('leader');
  const figures = await page.locator('.figures .value > *, .weeks td.num > *').evaluateAll((all) => all.map((one) => {
    const { textDecorationStyle, textDecorationLine, color } = getComputedStyle(one);
    return [one.tagName, textDecorationLine, textDecorationStyle, color === getComputedStyle(one.parentElement!).color].join(' ');
  }));
  expect(figures.length).toBeGreaterThan(4);
  expect(new Set(figures)).toEqual(new Set(['A underline dotted true']));
});

it('language and theme change by their buttons, at once and everywhere, and are there again after a reload', async () => {
  const page = await as('office');
  const worn = () => page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]);
  const [, , day] = await worn();
  await page.locator('.person button', { hasText: 'EN' }).click();
  await page.locator('.person button[aria-label*="ark"]').click();
  await page.locator('.rail a', { hasText: 'Board' }).waitFor();
  const [language, theme, night] = await worn();
  expect([language, theme, night === day]).toEqual(['en', 'dark', false]);
  await page.reload();
  await settled(page);
  expect(await worn()).toEqual(['en', 'dark', night]);
  expect(await page.locator('main').textContent()).not.toMatch(/参学率|待办/);
  const door = await anybody();
  await door.goto('/login');
  await door.locator('.card button', { hasText: 'English' }).click(); // before the login as well
  await door.locator('h1', { hasText: /^[A-Z]/ }).waitFor();
});

it('a phone shows one thing to do, with one large button at most, and below it the record', async () => {
  const page = await as('member', phone);
  await open(page, '/me');
  expect([await page.locator('main .next').count() <= 1, await page.locator('main .button.big').count() <= 1]).toEqual([true, true]);
  expect(await page.locator('main h2').allTextContents()).toContain(zh['mine.record']);
});
