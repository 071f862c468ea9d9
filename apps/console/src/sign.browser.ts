import { beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, overflow, password, settled, violations } from './testing/browser.ts';
import { open, send } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { anybody, as } = scene();
let office: Page;
beforeAll(async () => { office = await as('office'); });

let opened = 0;
/** Plans a session of the member's own unit for today, and opens it: at most hours of the day long before its start, and then it is asked first. */
const openSession = async (): Promise<string> => {
  await open(office, '/sessions/new?unit=d01u01');
  const day = office.locator('.ant-picker input').first();
  await day.click();
  await day.fill(today);
  await day.press('Enter');
  await office.getByLabel('主题').fill(`每周集中学习 ${++opened}`);
  await office.click('button[type=submit]');
  await arrived(office, /\/sessions\/(?!new)\w+/);
  await settled(office);
  await office.locator('.head button.primary', { hasText: '发布' }).click();
  await office.locator('.head button.primary:not([aria-disabled=true])', { hasText: '开始签到' }).click();
  await office.locator('.code img, dialog[open]').waitFor();
  const asked = office.locator('dialog[open]');
  if (await asked.isVisible()) {
    expect(await asked.textContent()).toMatch(/比计划的 .* 早 (\d+ 小时|6\d 分钟)|不是今天/);
    await asked.locator('button', { hasText: '开始签到' }).click();
  }
  await office.waitForSelector('.code img');
  return new URL(office.url()).pathname.split('/')[2]!;
};
const codeOf = async (sessionId: string) => ((await (await office.request.get(`/api/study-sessions/${sessionId}/code`)).json()) as { url: string }).url;
/** One of those who are invited was there. */
const signOne = async (sessionId: string) => {
  const at = `/study-sessions/${sessionId}/attendances`;
  const { items } = (await (await office.request.get(`/api${at}?limit=1`)).json()) as { items: { memberId: string }[] };
  expect(await send(office, at, { memberIds: [items[0]!.memberId], reason: '手机没电' })).toBe(201);
  await office.locator('main button', { hasText: '取消活动' }).waitFor({ state: 'detached' });
};
const phone = () => anybody({ width: 375, height: 760 });

describe('signing by code', () => {
  it('shows the code as a picture with words', async () => {
    await openSession();
    expect(await office.getAttribute('.code img', 'alt')).toMatch(/签到二维码/);
  });

  it('is projected with whose room it is and how many have come', async () => {
    await signOne(await openSession());
    await office.locator('.panel:has(.code) header button').click();
    await office.locator('dialog.full', { hasText: /已到 1 \/ 应到 \d+.*东城发射台/ }).waitFor();
    expect(await office.locator('dialog.full h2').evaluate((title) => title.getBoundingClientRect().left)).toBeGreaterThan(10);
    for (const [width, height] of [[375, 760], [1280, 720], [1280, 900]] as const) {
      await office.setViewportSize({ width, height });
      const [code, room] = await office.locator('dialog.full img, dialog.full .projected > :last-child').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect));
      expect([width, Math.abs(code!.left + code!.right - width) < 2, room!.bottom < height - 10]).toEqual([width, true, true]); // in the middle, and whole
    }
    await office.keyboard.press('Escape');
  });

  it('takes one tap when logged in, and shows at the organiser without a reload (18)', async () => {
    const sessionId = await openSession();
    const page = await as('member', { width: 375, height: 760 });
    await page.goto(new URL(await codeOf(sessionId)).pathname);
    await page.locator('button.big').click();
    await page.waitForSelector('.success');
    expect(await page.textContent('h1')).toBe('签到成功');
    await office.waitForFunction(() => /已到 1 /.test(document.querySelector('main')?.textContent ?? ''));
    expect(await office.textContent('main')).not.toContain('其中管理员代签');
    await page.goto(new URL(await codeOf(sessionId)).pathname); // scanned again: nothing is asked
    await page.waitForSelector('.success');
    expect(await page.textContent('h1')).toBe('您已签到过');
  });

  it('leads who is invited and was given the address of the session to their own page, which says what they can do about each that they did not sign; an administrator is not told so of them', async () => {
    const sessionId = await openSession();
    const page = await as('member', { width: 375, height: 760 });
    await page.goto(`/sessions/${sessionId}`);
    await page.locator('main a', { hasText: '前往我的学习' }).click();
    await arrived(page, /\/me/);
    const rows = page.locator('.timeline > li.missing');
    await rows.filter({ hasText: today }).filter({ hasText: '正在签到：请扫描现场的二维码' }).first().waitFor();
    expect(await overflow(page)).toBe(0);
    const { memberId } = (await (await page.request.get('/api/me')).json()) as { memberId: string };
    const administrator = await as('office');
    await open(administrator, `/people/${memberId}?tab=record`);
    const theirs = administrator.locator('.timeline > li.missing', { hasText: today });
    await theirs.first().waitFor();
    expect((await theirs.allTextContents()).join()).not.toMatch(/请扫描现场的二维码|联系本单位管理员/);
  });

  it('says of an address that is no code that it is none, and offers nothing to try again', async () => {
    const page = await phone();
    await page.goto('/sign/nothing');
    await page.locator('h1', { hasText: '这不是学习活动的签到码' }).waitFor();
    expect(await page.locator('[role=alert]').textContent()).toContain('重新扫描');
    expect(await page.locator('[role=alert] button').count()).toBe(0);
  });

  it('says whom to ask until the last day for signing alone, and why a signature was withdrawn', async () => {
    const page = await as('member', { width: 375, height: 760 });
    await page.route('**/api/boards/member/*', async (route) => {
      const response = await route.fetch();
      const board = await response.json() as { weeks: object[] };
      const session = { sessionId: 's', title: '学习', day: addDays(today, -1), unitId: 'd01u01', invited: 1, signed: false, withdrawn: null, open: false, signUntil: today };
      const sessions = [session, { ...session, sessionId: 's2', title: '往日', day: addDays(today, -8), signUntil: addDays(today, -1), withdrawn: '本人未到' }];
      await route.fulfill({ response, json: { ...board, weeks: [{ week: '2026-W10', invited: 2, signed: 0, sessions }] } });
    });
    await open(page, '/me');
    const [now, past] = await page.locator('.timeline > li').allTextContents();
    expect(now).toMatch(new RegExp(`未签到.*最晚在 ${today} 联系本单位管理员`));
    expect(past).toMatch(/已撤回.*撤回理由：本人未到$/);
  });

  it('keeps a code that was captured before the login, although it expires meanwhile; whoever scans it then is told what to do (18)', async () => {
    const [page, late] = [await phone(), await phone()];
    const sessionId = await openSession();
    const url = new URL(await codeOf(sessionId)).pathname;
    await page.goto(url);
    await page.waitForSelector('input[name=account]');
    await page.waitForTimeout(47_000); // 15 s shown, 30 s accepted
    await late.goto(url);
    await late.waitForSelector('.notice.care');
    expect(await late.textContent('.notice.care')).toContain('重新扫描');
    await page.reload(); // the capture is kept; the address alone is stale by now
    await page.fill('input[name=account]', 'member');
    await page.fill('input[name=password]', password);
    await page.press('input[name=password]', 'Enter');
    await page.locator('button.big').click();
    await page.waitForSelector('.success');
  });
});

describe('by an administrator', () => {
  it('signs for someone with a reason, told apart from those who came by code, and withdraws it with another', async () => {
    await openSession();
    await office.locator('.lines input[type=checkbox]').first().check();
    await office.locator('button', { hasText: '代签 1 人' }).click();
    expect(await office.textContent('dialog[open]')).toContain((await office.locator('.lines > li').first().locator('a').textContent())!);
    await office.fill('dialog textarea', '手机没电，本人在场');
    await office.locator('dialog button.primary').click();
    await office.waitForSelector('dialog', { state: 'detached' });
    await office.waitForFunction(() => /已到 1 \/ 应到 \d+，其中管理员代签 1/.test(document.querySelector('main')?.textContent ?? ''));
    await office.locator('button', { hasText: /^撤回$/ }).first().click();
    await office.fill('dialog textarea', '签错了人');
    await office.locator('dialog button.danger').click();
    await office.waitForFunction(() => /已到 0 /.test(document.querySelector('main')?.textContent ?? ''));
    expect(await office.locator('.lines > li', { hasText: '已撤回' }).textContent()).toMatch(/签到 \d{4}-\S+ \d\d:\d\d管理员代签撤回 \d{4}-\S+ \d\d:\d\d撤回理由：签错了人/);
    expect(await office.textContent('main b[role=status]')).not.toContain('代签');
  });

  it('ticks on a phone with a finger beside the name, which leads away; of many it names the first ten', async () => {
    const sessionId = await openSession(), page = await as('office', { width: 375, height: 760 });
    await page.route(`**/api/study-sessions/${sessionId}/attendances*`, async (route) => {
      const response = await route.fetch();
      const { items: [one], ...rest } = await response.json() as { items: object[] };
      const items = Array.from({ length: 12 }, (_, n) => ({ ...one, memberId: `m${n}`, name: `成员${n}`, state: 'missing' }));
      await route.fulfill({ response, json: { ...rest, items, total: 12, next: null } });
    });
    await open(page, `/sessions/${sessionId}`);
    const labels = page.locator('.lines label.tick');
    const sizes = await labels.evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width < 44 || height < 44).length);
    expect([await labels.count(), sizes]).toEqual([12, 0]);
    await labels.first().locator('.tag').click();
    expect(await labels.first().locator('input').isChecked()).toBe(true);
    await page.locator('button', { hasText: '全选未签到的 12 人' }).click();
    await page.locator('button', { hasText: '代签 12 人' }).click();
    expect(await page.textContent('dialog[open]')).toMatch(/成员0、成员1、.*成员9，另有 2 人/);
    expect(await overflow(page)).toBe(0);
  });

  it('reads beside the figures why a session here invites more than one elsewhere', async () => {
    await openSession();
    await office.locator('.figures + p', { hasText: '值班、请假尚无记录' }).waitFor();
  });
});

describe('closing a session', () => {
  it('asks first, says who is missing, and lies apart from where it was opened', async () => {
    await signOne(await openSession());
    expect(await office.locator('.head button').count()).toBe(0);
    await office.locator('button', { hasText: '结束活动' }).click();
    expect(await office.textContent('dialog[open]')).toMatch(/还有 \d+ 人未签到.*二维码失效/);
    await office.locator('dialog button', { hasText: '继续签到' }).click();
    expect(await office.locator('.code img').count()).toBe(1);
    await office.locator('button', { hasText: '结束活动' }).click();
    await office.locator('dialog button', { hasText: '确认结束' }).click();
    await office.locator('.head .tag', { hasText: '已举行' }).waitFor();
  });
});

describe('a session with nobody there', () => {
  it('can’t be closed: it is cancelled with a reason, also on a phone, or somebody is signed for', async () => {
    const sessionId = await openSession(), page = await as('office', { width: 375, height: 760 });
    await open(page, `/sessions/${sessionId}`);
    await page.locator('button', { hasText: '结束活动' }).click();
    expect(await page.textContent('dialog[open]')).toMatch(/还没有人签到.*不能结束.*代签/);
    expect(await page.locator('dialog button', { hasText: '确认结束' }).count()).toBe(0);
    await page.locator('dialog button', { hasText: '取消活动' }).click();
    expect(await page.textContent('dialog[open]')).toContain('邀请随之撤回');
    await page.fill('dialog textarea', '误点开始签到');
    await page.locator('dialog button', { hasText: '确认取消' }).click();
    await page.locator('.head .tag', { hasText: '已取消' }).waitFor();
    expect(await page.textContent('.notice')).toContain('误点开始签到');
    expect(await page.locator('.code img, .lines').count()).toBe(0);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const { status, invited } = (await (await office.request.get(`/api/study-sessions/${sessionId}`)).json()) as { status: string; invited: number };
    expect([status, invited]).toEqual(['cancelled', 0]);
  });

  it('offers to cancel it beside its end, until somebody has signed', async () => {
    const sessionId = await openSession();
    await office.locator('main button', { hasText: '取消活动' }).click();
    await office.locator('dialog .button.icon').click();
    await signOne(sessionId); // resolves when it is offered no more
  });
});

describe('a session that was left open past its days', () => {
  /** As the session's page is answered then, and later, by a server whose clock has gone on. */
  const overOn = (page: Page, sessionId: string, then: object = {}) => page.route(`**/api/study-sessions/${sessionId}*`, async (route) => {
    const response = await route.fetch();
    const session = await response.json() as { may: object };
    await route.fulfill({ response, json: { ...session, day: '2020-01-03', may: { ...session.may, sign: false, reopen: false }, ...then } });
  });

  it.each([['zh', '签到已截止', /不再显示签到码.*不能结束，请取消活动/, '取消活动', '仍计入参学率'], ['en', 'Signing is over', /No code is shown.*cancel it/, 'Cancel the session', 'still count']] as const)('shows no code and signs for nobody; where nobody signed it says why it can only be cancelled: %s', async (language, title, why, cancel, what) => {
    const sessionId = await openSession(), page = await as('office', { width: 375, height: 760, language, theme: language === 'en' ? 'dark' : 'light' });
    const asked: string[] = [];
    page.on('request', (request) => { if (request.url().includes(`${sessionId}/code`)) asked.push(request.url()); });
    await overOn(page, sessionId);
    await open(page, `/sessions/${sessionId}`);
    expect(await page.locator('.panel', { hasText: title }).textContent()).toMatch(why);
    await page.locator('.lines > li').first().waitFor();
    expect([asked, await page.locator('.code img, .lines input, main button[class~=primary]').count()]).toEqual([[], 0]);
    expect([await overflow(page), await violations(page)]).toEqual([0, []]);
    expect(await page.locator('main button.danger').allTextContents()).toEqual([cancel]); // its one end
    await page.locator('main button', { hasText: cancel }).click();
    await page.locator('dialog[open]', { hasText: what }).waitFor();
  });

  it('is closed where somebody signed; what should not be there can still be withdrawn', async () => {
    const sessionId = await openSession(), page = await as('office');
    await signOne(sessionId);
    await overOn(page, sessionId);
    await open(page, `/sessions/${sessionId}`);
    expect(await page.locator('main', { hasText: /先撤回签到/ }).count()).toBe(0); // by now a withdrawal leads to no figures without it
    await page.locator('.lines button', { hasText: /^撤回$/ }).click();
    await page.locator('dialog[open]', { hasText: '签到期限（2020-01-10）已过：撤回后不能再签到或代签' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.panel', { hasText: '已有 1 人签到，请结束活动' }).locator('button', { hasText: '结束活动' }).click();
    expect(await page.textContent('dialog[open]')).toMatch(/未签到；结束后不能重新开启/);
    await page.locator('dialog button', { hasText: '确认结束' }).click();
    await page.locator('.head .tag', { hasText: '已举行' }).waitFor();
  });

  it('says of one that was cancelled after people had signed that its invitations count, and shows who they were', async () => {
    const sessionId = await openSession(), page = await as('office');
    await overOn(page, sessionId, { status: 'cancelled', cancelReason: '已无有效签到', hadSigned: 1 });
    await open(page, `/sessions/${sessionId}`);
    expect(await page.textContent('.notice')).toMatch(/已无有效签到.*应到人员仍计入参学率/);
    await page.locator('.head .tag', { hasText: '取消前曾有 1 人签到' }).waitFor();
    await page.locator('.panel', { hasText: /已到 0 \/ 应到 [1-9]/ }).waitFor();
    expect(await page.locator('.lines input').count()).toBe(0);
  });

  it('tells a phone that took its code just before, and offers it nothing to try again', async () => {
    const page = await as('member', { width: 375, height: 760 });
    const detail = '活动日期是 2020-01-03，签到和代签须在 7 天内完成。';
    await page.route('**/api/sign', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', json: { status: 409, code: 'too-late-to-sign', detail, errors: [] } }));
    await page.goto(new URL(await codeOf(await openSession())).pathname);
    await page.locator('button.big').click();
    await page.locator('[role=alert]', { hasText: detail }).waitFor();
    expect(await page.locator('button.big, [role=alert] button').count()).toBe(0);
    await page.locator('a.big', { hasText: '查看我的学习' }).waitFor();
  });
});

describe('a session closed by mistake', () => {
  it('is reopened with a reason, which the page shows; its code is there again, and the week counts when it is closed again', async () => {
    const sessionId = await openSession();
    const close = async () => {
      await office.locator('button', { hasText: '结束活动' }).click();
      await office.locator('dialog button', { hasText: '确认结束' }).click();
      await office.locator('.head .tag', { hasText: '已举行' }).waitFor();
    };
    await signOne(sessionId);
    await close();
    await office.locator('button', { hasText: '重新开启签到' }).click();
    await office.locator('dialog button', { hasText: '确认开启' }).click();
    expect(await office.locator('dialog[open]').count()).toBe(1); // not without a reason
    await office.fill('dialog textarea', '误点结束，还有人未签到');
    await office.locator('dialog button', { hasText: '确认开启' }).click();
    await office.waitForSelector('.code img');
    expect(await office.textContent('.notice')).toContain('误点结束，还有人未签到');
    expect(await office.locator('.head .tag', { hasText: '签到中' }).count()).toBe(1);
    const state = async () => ((await (await office.request.get(`/api/study-sessions/${sessionId}`)).json()) as { status: string }).status;
    expect(await state()).toBe('open');
    await close();
    expect(await state()).toBe('held');
  });
});

it('a series leaves a date out and moves another alone (22)', async () => {
  await open(office, '/sessions/new?tab=series&unit=d02u01');
  const dates = office.locator('fieldset li');
  const planned = await dates.count();
  await dates.first().locator('input[type=checkbox]').uncheck();
  const second = dates.nth(1).locator('.ant-picker input');
  const friday = (await second.inputValue()).slice(0, 10);
  const thursday = new Date(Date.parse(friday) - 86_400_000).toISOString().slice(0, 10);
  await second.click();
  await second.fill(thursday);
  await second.press('Enter');
  await office.click('button[type=submit]');
  await office.waitForSelector('.notice.good');
  expect(await office.textContent('.notice.good')).toContain(`${planned - 1} 次`);
  const sessionsOn = async (day: string) => ((await (await office.request.get(`/api/study-sessions?unit=d02u01&from=${day}&to=${day}`)).json()) as { items: { week: string }[] }).items;
  expect(await sessionsOn(friday)).toEqual([]);
  expect(await sessionsOn(thursday)).toHaveLength(1);
});
