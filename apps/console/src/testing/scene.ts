import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { shanghaiDay } from '@lyceum/core/calendar';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { arrived, logIn, openBrowser, openContext, settled, type Look } from './browser.ts';
import { startHost, type RunningHost } from './host.ts';

type Session = Awaited<ReturnType<BrowserContext['cookies']>>;
export type Scene = {
  /**
   * A page of that account, in a browser of its own. The form is filled in once per account; browsers after it are given that login, as the
   * server takes ten of an account in a minute. `fresh`: a login of its own, for what ends logins or counts them.
   */
  readonly as: (account: string, look?: Look & { readonly fresh?: boolean }) => Promise<Page>;
  /** A page of nobody yet. */
  readonly anybody: (look?: Look) => Promise<Page>;
};

/** The day in Shanghai at which the specs began. */
export const today = shanghaiDay(new Date().toISOString());

/** What every browser spec stands on: the real host with the tiny demo city, and a browser; both are gone after it. What a test opened is closed after it. */
export const scene = (befall?: (data: string) => void): Scene => {
  let host: RunningHost | undefined;
  let browser: Browser | undefined;
  const sessions = new Map<string, Session>();
  beforeAll(async () => { browser = await openBrowser(); host = await startHost(befall); });
  afterAll(async () => { await browser?.close(); await host?.stop(); });

  const opened: BrowserContext[] = [];
  beforeEach(() => { opened.length = 0; }); // what was opened before the first test is for all of them
  afterEach(async () => { // pages go on asking the server as long as they are open
    await Promise.all(opened.flatMap((context) => context.pages()).map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })));
    await Promise.all(opened.map((context) => context.close()));
  });

  const anybody = async (look: Look = {}) => {
    const context = await openContext(browser!, host!.address, look);
    opened.push(context);
    return context.newPage();
  };
  const as: Scene['as'] = async (account, { fresh = false, ...look } = {}) => {
    const page = await anybody(look);
    const kept = fresh ? undefined : sessions.get(account);
    if (kept) {
      await page.context().addCookies(kept);
      await page.goto('/');
      await arrived(page, (url) => url.pathname !== '/');
      await settled(page);
      if (!new URL(page.url()).pathname.startsWith('/login')) return page; // else it was ended meanwhile
    }
    await logIn(page, account);
    if (!fresh) sessions.set(account, await page.context().cookies());
    return page;
  };
  return { as, anybody };
};
