import { describe, expect, it } from '@jest/globals';
import { addDays, mondayOf } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, overflow, settled } from './testing/browser.ts';
import { faultAt, field, open, pick, record, send, typeDay } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();
const nextMonday = addDays(mondayOf(today), 7);

describe('a security administrator', () => {
  const row = (page: Page, ...words: string[]) => words.reduce((rows, hasText) => rows.filter({ hasText }), page.locator('table.data tbody tr'));

  it('grants a role to somebody who is found by phone, between two days, and ends it', async () => {
    const page = await as('security');
    await page.locator('.rail a', { hasText: '权限' }).click();
    await page.waitForSelector('table.data');
    await page.locator('main button', { hasText: '授予权限' }).click();
    await page.click('dialog button[type=submit]');
    expect(await faultAt(page, '授予')).toBe('请填写此项');
    await pick(page, '授予', '10010000078', '办公室');
    await field(page, '角色').locator('select').selectOption('auditor');
    await typeDay(field(page, '截止日期'), addDays(today, 30));
    await record(page);
    const granted = row(page, '审计员', today, addDays(today, 30), '有效');
    await granted.waitFor();
    await granted.locator('button', { hasText: '终止' }).click();
    await page.waitForSelector('dialog[open]');
    await typeDay(field(page, '最后一天'), addDays(today, -1));
    await record(page);
    await row(page, '审计员', today, '已终止').waitFor();
  });

  it('finds among all grants those of a person or a role; the address keeps both, and Reset clears them', async () => {
    const page = await as('security', { width: 375, height: 760 });
    await open(page, '/roles');
    const all = await page.textContent('.scope');
    const { name } = (await (await page.request.get('/api/me')).json()) as { name: string };
    await page.locator('#grants-q').fill(name.slice(0, 2));
    await arrived(page, /[?&]q=/);
    await page.selectOption('#filter-role', 'security-administrator');
    await arrived(page, /role=security-administrator/);
    await page.locator('.scope', { hasText: '共 1 条' }).waitFor();
    const rows = await page.locator('table.data tbody tr').allTextContents();
    expect(rows).toEqual([expect.stringMatching(new RegExp(`${name}.*安全管理员`))]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.reload();
    await settled(page);
    expect(await page.locator('table.data tbody tr').allTextContents()).toEqual(rows);
    await page.locator('#grants-q').fill('没有此人');
    await page.locator('.empty', { hasText: '没有这样的授权' }).waitFor();
    await page.locator('.filters button', { hasText: '清除筛选' }).click();
    await page.locator('.scope', { hasText: all! }).waitFor();
  });

  it('reads at the field why two of the three administrators’ roles go to two people, and ends none of their own', async () => {
    const page = await as('security');
    await open(page, '/roles');
    const system = (await row(page, '系统管理员').locator('th').textContent())!;
    await open(page, '/roles?do=grant');
    await pick(page, '授予', system);
    await field(page, '角色').locator('select').selectOption('audit-administrator');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    expect(await faultAt(page, '角色')).toContain('三员分离');
    expect([await row(page, '安全管理员').locator('button').count(), await row(page, '系统管理员').locator('button').count()]).toEqual([0, 1]);
  });
});

it('says under the band of the past where it shows what is now', async () => {
  const yesterday = `${addDays(today, -1)}T04:00:00.000Z`;
  for (const [who, path] of [['security', '/roles'], ['system', '/accounts'], ['unit', '/people/codes']] as const) {
    const page = await as(who);
    await open(page, `${path}?asOf=${yesterday}`);
    await page.locator('main .notice.past', { hasText: '现在的情况' }).waitFor();
    await open(page, path);
    expect([path, await page.locator('main .notice.past').count()]).toEqual([path, 0]);
  }
});

describe('a system administrator', () => {
  it('switches an account off by its whole name, which ends its logins, and on again', async () => {
    const [page, theirs] = [await as('system'), await as('auditor', { fresh: true })];
    await open(page, '/accounts');
    await page.fill('main input[name=account]', 'audito');
    await page.press('main input[name=account]', 'Enter');
    await page.locator('.empty', { hasText: '没有这个账号' }).waitFor();
    await page.fill('main input[name=account]', 'Auditor');
    await page.press('main input[name=account]', 'Enter');
    await page.locator('main button', { hasText: '停用账号' }).click();
    await page.locator('dialog button.danger').click();
    await page.locator('main .tag', { hasText: '已停用' }).waitFor();
    await theirs.goto('/history');
    await arrived(theirs, /\/login/);
    await page.locator('main button', { hasText: '启用账号' }).click();
    await page.locator('dialog button.primary').click();
    await page.locator('main .tag', { hasText: '已启用' }).waitFor();
    await as('auditor', { fresh: true });
  });

  it('is told why a watcher’s account stays on, and what to do instead', async () => {
    const page = await as('system');
    await open(page, '/accounts?account=audit&do=switch');
    await page.locator('dialog button.danger').click();
    await page.locator('dialog .notice.wrong', { hasText: '须先由安全管理员终止该角色' }).waitFor();
    await page.locator('dialog button', { hasText: '取消' }).click();
    expect(await page.locator('main .tag').textContent()).toBe('已启用');
  });

  it('sees people nowhere', async () => {
    const page = await as('system');
    expect(await page.locator('.rail a').allTextContents()).toEqual(['账号', '我的学习']);
    await open(page, '/accounts?account=member');
    expect(await page.locator('main dl.facts dt').allTextContents()).toEqual(['单位', '状态']);
  });
});

describe('the office', () => {
  const panel = (page: Page, title: string) => page.locator('.panel', { has: page.locator('h2', { hasText: title }) });
  const publish = async (page: Page, title: string) => {
    await open(page, '/policies?unit=d01');
    await page.locator('main button', { hasText: '发布新规则' }).click();
    await page.fill('dialog input[name=title]', title);
    await page.fill('dialog textarea[name=basis]', '办公室学习安排第二条');
    await page.fill('dialog input[name=atLeast]', '2');
    await typeDay(field(page, '生效日期'), nextMonday);
  };

  it('publishes a policy after reading what it means', async () => {
    const page = await as('office');
    const title = `每周两学${Date.now()}`;
    await publish(page, title);
    expect(await page.textContent('dialog [data-means]')).toMatch(new RegExp(`自 ${nextMonday} 周一 那一周起，对“办公室”及其下级的要求：每周集中学习，每周至少 2 次`));
    await record(page);
    expect(await panel(page, title).textContent()).toMatch(/待生效[\s\S]*每周集中学习，每周至少 2 次[\s\S]*办公室学习安排第二条/);
    await page.locator('[data-recent] > li', { hasText: `发布“办公室”的规则` }).filter({ hasText: title }).waitFor();
  });

  it('reads of a rule from above whose it is, and is led to it; who may not know that unit is told so', async () => {
    const [page, unit] = [await as('office'), await as('unit')];
    const above = page.locator('.facts a', { hasText: '临江市文化广电局' });
    await open(page, '/policies?unit=d01');
    await above.click();
    await arrived(page, /unit=agency/);
    await above.waitFor({ state: 'detached' });
    await page.locator('main button', { hasText: '发布新版本' }).first().waitFor(); // it is changed where it belongs
    await open(unit, '/policies');
    expect(await unit.textContent('main .facts')).toContain('在您的权限范围之外');
  });

  it('publishes the next version, told what goes up or down; the earlier one stays in sight', async () => {
    const page = await as('office');
    const title = `再版${Date.now()}`;
    await publish(page, title);
    await record(page);
    await panel(page, title).locator('button', { hasText: '发布新版本' }).click();
    await page.fill('dialog input[name=atLeast]', '1');
    await typeDay(field(page, '生效日期'), nextMonday);
    expect(await page.textContent('dialog [data-means]')).toContain('由每周至少 2 次降低到 1 次');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    expect(await faultAt(page, '生效日期')).toContain(`新版本须在 ${nextMonday} 之后生效`);
    await typeDay(field(page, '生效日期'), addDays(nextMonday, 7));
    await record(page);
    expect(await panel(page, title).locator('[data-version]').allTextContents()).toEqual([expect.stringContaining('至少 1 次'), expect.stringContaining('至少 2 次')]);
  });

  it('sees both versions where somebody else published one meanwhile (12)', async () => {
    const page = await as('office');
    const title = `并发${Date.now()}`;
    await publish(page, title);
    await record(page);
    await panel(page, title).locator('button', { hasText: '发布新版本' }).click();
    const policyId = new URL(page.url()).searchParams.get('do')!.slice('next-'.length);
    await page.fill('dialog input[name=atLeast]', '3');
    await typeDay(field(page, '生效日期'), addDays(nextMonday, 14));
    expect(await send(page, '/policies', { policyId, unitId: 'd01', title, basis: '他人的依据', rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 4 },
      effectiveFrom: addDays(nextMonday, 7) })).toBe(201);
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.care[role=alert]');
    expect(await page.locator('dialog .versions tr', { hasText: '要求' }).locator('td').allTextContents()).toEqual([2, 4, 3].map((n) => expect.stringContaining(`至少 ${n} 次`)));
    await page.locator('dialog button', { hasText: '仍按我的修改' }).click();
    await page.waitForSelector('dialog', { state: 'detached' });
    await panel(page, title).locator('[data-version="3"]').waitFor();
  });

  it('ends a policy with its last day', async () => {
    const page = await as('office');
    const title = `终止${Date.now()}`;
    await publish(page, title);
    await record(page);
    await panel(page, title).locator('button', { hasText: '终止规则' }).click();
    await page.waitForSelector('dialog[open]');
    await typeDay(field(page, '最后一天'), addDays(nextMonday, -1));
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    expect(await faultAt(page, '最后一天')).toContain('不能早于最新版本的生效日期');
    await typeDay(field(page, '最后一天'), addDays(nextMonday, 6));
    expect(await page.textContent('dialog [data-means]')).toContain(`自 ${addDays(nextMonday, 7)} 周一 那一周起，不再按此规则评定`);
    await record(page);
    expect(await panel(page, title).locator('button').count()).toBe(0);
    expect(await panel(page, title).textContent()).toContain(addDays(nextMonday, 6));
  });

  it('sees how far back was looked, where so much else happened that no change is near', async () => {
    const page = await as('office');
    await page.route(/\/api\/history\?/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), items: [], next: 'older' } });
    });
    await open(page, '/policies');
    expect(await page.locator('.panel', { hasText: '最近的变动' }).textContent()).toContain('最近 200 条相关历史中没有此类变动');
  });

  it('alone changes them: a leader reads', async () => {
    const page = await as('leader');
    await open(page, '/policies');
    expect([await page.locator('main .panel').count() > 0, await page.locator('main button').count()]).toEqual([true, 0]);
  });
});
