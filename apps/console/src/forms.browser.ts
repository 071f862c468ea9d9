import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { arrived, headed, logIn, password, settled } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { anybody, as } = scene();
const register = async (page: Page, name: string) => {
  await open(page, '/people/new');
  await page.fill('input[name=name]', name);
  await page.fill('input[name=post]', '值机员');
};
const found = async (page: Page, name: string) => {
  await open(page, `/people?q=${encodeURIComponent(name)}`);
  return page.locator('table.data tbody tr').count();
};

describe('a form', () => {
  it('asks for the password in place when the login has ended, and loses nothing (9)', async () => {
    const page = await as('office', { fresh: true });
    await register(page, '钱多多');
    await page.context().clearCookies();
    await page.click('button[type=submit]');
    await page.waitForSelector('dialog[open] input[name=password]');
    await page.fill('dialog input[name=password]', password);
    await page.press('dialog input[name=password]', 'Enter');
    await arrived(page, /\/people\/(?!new)\w+/);
    await headed(page, '钱多多');
  });

  it('says beside the field what it lacks, in the page’s language whatever the browser speaks', async () => {
    const page = await as('office', { language: 'en' });
    await page.evaluate(() => localStorage.setItem('lyceum.prefs', JSON.stringify({ language: 'zh', theme: 'light' })));
    await open(page, '/people/new');
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

  it('gives a draft back to who typed it after their login ran out, and never to who logs in next', async () => {
    const page = await as('office', { fresh: true });
    page.on('dialog', (dialog) => void dialog.accept());
    const kept = async () => (await page.evaluate(() => Object.values(sessionStorage))).join();
    const comeBack = async (account: string) => {
      await page.context().clearCookies();
      await page.reload();
      await arrived(page, /\/login/);
      await logIn(page, account);
      await open(page, '/people/new');
      return page.inputValue('input[name=name]');
    };
    await register(page, '吴过期');
    expect(await comeBack('office')).toBe('吴过期');
    expect(await comeBack('unit')).toBe('');
    expect(await kept()).not.toContain('吴过期');
    expect(await comeBack('office')).toBe('');
  });

  it('submits once for a double click and for a retry after a lost answer (11)', async () => {
    const page = await as('office');
    await register(page, '李双击');
    await page.dblclick('button[type=submit]');
    await arrived(page, /\/people\/(?!new)\w+/);
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
    await arrived(page, /\/people\/(?!new)\w+/);
    expect(lost).toBe(2);
    expect(await found(page, '周重试')).toBe(1);
  });
});

it('shows days and times of Shanghai where the browser keeps another zone (13)', async () => {
  const [here, there] = [await as('office', { timezone: 'Asia/Shanghai' }), await as('office', { timezone: 'America/New_York' })];
  const seen = await Promise.all([here, there].map(async (page) => {
    await open(page, '/sessions?status=held');
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
  await open(page, '/sessions/new');
  expect(await page.locator('.ant-picker input').first().inputValue()).toContain('2027-03-12'); // the next Friday, not the one that is over
  await open(page, '/sessions?status=held');
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
    await arrived(page, /\/people\/(?!new)\w+/);
    await headed(page, '䶮𠮷');
    expect(await found(page, '𠮷')).toBe(1);
  });
});

describe('an account', () => {
  /** Registers somebody; answers the page of office that stands on theirs. */
  const registered = async (name: string): Promise<Page> => {
    const page = await as('office');
    await register(page, name);
    await page.click('button[type=submit]');
    await headed(page, name);
    return page;
  };
  /** Has a code made by the button on their page. */
  const coded = async (page: Page, button: string) => {
    await page.locator('main .head button', { hasText: button }).first().click();
    await page.locator('dialog button.primary').click();
    const made = { code: (await page.textContent('dialog [data-code]'))!, account: (await page.textContent('dialog dd'))! };
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    return made;
  };
  const activate = async (own: Page, { account, code }: { account: string; code: string }, phrase: string) => {
    await own.goto(`/activate?account=${account}`);
    const fields = own.locator('form input');
    await fields.nth(1).fill(code);
    await fields.nth(2).fill(phrase);
    await fields.nth(3).fill(phrase);
    await own.click('button[type=submit]');
    await arrived(own, /\/me$/);
  };

  it('is activated with a one-time code within a minute; both are on record (21)', async () => {
    const page = await registered('吴启用');
    const began = Date.now();
    const own = await anybody();
    await activate(own, await coded(page, '激活码'), 'a-long-enough-phrase');
    expect(Date.now() - began).toBeLessThan(60_000);
    await headed(own, '吴启用');
    await open(page, `${new URL(page.url()).pathname}?tab=history`);
    expect(await page.locator('.timeline > li').count()).toBeGreaterThanOrEqual(3);
  });

  it('is reset by an administrator: its logins end, the old password opens nothing, and both are on record (21)', async () => {
    const page = await registered('郑重置');
    const own = await anybody();
    const first = await coded(page, '激活码');
    await activate(own, first, 'a-long-enough-phrase');
    await page.reload();
    await settled(page);
    const second = await coded(page, '重置账号');
    expect((await own.request.get('/api/me')).status()).toBe(401);
    expect((await own.request.post('/api/login', { data: { account: first.account, password: 'a-long-enough-phrase' } })).status()).not.toBe(200);
    await activate(own, second, 'another-long-phrase');
    await open(page, `${new URL(page.url()).pathname}?tab=history`);
    expect((await page.locator('.timeline > li').allTextContents()).join('\n')).toMatch(/激活账号[\s\S]*生成激活码[\s\S]*激活账号/);
  });
});
