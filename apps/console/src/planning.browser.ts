import { beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, overflow, settled } from './testing/browser.ts';
import { made, open, send } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();
let office: Page;
beforeAll(async () => { office = await as('office'); });

const sessions = async (unitId: string, status?: string) => ((await (await office.request.get(`/api/study-sessions?unit=${unitId}&limit=200${status ? `&status=${status}` : ''}`)).json()) as { total: number }).total;
const plan = (unitId: string, day: string) => made(office, '/study-sessions', { unitId, form: 'weekly-collective', title: '早已安排', day, start: '09:00', minutes: 60, place: '' });
/** The days that the series' form offers. */
const offered = () => office.locator('fieldset li').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.day!));

describe('planning a series', () => {
  it('says before it is saved how many sessions it makes, and which days have one already; those are left out in one click', async () => {
    await open(office, '/sessions/new?tab=series&unit=d02u02');
    const days = await offered();
    expect(days.length).toBeGreaterThan(5);
    await plan('d02u02', days[3]!);
    await plan('d02u02', addDays(days[4]!, 1)); // a day beside: no clash
    await plan('d02u01', days[5]!); // another unit's
    await office.reload();
    await settled(office);
    const clashes = office.locator('fieldset li', { hasText: '早已安排' });
    await clashes.first().waitFor();
    expect(await clashes.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.day))).toEqual([days[3]]);
    expect(await clashes.textContent()).toContain('09:00 早已安排');
    const warning = office.locator('fieldset .notice.care');
    const double = Number(/其中 (\d+) 天/.exec((await warning.textContent())!)![1]); // the demo's own next week may be among them
    expect(await office.locator('fieldset legend').textContent()).toBe(`将安排 ${days.length} 次`);
    await warning.locator('button').click();
    await warning.waitFor({ state: 'detached' });
    const left = days.length - double;
    expect(await office.locator('fieldset legend').textContent()).toBe(`将安排 ${left} 次`);
    expect(await office.textContent('button[type=submit]')).toBe(`安排 ${left} 次`);
    const before = await sessions('d02u02');
    await office.click('button[type=submit]');
    await office.waitForSelector('.notice.good');
    expect(await office.textContent('.notice.good')).toContain(`${left} 次`);
    expect(await sessions('d02u02')).toBe(before + left);
    const published = await sessions('d02u02', 'published');
    expect(await office.textContent('.notice.good')).toContain('成员还看不到');
    expect(await office.locator('.notice.good a', { hasText: '查看计划' }).getAttribute('href')).toContain('status=planned');
    await office.locator('.notice.good button', { hasText: `发布这 ${left} 次` }).click();
    await office.locator('.notice.good', { hasText: `已发布 ${left} 次，成员已能看到` }).waitFor();
    expect(await sessions('d02u02', 'published')).toBe(published + left);
    const look = office.locator('.notice.good a', { hasText: '查看计划' }); // it led to what was planned, which is published now
    await look.click();
    await arrived(office, /status=published/);
    await settled(office);
    const shown = await office.locator('table.data tbody tr td:nth-of-type(1)').evaluateAll((cells) => cells.map((cell) => cell.textContent!.slice(0, 10)));
    expect(shown.length).toBeGreaterThanOrEqual(left);
    expect(shown).toEqual([...shown].sort());
  });

  it('warns as well of a day to which one date is moved', async () => {
    await open(office, '/sessions/new?tab=series&unit=d01u02');
    const [, , third] = await offered();
    const thursday = addDays(third!, -1);
    await plan('d01u02', thursday);
    await office.reload();
    await settled(office);
    const row = office.locator(`fieldset li[data-day="${third}"]`);
    await row.waitFor();
    expect(await row.textContent()).not.toContain('早已安排');
    await row.locator('.ant-picker input').click();
    await row.locator('.ant-picker input').fill(thursday);
    await row.locator('.ant-picker input').press('Enter');
    await office.locator(`fieldset li[data-day="${third}"]`, { hasText: '早已安排' }).waitFor();
    await office.locator('form button', { hasText: '清除草稿' }).click();
  });
});

it('a session that is held and whose signatures were all withdrawn says so beside that it was held: in lists and on its page', async () => {
  const { sessionId } = await made(office, '/study-sessions', { unitId: 'd01u01', form: 'weekly-collective', title: '无人到场', day: today, start: '09:00', minutes: 60, place: '' });
  const at = `/study-sessions/${sessionId}`, reason = '手机没电';
  const { position } = await made(office, `${at}/open`, {});
  const { items: [first] } = (await (await office.request.get(`/api${at}/attendances?limit=1&after=${position}`)).json()) as { items: { memberId: string }[] };
  for (const [step, body] of [['attendances', { memberIds: [first!.memberId], reason }], ['close', {}], [`attendances/${first!.memberId}/withdrawal`, { reason }]] as const) expect(await send(office, `${at}/${step}`, body)).toBe(201);
  for (const list of ['/sessions?unit=d01u01&status=held', '/board?unit=d01u01&tab=sessions']) {
    await open(office, list);
    await office.locator('table.data tbody tr', { hasText: '无人到场' }).locator('.tag', { hasText: '无人签到' }).waitFor();
    expect(await office.locator('table.data tbody tr', { hasText: '无人签到' }).count()).toBe(1); // of those that people came to, none
  }
  await open(office, `/sessions/${sessionId}`);
  await office.locator('main .head .tag', { hasText: '无人签到' }).waitFor();
});

it('planning one session warns of one that the unit has on that day', async () => {
  await open(office, '/sessions/new?unit=d01u01');
  const day = office.locator('.ant-picker input').first();
  const far = addDays((await day.inputValue()).slice(0, 10), 70);
  await plan('d01u01', far);
  await day.click();
  await day.fill(far);
  await day.press('Enter');
  await office.locator('.notice.care', { hasText: '早已安排' }).waitFor();
  await day.click();
  await day.fill(addDays(far, 1));
  await day.press('Enter');
  await office.locator('.notice.care').waitFor({ state: 'detached' });
  await office.locator('input[type=number]').fill('0'); // as somebody types who does not know how few it may be
  await office.click('button[type=submit]');
  await office.locator('.fault', { hasText: /5.*600/ }).waitFor();
  await office.locator('form button', { hasText: '清除草稿' }).click();
});

it('figures say that a session that is still open counts as invited already, and by which weeks the grid and the trend count a make-up', async () => {
  const { sessionId } = await made(office, '/study-sessions', { unitId: 'd01u01', form: 'weekly-collective', title: '还在签到', day: today, start: '09:00', minutes: 60, place: '' });
  expect(await send(office, `/study-sessions/${sessionId}/open`, {})).toBe(201);
  const member = await as('member');
  await open(member, '/me');
  expect(await member.locator('.figures > div', { hasText: '参学率' }).textContent()).toContain('进行中的活动已计入应到');
  await member.locator('.figures > div', { hasText: '参学率' }).locator('.value a').click();
  await member.locator('dialog p', { hasText: '还在签到的活动已计入应到' }).waitFor();
  await open(office, '/board?unit=d01u01');
  expect(await office.locator('.legend').textContent()).toContain('补学在所补的那一周');
  expect(await office.locator('.trend').textContent()).toContain('补学在实际举行的那一周');
});

it('a session that was closed before its planned end says by how much', async () => {
  const { sessionId } = await made(office, '/study-sessions', { unitId: 'd01u01', form: 'weekly-collective', title: '提前散会', day: today, start: '23:00', minutes: 59, place: '' });
  const at = `/study-sessions/${sessionId}`;
  const { position } = await made(office, `${at}/open`, {});
  const { items: [first] } = (await (await office.request.get(`/api${at}/attendances?limit=1&after=${position}`)).json()) as { items: { memberId: string }[] };
  for (const [step, body] of [['attendances', { memberIds: [first!.memberId], reason: '手机没电' }], ['close', {}]] as const) expect(await send(office, `${at}/${step}`, body)).toBe(201);
  await open(office, `/sessions/${sessionId}`);
  await office.locator('dl.facts dd', { hasText: /比计划提前 (\d+ 小时 )?\d+ 分钟|比计划提前 \d+ 小时/ }).waitFor();
});

it('a session that was opened by mistake is planned again as it was, once its signature is withdrawn and it is cancelled', async () => {
  const was = { unitId: 'd01u01', form: 'weekly-collective', title: '误开的学习', day: today, start: '09:10', minutes: 45, place: '三楼会议室' };
  const { sessionId } = await made(office, '/study-sessions', was);
  const at = `/study-sessions/${sessionId}`, reason = '误点开始签到';
  const { position } = await made(office, `${at}/open`, {});
  const { items: [first] } = (await (await office.request.get(`/api${at}/attendances?limit=1&after=${position}`)).json()) as { items: { memberId: string }[] };
  expect(await send(office, `${at}/attendances`, { memberIds: [first!.memberId], reason })).toBe(201);
  await open(office, `/sessions/${sessionId}`);
  await office.locator('main', { hasText: '已有 1 人签到；先撤回签到，才能取消' }).waitFor();
  expect(await office.locator('main button', { hasText: '取消活动' }).count()).toBe(0);
  expect(await send(office, `${at}/attendances/${first!.memberId}/withdrawal`, { reason })).toBe(201);
  await office.locator('main button', { hasText: '取消活动' }).waitFor();
  expect(await office.locator('main', { hasText: '先撤回签到，才能取消' }).count()).toBe(0);
  expect(await send(office, `${at}/cancel`, { reason })).toBe(201);

  const reader = await as('auditor');
  await open(reader, `/sessions/${sessionId}`);
  await reader.locator('main .notice.wrong', { hasText: reason }).waitFor();
  await reader.locator('main .head .tag', { hasText: '取消前曾有 1 人签到' }).waitFor();
  for (const list of ['/sessions?unit=d01u01&status=cancelled', '/board?unit=d01u01&tab=sessions']) {
    await open(reader, list);
    await reader.locator('table.data tbody tr', { hasText: was.title }).locator('.tag', { hasText: '取消前曾有 1 人签到' }).waitFor();
  }
  await open(reader, `/sessions/${sessionId}`);
  expect(await reader.locator('main a', { hasText: '照此重新安排' }).count()).toBe(0); // who may not plan
  const page = await as('office', { width: 375, height: 760 });
  await open(page, `/sessions/${sessionId}`);
  await page.locator('main a', { hasText: '照此重新安排' }).click();
  await arrived(page, /\/sessions\/new/);
  await settled(page);
  expect([await page.getByLabel('主题').inputValue(), await page.getByLabel('时长').inputValue(), await page.getByLabel('地点').inputValue()]).toEqual([was.title, '45', was.place]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.locator('button[type=submit]').click();
  await arrived(page, (url) => /\/sessions\/(?!new)\w+/.test(url.pathname) && !url.pathname.includes(sessionId!));
  const again = (await (await page.request.get(`/api${new URL(page.url()).pathname.replace('/sessions', '/study-sessions')}`)).json()) as object;
  expect(again).toMatchObject({ ...was, status: 'planned' });
});
