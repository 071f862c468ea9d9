import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { arrived, openBrowser, openContext, settled, violations } from './testing/browser.ts';
import { startEmptyHost, type RunningHost } from './testing/host.ts';

let host: RunningHost, browser: Browser;
beforeAll(async () => { [host, browser] = [await startEmptyHost(), await openBrowser()]; });
afterAll(async () => { await browser?.close(); await host?.stop(); });

const roles = ['office', 'system-administrator', 'security-administrator', 'audit-administrator'];
const command = 'npm run lyceum -- activation-code --account <账号> --data <数据文件夹>';
const fill = async (page: Page) => {
  await page.locator('input').first().fill('临江市文化广电局');
  for (const [n, group] of (await page.locator('fieldset').all()).entries()) {
    const [name, account] = await group.locator('input').all();
    await name!.fill(['王学文', '周一鸣', '吴小安', '郑审言'][n]!);
    await account!.fill(roles[n]!.split('-')[0]!);
  }
};

it('the first start’s link makes four people, shows each one’s code this once, and nobody chooses another’s password', async () => {
  const link = /http:\/\/localhost:\d+(\/setup\?token=\S+)/.exec(host.output)![1]!;
  const page = await (await openContext(browser, host.address)).newPage();
  await page.goto('/login');
  await arrived(page, /\/setup$/); // there is nothing to log in to yet
  await page.goto(link);
  await settled(page);
  expect(await page.locator('input[type=password]').count()).toBe(0);
  await fill(page);

  const audit = page.locator('fieldset', { hasText: '审计管理员' });
  await audit.locator('input').last().fill('Security'); // the security administrator’s own, written otherwise
  await page.locator('button[type=submit]').click();
  expect(await audit.locator('.fault').textContent()).toBe('四个账号名不能相同。');
  expect(await page.locator('.fault').count()).toBe(1);
  expect(await page.locator('.notice.wrong li').allTextContents()).toEqual(['账号 · 四个账号名不能相同。']); // no path of the API
  await audit.locator('input').last().fill('audit');

  // The answer is lost on its way: who sends again is given codes that hold.
  await page.route('**/api/setup', async (route) => { if (route.request().method() !== 'POST') return route.continue(); await route.fetch(); await route.abort(); }, { times: 1 });
  await page.locator('button[type=submit]').click();
  await page.waitForSelector('.notice.wrong');
  await page.locator('button[type=submit]').click();
  await page.locator('td[data-code]').first().waitFor();
  expect(await page.locator('td[data-code]').count()).toBe(4);
  expect(await violations(page)).toEqual([]);
  expect(await page.locator('.notice.care').textContent()).toContain('激活码只显示这一次');
  expect(await page.locator('.notice.care code').textContent()).toBe(command);
  await page.setViewportSize({ width: 375, height: 800 });
  expect(await page.locator('.table-box.codes').evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0); // every code is in sight
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.codes tbody tr').first().evaluate((row) => getComputedStyle(row).display)).toBe('table-row'); // on paper, a line each
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 900 });
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('button', { hasText: '下载 CSV' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^激活码-临江市文化广电局.*\.csv$/);
  expect(await page.locator('.notice.care').count()).toBe(0);

  const row = page.locator('tbody tr', { hasText: '吴小安' });
  expect(await row.textContent()).toContain('安全管理员');
  const code = (await row.locator('[data-code]').textContent())!;
  const theirs = await (await openContext(browser, host.address)).newPage();
  await theirs.goto(`/activate?account=security&code=${code}`);
  await settled(theirs);
  for (const field of await theirs.locator('input[type=password]').all()) await field.fill('seven lanterns drift by');
  await theirs.locator('button[type=submit]').click();
  await arrived(theirs, (url) => !url.pathname.startsWith('/activate'));
  expect((await (await theirs.request.get('/api/me')).json() as { name: string; rights: string[] })).toMatchObject({ name: '吴小安', rights: expect.arrayContaining(['roles.grant']) });

  await theirs.goto(link); // once
  await theirs.locator('.notice', { hasText: '初始设置已经完成' }).waitFor();
  expect(await theirs.locator('input').count()).toBe(0);
  expect(await theirs.locator('main code').textContent()).toBe(command);
  expect(await violations(theirs)).toEqual([]);
  await theirs.getByRole('link', { name: '去登录' }).waitFor();
});
