import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { arrived, headed, password, settled } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { anybody } = scene();
let page: Page;
beforeAll(async () => { page = await anybody(); });

const press = (...keys: string[]) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
/** Tab by Tab until the focus is on what is called so; fails where Tab never comes there. */
const tabTo = async (name: RegExp, most = 60) => {
  const called = () => page.evaluate(() => {
    const one = document.activeElement as HTMLInputElement | null;
    return [one?.getAttribute('aria-label'), one?.labels?.[0]?.textContent, one?.textContent].filter(Boolean).join(' ');
  });
  for (let n = 0; n < most; n++) {
    await press('Tab');
    if (name.test(await called())) return;
  }
  throw new Error(`Tab did not come to ${name} within ${most} steps; it is at “${await called()}”`);
};

describe('by the keyboard alone', () => {
  it('one logs in, skips to the content, and opens why a figure is what it is (20)', async () => {
    await page.goto('/login');
    await page.waitForSelector('input[name=account]');
    await tabTo(/^账号/, 8).catch(() => undefined); // the field may have the focus already
    await page.locator('input[name=account]').focus();
    await page.keyboard.type('office');
    await press('Tab');
    await page.keyboard.type(password);
    await press('Enter');
    await arrived(page, /\/board/);
    await settled(page);
    await page.reload(); // Tab begins at the top, not in the page that the login led to
    await settled(page);
    await tabTo(/^跳到正文/, 1);
    await press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await tabTo(/^参学率/);
    await press('Enter');
    await page.waitForSelector('dialog[open]');
    await press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^参学率/);
  });

  it('one changes the unit in view, plans a session and publishes it (20)', async () => {
    await open(page, '/sessions');
    await tabTo(/^选择单位/);
    await press('Enter');
    await page.keyboard.type('东城');
    await press('ArrowDown', 'Enter');
    await arrived(page, /unit=d01u01/);
    await settled(page);
    await tabTo(/^安排学习$/);
    await press('Enter');
    await arrived(page, /\/sessions\/new/);
    await settled(page);
    await tabTo(/^主题/);
    await press('Control+a');
    await page.keyboard.type('只用键盘安排');
    await press('Enter');
    await arrived(page, /\/sessions\/(?!new)\w+/);
    await headed(page, '只用键盘安排');
    await tabTo(/^发布$/);
    await page.waitForTimeout(1100); // a step rests for a second after the one before
    await press('Enter');
    await page.locator('.head .tag', { hasText: '已发布' }).waitFor();
  });

  it('one finds a person’s history: arrows walk what is found, Enter takes it, Esc puts it away; nobody found says what to do (20)', async () => {
    const found = page.locator('[role=option]');
    await open(page, '/history?unit=agency');
    await tabTo(/^查某人的历史/);
    await page.keyboard.type('zzzz');
    await page.locator('.popover', { hasText: '没有找到“zzzz”' }).waitFor();
    expect(await page.textContent('.popover')).toMatch(/换一个字或电话号码/);
    await press('Escape');
    expect(await page.locator('.popover').count()).toBe(0);
    await page.keyboard.type('100'); // the demo's phones begin so
    await found.nth(2).waitFor();
    const name = (await found.nth(2).textContent())!;
    await press('ArrowDown', 'ArrowDown');
    expect(await page.locator('[aria-selected=true]').textContent()).toBe(name);
    expect(await page.evaluate(() => document.getElementById(document.activeElement!.getAttribute('aria-activedescendant')!)?.textContent)).toBe(name);
    await press('Enter');
    await page.waitForFunction((called) => document.querySelector('select')?.selectedOptions[0]?.textContent === called, `人员 · ${name.split(' ')[0]}`);
    expect(new URL(page.url()).searchParams.get('subject')).toMatch(/^member:/);
    await settled(page);
    expect(await page.locator('.timeline > li').count()).toBeGreaterThan(0);
  });
});
