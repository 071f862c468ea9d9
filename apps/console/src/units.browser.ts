import { describe, expect, it } from '@jest/globals';
import { addDays } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived, settled } from './testing/browser.ts';
import { faultAt, leave, made, open, pick, record, send, typeDay } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();
const yesterday = addDays(today, -1);
const tree = (page: Page) => page.locator('[role=tree].whole');
const item = (page: Page, name: string) => tree(page).locator('[role=treeitem]', { hasText: name });
const newest = (page: Page) => page.locator('[data-recent] > li').first().textContent();
const lookAt = async (page: Page, day: string) => {
  await typeDay(page.locator('main .field', { hasText: '哪一天的单位' }), day);
  await page.locator('main .field .hint', { hasText: day === today ? '今天' : '不是今天' }).waitFor(); // the address changes before the page does
  await settled(page);
};

describe('who administers units', () => {
  it('creates one below another from a day on; it is there on that day and not before, and its sentence is told', async () => {
    const page = await as('office');
    await open(page, '/units?unit=d01');
    await page.locator('main button', { hasText: '新建下级' }).click();
    const name = `档案室${Date.now()}`;
    await page.fill('dialog input[name=name]', name);
    await record(page);
    expect(await page.locator('.panel h2', { hasText: name }).count()).toBe(1);
    expect(await item(page, name).getAttribute('aria-selected')).toBe('true');
    expect(await newest(page)).toContain(`在“办公室”下设立“${name}”，自 ${today} 起`);
    await lookAt(page, yesterday);
    expect(await item(page, name).count()).toBe(0);
    expect(await page.textContent('main')).toContain(`${yesterday} 还没有这个单位`);
  });

  it('sets right one whose first day is still to come, on that day’s tree', async () => {
    const page = await as('office');
    const [name, first] = [`筹建站${Date.now()}`, addDays(today, 40)];
    const { unitId } = await made(page, '/units', { name, type: 'station', parentId: 'd01', from: first });
    await open(page, `/units?unit=${unitId}&day=${first}&do=rename`);
    await page.fill('dialog input[name=name]', `${name}二`);
    await record(page);
    expect(await newest(page)).toContain(`单位更名为“${name}二”，自 ${first} 起`);
    expect(await item(page, `${name}二`).count()).toBe(1);
  });

  it('renames one from a day on; earlier days keep the name', async () => {
    const page = await as('office');
    const name = `北湖监测站${Date.now()}`; // another at a second try: the first may have got as far
    await open(page, '/units?unit=d02u02&do=rename');
    await page.fill('dialog input[name=name]', name);
    await record(page);
    expect(await newest(page)).toContain(`单位更名为“${name}”，自 ${today} 起`);
    expect(await item(page, name).count()).toBe(1);
    await lookAt(page, yesterday);
    expect([await item(page, name).count(), await item(page, '北湖发射台').count()]).toEqual([0, 1]);
  });

  it('moves one, and reads before how many units and people go along', async () => {
    const page = await as('office');
    const name = `信息处${Date.now()}`; // of this try alone: what was moved once cannot be moved there again
    const there = ({ position }: Record<string, string>) => page.request.get(`/api/units?after=${position}`); // for what goes below it, and for the page
    const unit = await made(page, '/units', { name, type: 'department', parentId: 'agency', from: yesterday });
    const { unitId } = unit;
    await there(unit);
    for (const below of ['一科', '二科']) await made(page, '/units', { name: below, type: 'department', parentId: unitId, from: yesterday });
    await there(await made(page, '/members', { name: '孔划转', unitId, post: '科员', tier: 'operator', employment: 'staff', party: 'non-party', from: yesterday }));
    await open(page, `/units?unit=${unitId}`);
    await page.waitForFunction((shown) => document.querySelector('[role=treeitem][aria-selected=true]')?.textContent === shown, `${name}1`);
    await open(page, `/units?unit=${unitId}&do=move`);
    expect(await page.textContent('dialog [data-along]')).toBe('一并划转：下级单位 2 个，共 1 人');
    await pick(page, '划转到', '办公室');
    expect(await page.textContent('dialog .notice')).toContain('计入“办公室”');
    await record(page);
    expect(await newest(page)).toContain(`“${name}”由“临江市文化广电局”划归“办公室”，自 ${today} 起`);
    expect(await item(page, name).getAttribute('aria-level')).toBe('3');
    await lookAt(page, yesterday);
    expect(await item(page, name).getAttribute('aria-level')).toBe('2');
  });

  it('tells units of one name apart by what they lie below, wherever units of several parents stand together', async () => {
    const page = await as('office');
    const name = `收发室${Date.now()}`;
    for (const parentId of ['d01', 'd02']) await made(page, '/units', { name, type: 'station', parentId, from: today });
    await open(page, '/units');
    await page.locator('main input[type=search]').fill(name);
    await page.waitForFunction(() => document.querySelectorAll('[role=tree].whole [role=treeitem]').length === 2);
    expect(new Set(await item(page, name).locator('.name').allTextContents())).toEqual(new Set([`${name}（办公室）`, `${name}（人事教育处）`]));
    await page.locator('.topbar .picked').click();
    await page.locator('.popover input[type=search]').fill(name);
    await page.locator('.popover [role=treeitem]', { hasText: `${name}（人事教育处）` }).click();
    await page.locator('.topbar .picked', { hasText: `${name}（人事教育处）` }).waitFor();
  });

  it('reads beside the field what is wrong with it', async () => {
    const page = await as('office');
    await open(page, '/units?unit=d01&do=create');
    await page.fill('dialog input[name=name]', '东城发射台');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .fault');
    expect(await faultAt(page, '单位名称')).toContain('同一上级下已有名为“东城发射台”的单位');
    page.on('dialog', (dialog) => void dialog.accept());
    await open(page, '/units?unit=d01&do=move');
    await page.click('dialog button[type=submit]');
    expect(await faultAt(page, '划转到')).toBe('请填写此项');
    await pick(page, '划转到', '东城发射台');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    expect(await faultAt(page, '划转到')).toContain('不能放在自己或自己的下属单位之下');
  });

  let tries = 0; // a second try finds what the first has left
  it('sees both versions where somebody else was faster, and decides (12)', async () => {
    const [mine, theirs] = [await as('office'), await as('office')];
    const [station, branch] = [`西城总站${++tries}`, `西城分站${tries}`];
    await open(mine, '/units?unit=d01u02&do=rename');
    const before = await mine.inputValue('dialog input[name=name]');
    await mine.fill('dialog input[name=name]', '西城中心');
    expect(await send(theirs, '/units/d01u02/name', { name: station, from: today })).toBe(201);
    await mine.click('dialog button[type=submit]');
    await mine.waitForSelector('dialog .notice.care[role=alert]');
    expect(await mine.locator('dialog .versions tbody td').allTextContents()).toEqual([before, station, '西城中心']);
    await mine.locator('dialog button', { hasText: '保留已登记的' }).click();
    await mine.waitForSelector('dialog', { state: 'detached' });
    await item(mine, station).waitFor();

    await open(mine, '/units?unit=d01u02&do=rename');
    await mine.fill('dialog input[name=name]', '西城中心');
    expect(await send(theirs, '/units/d01u02/name', { name: branch, from: today })).toBe(201);
    await mine.click('dialog button[type=submit]');
    await mine.locator('dialog button', { hasText: '仍按我的修改' }).click();
    await mine.waitForSelector('dialog', { state: 'detached' });
    await item(mine, '西城中心').waitFor();
  });

  it('is asked before unsaved changes are left, by Esc as by Back, and the draft comes back (10)', async () => {
    const page = await as('office');
    await open(page, '/units?unit=d01');
    await page.locator('main button', { hasText: '新建下级' }).click();
    await page.fill('dialog input[name=name]', '未存室');
    expect(await leave(page, () => page.keyboard.press('Escape'), 'stay')).toContain('还有未保存的内容');
    await leave(page, () => page.evaluate(() => history.back()), 'stay');
    expect(await page.inputValue('dialog input[name=name]')).toBe('未存室');
    await leave(page, () => page.locator('dialog button', { hasText: '取消' }).click(), 'go');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.locator('main button', { hasText: '新建下级' }).click();
    expect(await page.inputValue('dialog input[name=name]')).toBe('未存室');
    expect(await page.textContent('dialog form')).toContain('已恢复');
  });

  it('creates one unit by a double click, and by a retry after a lost answer (11)', async () => {
    const page = await as('office');
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/api/units')) keys.push(request.headers()['idempotency-key']); });
    await open(page, '/units?unit=d01&do=create');
    await page.fill('dialog input[name=name]', '双击室');
    await page.dblclick('dialog button[type=submit]');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(keys).toHaveLength(1);

    await open(page, '/units?unit=d01&do=create');
    await page.fill('dialog input[name=name]', '重试室');
    await page.route('**/api/units', async (route) => {
      if (keys.length > 2) return route.continue();
      await route.fetch(); // it reaches the server; the answer does not reach the page
      return route.abort();
    });
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .notice.wrong');
    await record(page);
    expect([keys.length, new Set(keys).size]).toEqual([3, 2]);
    expect(await item(page, '重试室').count()).toBe(1);
  });
});

describe('the tree of units', () => {
  it('is one stop of Tab; arrows walk, open and shut it, Enter chooses (20)', async () => {
    const page = await as('office');
    await open(page, '/units');
    expect(await tree(page).locator('[tabindex="0"]').count()).toBe(1);
    await item(page, '临江市文化广电局').focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('办公室');
    expect(await item(page, '东城发射台').count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-level'))).toBe('3');
    await page.keyboard.press('Enter');
    await arrived(page, /unit=\w+/);
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toContain('办公室');
    await page.keyboard.press('ArrowLeft');
    expect(await item(page, '东城发射台').count()).toBe(0);
  });

  it('shows a past moment without what was recorded since, and offers no change', async () => {
    const page = await as('office');
    await open(page, '/units?unit=d01');
    const name = `补记室${Date.now()}`;
    expect(await send(page, '/units', { name, type: 'station', parentId: 'd01', from: yesterday })).toBe(201);
    await open(page, `/units?unit=d01&day=${today}&asOf=${new Date(Date.now() - 3_600_000).toISOString()}`);
    expect([await item(page, '东城发射台').count(), await item(page, name).count()]).toEqual([1, 0]);
    expect(await page.locator('main button', { hasText: '新建下级' }).isDisabled()).toBe(true);
    await page.locator('.band button').click();
    await arrived(page, (url) => !url.searchParams.has('asOf'));
    await item(page, name).waitFor();
  });

  it('is read by an auditor and changed by nobody without the right', async () => {
    const page = await as('auditor');
    await open(page, '/units?unit=d01');
    expect(await page.locator('main button', { hasText: '改名' }).count()).toBe(0);
    await page.goto('/units?unit=d01&do=rename');
    await settled(page);
    expect(await page.locator('dialog').count()).toBe(0);
    const unit = await as('unit');
    expect(await unit.locator('.rail a', { hasText: '单位' }).count()).toBe(0);
  });
});
