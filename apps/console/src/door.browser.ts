import { beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, overflow } from './testing/browser.ts';
import { made, open, send } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { anybody, as } = scene();
let office: Page;
beforeAll(async () => { office = await as('office'); });

const phone = () => anybody({ width: 375, height: 760 });
/** A session of the member's own unit that people sign now. */
const openSession = async (): Promise<string> => {
  const { sessionId } = await made(office, '/study-sessions', { unitId: 'd01u01', form: 'weekly-collective', title: '每周集中学习', day: today, start: '15:00', minutes: 90, place: '' });
  expect(await send(office, `/study-sessions/${sessionId}/open`, {})).toBe(201);
  return sessionId!;
};
/** Where the code of one leads. */
const code = async () => new URL(((await (await office.request.get(`/api/study-sessions/${await openSession()}/code`)).json()) as { url: string }).url).pathname;
/** Somebody new with a code for their account, on a phone that nobody has logged in on. */
const newcomer = async (name: string, unitId: string) => {
  const { memberId } = await made(office, '/members', { name, unitId, post: '值机员', tier: 'operator', employment: 'staff', party: 'non-party', from: addDays(today, -1) });
  await open(office, `/people/${memberId}`);
  await office.locator('h1', { hasText: name }).waitFor();
  const { account, code: secret } = await made(office, `/members/${memberId}/activation-code`, {});
  const page = await phone();
  /** From the page that a scanned code led to. */
  const activate = async () => {
    await page.locator('main a', { hasText: '用激活码启用账号' }).click();
    await page.locator('h1', { hasText: '启用账号' }).waitFor(); // the page before has a field for the account as well
    await page.getByLabel('账号').fill(account!);
    await page.getByLabel('激活码').fill(secret!);
    for (const field of await page.locator('input[type=password]').all()) await field.fill('a long walk by the river');
    await page.locator('button[type=submit]').click();
    await arrived(page, /\/sign\//);
  };
  return { page, activate };
};

describe('at the door without an account yet', () => {
  it('one activates it on the way, and signs with the code that was kept', async () => {
    const { page, activate } = await newcomer('门口一', 'd01u01');
    await page.goto(await code());
    await page.waitForSelector('input[name=account]');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await activate();
    await page.locator('button.big').click();
    await page.waitForSelector('.success');
  });

  it('whoever is not invited is told whom to ask and led home: nothing is there to try again', async () => {
    const { page, activate } = await newcomer('门口二', 'd02u01');
    await page.goto(await code());
    await activate();
    await page.locator('button.big').click();
    await page.locator('.notice.wrong', { hasText: '不在本次活动的参加人员之列' }).waitFor();
    expect(await page.locator('main .card > button, .notice button').count()).toBe(0);
    await page.locator('a.big', { hasText: '查看我的学习' }).click();
    await arrived(page, /\/me$/);
  });
});

describe('the next session on a phone', () => {
  /** A browser that reads codes by itself, which this Chromium does not. */
  const reading = () => { Object.assign(globalThis, { BarcodeDetector: class { detect() { return Promise.resolve([]); } } }); };

  it('says how to scan where the browser can’t, and has one large button where it can', async () => {
    await openSession();
    const page = await as('member', { width: 375, height: 760 });
    await open(page, '/me');
    expect(await page.textContent('.next [data-scan]')).toContain('扫一扫');
    expect(await page.locator('.next button').count()).toBe(0);
    await page.addInitScript(reading);
    await open(page, '/me');
    expect(await page.locator('.next button.primary', { hasText: '扫码签到' }).count()).toBe(1);
    expect(await page.locator('.next [data-scan]').count()).toBe(0);
  });

  it('asks for no scan before the session is open', async () => {
    const page = await as('member', { width: 375, height: 760 });
    await page.addInitScript(reading);
    await page.route('**/api/me/sessions*', async (route) => {
      const response = await route.fetch();
      const { items, ...rest } = (await response.json()) as { items: { status: string }[] };
      await route.fulfill({ response, json: { ...rest, items: items.filter(({ status }) => status === 'open').slice(0, 1).map((one) => ({ ...one, status: 'published' })) } });
    });
    await open(page, '/me');
    expect(await page.textContent('.next')).toContain('开始后，扫描现场的二维码签到');
    expect([await page.locator('.next button').count(), await page.locator('.next button.primary').count()]).toEqual([1, 0]);
  });

  it('says of one that was cancelled that it is, and why, as the dialog promised', async () => {
    const { sessionId } = await made(office, '/study-sessions', { unitId: 'd01u01', form: 'weekly-collective', title: '专题讲座', day: addDays(today, 5), start: '15:00', minutes: 90, place: '三楼会议室' });
    for (const [step, body] of [['publish', {}], ['cancel', { reason: '讲师临时出差' }]] as const) expect(await send(office, `/study-sessions/${sessionId}/${step}`, body)).toBe(201);
    const page = await as('member', { width: 375, height: 760 });
    await open(page, '/me');
    await page.locator('.lines > li', { hasText: /专题讲座.*已取消.*讲师临时出差/ }).waitFor();
    expect([await page.locator('.next', { hasText: '专题讲座' }).count(), await overflow(page)]).toEqual([0, 0]);
  });
});
