import { describe, expect, it } from '@jest/globals';
import { addDays } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { faultAt, field, leave, made, open, pick, record, send, typeDay } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();
const since = addDays(today, -40);
const newest = (page: Page) => page.locator('[data-recent] > li').first();
const fact = (page: Page, name: string) => page.locator('dl.facts dt', { hasText: name }).locator('xpath=following-sibling::dd[1]').textContent();
/** A new person of 东城发射台, and the page of office that stands on theirs. */
const person = async (name: string, more: object = {}): Promise<{ page: Page; path: string }> => {
  const page = await as('office');
  const { memberId } = await made(page, '/members', { name, unitId: 'd01u01', post: '值机员', tier: 'operator', employment: 'staff', party: 'non-party', from: since, ...more });
  await open(page, `/people/${memberId}`);
  await page.locator('h1', { hasText: name }).waitFor();
  return { page, path: `/people/${memberId}` };
};
const choose = async (page: Page, action: string) => {
  await page.locator('main .head button', { hasText: '更多' }).click();
  await page.locator('.menu button', { hasText: action }).click();
  await page.waitForSelector('dialog[open] form');
};

describe('who keeps the roster', () => {
  it('reads what was changed of a person, not who looked at them', async () => {
    const { page, path } = await person('登记一');
    await open(page, path);
    await newest(page).getByText('登记一').waitFor();
    const { items } = (await (await page.request.get(`/api/history?subject=member:${path.slice(8)}`)).json()) as { items: { type: string }[] };
    expect(items.map(({ type }) => type)).toContain('RecordLookedAt');
    expect(await page.locator('[data-recent] > li a').allTextContents()).toEqual([expect.stringContaining('登记')]);
  });

  it('transfers a person from a day on; not ahead of its day', async () => {
    const { page } = await person('调任一');
    await choose(page, '调动');
    await pick(page, '调往', '人事教育处');
    await typeDay(field(page, '生效日期'), addDays(today, 3));
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    expect(await faultAt(page, '生效日期')).toContain('不能提前');
    await typeDay(field(page, '生效日期'), today);
    await record(page);
    await newest(page).getByText(`调任一 由“东城发射台”调入“人事教育处”，自 ${today} 起`).waitFor();
    expect(await fact(page, '单位')).toBe('人事教育处');
  });

  it('changes post and tier from a day on', async () => {
    const { page } = await person('任职一');
    await choose(page, '变更职务');
    await page.fill('dialog input[name=post]', '班长');
    await field(page, '层级').locator('select').selectOption('team-lead');
    await record(page);
    await newest(page).getByText(`任职一 任班长（班组长），自 ${today} 起`).waitFor();
    expect([await fact(page, '职务'), await fact(page, '层级')]).toEqual(['班长', '班组长']);
  });

  it('adds a second post in another unit, and is told at the field where it is the same one', async () => {
    const { page } = await person('兼任一');
    await choose(page, '增加兼职');
    await page.fill('dialog input[name=post]', '联络员');
    await pick(page, '单位', '东城发射台');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    expect(await faultAt(page, '单位')).toContain('兼职应在其他单位');
    await pick(page, '单位', '办公室');
    await record(page);
    await newest(page).getByText(`兼任一 兼任“办公室”联络员，自 ${today} 起`).waitFor();
    expect(await fact(page, '兼职')).toBe('办公室 · 联络员');
  });

  it('changes employment and party; when one joined is asked of members only', async () => {
    const { page } = await person('类别一');
    await choose(page, '变更类别');
    expect(await field(page, '入党时间').count()).toBe(0);
    await field(page, '人员类别').locator('select').selectOption('contract');
    await field(page, '政治面貌').locator('select').selectOption('probationary');
    await page.fill('dialog input[name=joinedParty]', '2026-07-01');
    await record(page);
    await newest(page).getByText('类别一 的身份改为聘用、预备党员').waitFor();
    expect([await fact(page, '人员类别'), await fact(page, '政治面貌')]).toEqual(['聘用', '预备党员 · 2026-07-01']);
  });

  it('corrects details with a reason; what another has is refused at its field', async () => {
    const { page } = await person('更正一');
    await choose(page, '更正信息');
    await page.fill('dialog input[name=phone]', '10010000001'); // the first person's of the demo city
    await page.fill('dialog textarea[name=reason]', '登记有误');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    expect(await faultAt(page, '电话')).toContain('已登记在另一人名下');
    await page.fill('dialog input[name=phone]', `139${String(Date.now()).slice(-8)}`);
    await page.fill('dialog input[name=name]', '更正壹');
    await record(page);
    await newest(page).getByText('更正 更正壹 的个人信息：登记有误').waitFor();
    expect(await fact(page, '电话')).toMatch(/^139\d{8}$/);
  });

  it('sees both versions where somebody else changed the same, keeping what they left alone (12)', async () => {
    const { page, path } = await person('并发一');
    await choose(page, '变更职务');
    await page.fill('dialog input[name=post]', '技术员');
    expect(await send(page, `/members${path.slice('/people'.length)}/post`, { post: '机务员', tier: 'team-lead', from: today })).toBe(201);
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.care[role=alert]');
    expect(await page.locator('dialog .versions tbody td').allTextContents()).toEqual(['值机员', '机务员', '技术员', '值机员', '班组长', '班组长']);
    await page.locator('dialog button', { hasText: '仍按我的修改' }).click();
    await page.waitForSelector('dialog', { state: 'detached' });
    await newest(page).getByText(`并发一 任技术员（班组长），自 ${today} 起`).waitFor();
  });

  it('sees a change that is coming before it is replaced', async () => {
    const { page, path } = await person('并发二');
    const [soon, later] = [addDays(today, 30), addDays(today, 60)];
    expect(await send(page, `/members${path.slice('/people'.length)}/post`, { post: '机务员', tier: 'team-lead', from: soon })).toBe(201);
    await choose(page, '变更职务');
    await page.fill('dialog input[name=post]', '技术员');
    await typeDay(field(page, '生效日期'), later);
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.care[role=alert]');
    expect(await page.locator('dialog .notice.care strong').textContent()).toContain(`自 ${soon} 起已登记了另一项变更`);
    expect(await page.locator('dialog .versions tbody td').allTextContents()).toEqual(['值机员', '机务员', '技术员', '值机员', '班组长', '班组长']);
    await page.locator('dialog button', { hasText: '仍按我的修改' }).click();
    await page.waitForSelector('dialog', { state: 'detached' });
    await newest(page).getByText(`并发二 任技术员（班组长），自 ${later} 起`).waitFor();
  });

  it('is asked before a filled form is closed, and finds it again (10)', async () => {
    const { page } = await person('未存一');
    await choose(page, '更正信息');
    await page.fill('dialog textarea[name=reason]', '写到一半');
    expect(await leave(page, () => page.keyboard.press('Escape'), 'go')).toContain('还有未保存的内容');
    await page.waitForSelector('dialog', { state: 'detached' });
    await choose(page, '更正信息');
    expect(await page.inputValue('dialog textarea[name=reason]')).toBe('写到一半');
  });

  it('records one change by a double click (11)', async () => {
    const { page } = await person('双击二');
    let sent = 0;
    page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/post')) sent++; });
    await choose(page, '变更职务');
    await page.fill('dialog input[name=post]', '组长');
    await page.dblclick('dialog button[type=submit]');
    await page.waitForSelector('dialog', { state: 'detached' });
    await newest(page).getByText('双击二 任组长').waitFor();
    expect([sent, await page.locator('[data-recent] > li', { hasText: '任组长' }).count()]).toEqual([1, 1]);
  });

  it('has a person forgotten only after reading what that means, with a reason and a tick', async () => {
    const { page } = await person('遗忘一', { phone: `138${String(Date.now()).slice(-8)}` });
    await choose(page, '删除个人信息');
    expect(await page.textContent('dialog .notice.wrong')).toMatch(/不可撤销[\s\S]*删除：[\s\S]*保留：/);
    await page.fill('dialog textarea[name=reason]', '本人要求');
    await page.click('dialog button[type=submit]');
    expect(await page.locator('dialog .fault').count()).toBe(1); // the tick
    await page.check('dialog input[name=understood]');
    await record(page);
    expect(await page.textContent('h1')).toBe('（已删除个人信息）');
    await newest(page).getByText('依申请删除一名成员的个人信息：本人要求').waitFor();
    expect(await page.textContent('body')).not.toContain('遗忘一');
  });
});
