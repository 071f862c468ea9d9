import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Debian's Chromium with a fresh profile; CHROMIUM names another. */
export const openBrowser = async (): Promise<Browser> => {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`There is no browser at ${executablePath}. Install it (apt-get install chromium fonts-noto-cjk), or name one in CHROMIUM.`);
  return chromium.launch({ executablePath, args: flags });
};

export type Look = { width?: number; height?: number; timezone?: string; language?: 'zh' | 'en'; theme?: 'light' | 'dark' };
/** A browser of one person. Its zone is UTC unless told: what the console shows must not follow it. */
export const openContext = async (browser: Browser, address: string, { width = 1280, height = 900, timezone = 'UTC', language = 'zh', theme = 'light' }: Look = {}): Promise<BrowserContext> => {
  const context = await browser.newContext({ baseURL: address, viewport: { width, height }, timezoneId: timezone, locale: language === 'zh' ? 'zh-CN' : 'en-GB' });
  await context.addInitScript((prefs) => { if (!localStorage.getItem('lyceum.prefs')) localStorage.setItem('lyceum.prefs', JSON.stringify(prefs)); }, { language, theme });
  context.setDefaultTimeout(20_000);
  return context;
};

export const password = 'lyceum-demo-2026';
/** Logs in as people do: by the form. */
export const logIn = async (page: Page, account: string): Promise<void> => {
  await page.goto('/login');
  await page.fill('input[name=account]', account);
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
  await arrived(page, (url) => url.pathname !== '/' && !url.pathname.startsWith('/login'));
  await settled(page);
};

/** Until the page has that address; what it shows may be drawn a moment later. */
export const arrived = (page: Page, at: Parameters<Page['waitForURL']>[0]): Promise<void> => page.waitForURL(at, { waitUntil: 'commit' });

/** Until nothing loads any more. An address changes a moment before its page is drawn, hence the frames. */
export const settled = async (page: Page): Promise<void> => {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 50)))));
  await page.waitForFunction(() => document.querySelector('main, dialog') !== null && document.querySelector('.bone') === null && document.querySelector('[aria-busy=true]') === null);
};

/** Until the page of this heading stands. */
export const headed = async (page: Page, heading: string): Promise<void> => {
  await page.locator('h1', { hasText: heading }).waitFor();
  await settled(page);
};

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** What axe finds against WCAG 2.1 A and AA, in words. */
export const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(readFileSync(axe, 'utf8')); // evaluated, not loaded: the page's own policy forbids foreign scripts
  return page.evaluate(async () => {
    type Result = { violations: { id: string; nodes: { target: unknown[] }[] }[] };
    const run = (globalThis as unknown as { axe: { run(context: Document, options: object): Promise<Result> } }).axe;
    const { violations: found } = await run.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' | ')}`);
  });
};
export const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
