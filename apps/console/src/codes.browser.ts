import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { arrived, headed, settled, violations } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { anybody, as } = scene();
const roster = '姓名,所在单位,职务,政治面貌,身份证号码,手机号码\n冯一,南山发射台,值机员,群众,,13900000001\n陈二,南山发射台,班组长,群众,,\n';

it('makes a list of codes after an import, shows it once, and lets in whoever was imported', async () => {
  const page = await as('office');
  await open(page, '/people/import');
  await page.setInputFiles('input[type=file]', { name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from(roster) });
  await page.waitForSelector('[data-count=new]');
  await page.locator('button', { hasText: '写入' }).click();
  await page.locator('.notice.good a', { hasText: '批量激活码' }).click();
  await headed(page, '批量激活码');

  const lacking = Number(/有 (\d+) 人/.exec((await page.textContent('[data-count=without]'))!)![1]);
  expect(lacking).toBe(2); // all others of the demo city have theirs
  await page.locator('button', { hasText: `为 ${lacking} 人生成激活码` }).click();
  await page.locator('table tbody td[data-code]').first().waitFor();
  expect(await page.locator('table tbody tr').count()).toBe(lacking);
  expect(await page.textContent('.notice.good')).toContain(`已为 ${lacking} 人`);
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('切换到深色').click();
  expect(await violations(page)).toEqual([]);

  page.once('dialog', (question) => void question.dismiss()); // nothing was saved yet
  const [question] = await Promise.all([page.waitForEvent('dialog'), page.locator('.crumbs a').first().click()]);
  expect(question.message()).toContain('不会再显示');
  expect(await page.locator('table tbody tr').count()).toBe(lacking);

  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('button', { hasText: '下载 CSV' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^激活码-.+\.csv$/);
  const text = readFileSync(await file.path(), 'utf8');
  expect([text.charCodeAt(0), text.trim().split('\r\n').length]).toEqual([0xfeff, lacking + 1]);
  const [, , account, code] = text.split('\r\n').find((line) => line.startsWith('冯一,'))!.split(',').map((cell) => cell.replace(/^"|\s*"$/g, ''));
  expect(account).toBe('13900000001');

  await page.locator('main a.button', { hasText: '返回人员' }).click(); // saved: nothing is asked
  await headed(page, '人员');
  await open(page, '/people/codes');
  expect(await page.textContent('[data-count=without]')).toContain('有 0 人');
  expect(await page.locator('main button.primary', { hasText: '为 0 人' }).isDisabled()).toBe(true);
  await page.locator('main input[type=checkbox]').check();
  expect(await page.locator('main button.primary').isDisabled()).toBe(false);

  const theirs = await anybody();
  await open(theirs, `/activate?account=${account}&code=${code}`);
  for (const field of await theirs.locator('input[type=password]').all()) await field.fill('a long walk by the river');
  await theirs.locator('button[type=submit]').click();
  await arrived(theirs, (url) => !url.pathname.startsWith('/activate'));
  await settled(theirs);
  expect((await (await theirs.request.get('/api/me')).json() as { name: string }).name).toBe('冯一');
});
