import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { instantIn } from '@lyceum/core/calendar';
import type { Page } from 'playwright-core';
import { arrived } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();
const heading = '姓名,所在单位,职务,政治面貌,身份证号码,手机号码';
const roster = ['名册', heading, '冯　一,南山发射台,值机员,中共党员,,13900000001', '陈二,南山发射台,班组长,群众,1.98811E+17,13900000002', '褚三,南山发射台,值机员,群众,,13900000003', '冯一,南山发射台,值机员,中共党员,,13900000001', '合计,,,,,'].join('\n');
const upload = async (page: Page, name: string, text: string) => {
  await open(page, '/people/import');
  await page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await arrived(page, /\/people\/import\/\w+/);
  await page.waitForSelector('[data-count]');
};
const counts = async (page: Page) => Object.fromEntries(await page.locator('[data-count]')
  .evaluateAll((all) => all.map((one) => [(one as HTMLElement).dataset.count, Number(one.textContent)]))) as Record<string, number>;

it('says in words why a file could not be read', async () => {
  const page = await as('office');
  await open(page, '/people/import');
  await page.setInputFiles('input[type=file]', { name: '空.csv', mimeType: 'text/csv', buffer: Buffer.from('甲,乙\n1,2\n') });
  await page.waitForSelector('.notice.wrong');
  const { status, error } = (await (await page.request.get(`/api/imports/${new URL(page.url()).pathname.split('/').pop()}`)).json()) as { status: string; error: { message: string } };
  expect([status, error.message]).toEqual(['failed', expect.stringMatching(/./)]);
  expect(await page.textContent('.notice.wrong')).toContain(error.message);
});

it('asks which column is the name where none is headed so, and goes on with the answer', async () => {
  const page = await as('office');
  const unheard = `人员${Date.now()}`; // what was answered once is remembered
  await open(page, '/people/import');
  await page.setInputFiles('input[type=file]', { name: '人员.csv', mimeType: 'text/csv', buffer: Buffer.from(`${unheard},所在单位,职务,政治面貌\n秦丁,南山发射台,值机员,群众\n`) });
  await page.waitForSelector('.notice.wrong');
  expect(await page.textContent('.notice.wrong')).toContain('请指定哪一列是姓名');
  await page.getByLabel(`列“${unheard}”是`).selectOption('name');
  await page.waitForSelector('[data-count]');
  expect(await counts(page)).toMatchObject({ new: 1, errors: 0 });
});

it('tries an import, tells each row, writes the good ones, gives the failed ones back, and writes nothing twice (7, 8)', async () => {
  const page = await as('office');
  await page.goto('/people/import');
  const template = await page.request.get('/api/imports/template.csv');
  expect((await template.body()).subarray(0, 3).toString('hex')).toBe('efbbbf');

  await upload(page, '名册.csv', roster);
  const told = await counts(page);
  expect(told).toMatchObject({ rows: 6, new: 2, errors: 1, duplicates: 1, skipped: 2 });
  expect(['new', 'changed', 'unchanged', 'duplicates', 'waiting', 'errors', 'skipped'].reduce((sum, kind) => sum + told[kind]!, 0)).toBe(told.rows);
  expect(await page.locator('table.data tbody tr', { hasText: '陈二' }).last().textContent()).toContain('1.98811E+17');

  await page.getByLabel('处理', { exact: true }).selectOption({ label: '同一人的其他行' });
  await page.waitForFunction(() => document.querySelectorAll('table.data.cards tbody tr').length === 1);
  await page.getByLabel('处理', { exact: true }).selectOption('');

  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a', { hasText: '下载有错误的' }).first().click()]);
  const failed = readFileSync(await download.path(), 'utf8');
  expect(failed.charCodeAt(0)).toBe(0xfeff);
  expect(failed).toContain('陈二');
  expect(failed).not.toContain('褚三');
  expect(failed.split('\n')[0]).toContain('原因');

  const checked = new URL(page.url()).pathname;
  await open(page, `${checked}?asOf=${instantIn(today, '00:00')}`);
  const write = page.locator('button', { hasText: '写入' });
  expect([await write.isDisabled(), await write.getAttribute('title')]).toEqual([true, expect.stringContaining('正在查看过去')]);
  await open(page, checked);
  await write.click();
  await page.waitForSelector('.notice.good');
  await open(page, '/people?q=冯一');
  expect(await page.locator('table.data tbody tr').count()).toBe(1);

  await upload(page, '名册.csv', roster);
  expect(await counts(page)).toMatchObject({ new: 0, unchanged: 2, errors: 1 });

  // only the failed row again, mended: its reason column does not disturb
  await upload(page, '改好.csv', failed.replace(/1\.98811E\+17/, ''));
  expect(await counts(page)).toMatchObject({ new: 1, errors: 0 });
});

it('says of a short name how many units of the list it may be short for', async () => {
  const page = await as('office');
  const rows = ['一片/巡护班', '二片/巡护班', '三片/巡护班', '四片/巡护班', '巡护班'].map((unit, n) => `何${n},${unit},值机员,群众,,1391111000${n}`);
  await upload(page, '简称.csv', ['名册', heading, ...rows].join('\n'));
  expect(await page.locator('li[data-path="巡护班"] .named').textContent()).toMatch(/名册中有 4 个单位以此结尾，例如“[^”]+”、“[^”]+”、“[^”]+”：/);
});

it('lets any unit stand for one that the tree lacks, remembers it for the next file, and creates the others only when told (7)', async () => {
  const page = await as('office');
  const list = ['名册', heading, '蒋甲,传媒局大楼,值机员,群众,110101199003070011,13900000011', '沈乙,第九工区,值机员,群众,,13900000012', '韩丙,临时营地/抢修组,值机员,群众,,13900000013', '杨丁,临时营地（原前线）/抢修组,值机员,群众,,13900000014', '许戊,南山发射塔,值机员,群众,,13900000015'].join('\n');
  const asked = (path: string) => page.locator(`li[data-path="${path}"]`);
  const chosen = (path: string) => asked(path).locator('option:checked').textContent();
  await upload(page, '别名.csv', list);
  expect(await counts(page)).toMatchObject({ new: 0, waiting: 5, errors: 0 });
  expect(await page.locator('table.data tbody tr', { hasText: '沈乙' }).last().locator('.tag').allTextContents()).toEqual(expect.arrayContaining(['等待确认单位', '待定']));
  await page.locator('[role=status]', { hasText: '5 行等您在上面决定单位后，才能写入' }).waitFor();
  expect(await page.getByRole('region', { name: '表头与前几行' }).locator('tbody tr').first().locator('td').allTextContents()).toContain('**************0011');
  expect(await asked('传媒局大楼').locator('option').allTextContents()).not.toContainEqual(expect.stringContaining('北湖'));
  await asked('传媒局大楼').locator('button', { hasText: '其他单位' }).click();
  await page.keyboard.type('北湖');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-count=new]')?.textContent === '1');
  expect(await chosen('传媒局大楼')).toMatch(/^就是：.*北湖/);
  expect(await counts(page)).toMatchObject({ new: 1, waiting: 4, errors: 0 });

  await upload(page, '又一份.csv', list); // the same words, another file
  expect(await chosen('传媒局大楼')).toMatch(/^就是：.*北湖/);
  expect(await chosen('第九工区')).toBe('请决定');
  await page.locator('button', { hasText: '其余 3 个都新建' }).click();
  const whole = (units: readonly string[]) => units.map((path) => expect.stringMatching(new RegExp(`/${path}$`)));
  expect(await page.locator('dialog[open] h2').textContent()).toBe('要新建 3 个单位吗？');
  expect(await page.locator('dialog[open] li').allTextContents()).toEqual(whole(['第九工区', '临时营地 上级', '临时营地/抢修组'])); // two spellings are one
  for (const said of ['目前还不能删除', '请逐个决定：“南山发射塔”']) expect(await page.locator('dialog[open]').textContent()).toContain(said);
  await page.locator('dialog[open] button.primary').click();
  await page.waitForFunction(() => document.querySelector('[data-count=new]')?.textContent === '4');
  expect(await chosen('第九工区')).toBe('新建此单位');
  await page.locator('.panel h2', { hasText: '需要您确认的单位（1）' }).waitFor();
  await asked('南山发射塔').getByRole('button', { name: /^采用“.*南山发射台”$/ }).click();
  await page.waitForFunction(() => document.querySelector('[data-count=new]')?.textContent === '5');
  expect(await page.locator('.panel h2', { hasText: '单位已全部确认（5）' }).count()).toBe(1);
  expect(await page.locator('.panel', { hasText: '写入时将新建的单位（3）' }).locator('li').allTextContents()).toEqual(whole(['第九工区', '临时营地 上级', '临时营地/抢修组']));
  await page.locator('button', { hasText: '写入' }).click();
  const created = page.locator('.panel', { hasText: '新建的单位（3）' }).locator('a', { hasText: '第九工区' });
  await created.waitFor();
  await page.reload(); // who comes back later sees it too
  await created.click();
  await arrived(page, /\/units\?unit=/);
});

it('makes no second unit of one that the list calls otherwise: once those below it are chosen, the others are made beside these', async () => {
  const page = await as('office');
  const units = ['南边大院/一组', '南边大院/二组', '南边大院/宣传科', '南边大院'].map((unit, n) => `吕${'甲乙丙丁'[n]},${unit},值机员,群众,,1390000004${n}`);
  await upload(page, '大院.csv', ['名册', heading, ...units].join('\n'));
  const asked = (path: string) => page.locator(`li[data-path="${path}"]`);
  const { items } = (await (await page.request.get('/api/units')).json()) as { items: { unitId: string; name: string; parentId: string | null }[] };
  const above = items.find(({ unitId }) => unitId === items.find(({ name }) => name === '南山发射台')!.parentId)!;
  for (const [at, { name }] of items.filter(({ parentId }) => parentId === above.unitId).slice(0, 2).entries()) {
    await asked(['南边大院/一组', '南边大院/二组'][at]!).locator('button', { hasText: '其他单位' }).click();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  }
  await asked('南边大院/宣传科').locator('.named', { hasText: '若新建，放在“' }).waitFor();
  expect(await asked('南边大院').locator('.named').textContent()).toMatch(new RegExp(`可能是：[^：]*${above.name} `));
  await page.locator('button', { hasText: '其余 1 个都新建' }).click();
  expect(await page.locator('dialog[open] li').allTextContents()).toEqual([expect.stringMatching(new RegExp(`${above.name}/宣传科$`))]);
  expect(await page.locator('dialog[open]').textContent()).toContain('请逐个决定：“南边大院”');
});

it('leads to the decisions first: what is written without them is called a part, and asked about; a unit to decide is no fault of a row', async () => {
  const page = await as('office');
  const list = ['名册', heading, '施甲,南山发射台,值机员,群众,,13900000051', '施乙,第十一工棚,值机员,群众,,13900000052', '施丙,第十一工棚,值机员,群众,1.98811E+17,13900000053'].join('\n');
  await upload(page, '一部分.csv', list);
  const part = page.locator('main button', { hasText: '只写入已确认的 1 人' });
  expect([await part.getAttribute('class'), await page.locator('main .button.primary').count()]).toEqual(['button', 0]);
  const top = (found: ReturnType<Page['locator']>) => found.evaluate((one) => one.getBoundingClientRect().top);
  expect(await top(page.locator('li.decide').last())).toBeLessThan(await top(part));
  expect(await page.locator('table.data.cards tbody tr', { hasText: '施丙' }).locator('.tag').allTextContents()).toEqual(['错误', '错误', '推测', '推测', '待定']);
  await part.click();
  expect(await page.locator('dialog[open] h2').textContent()).toBe('1 行还没有决定单位，先不写入吗？');
  await page.locator('dialog[open] button', { hasText: '回去决定' }).click();
  await page.locator('li[data-path="第十一工棚"] select').selectOption('create');
  await page.locator('button.primary', { hasText: /^写入 2 人$/ }).waitFor();

  await upload(page, '一部分.csv', list);
  await part.click();
  await page.locator('dialog[open] button', { hasText: '只写入已确认的 1 人' }).click();
  await page.waitForSelector('.notice.good');
  expect(await counts(page)).toMatchObject({ new: 1, waiting: 0, errors: 2 });
});

it('says of each row what of its political status is not told apart, and in one line which columns are not kept', async () => {
  const page = await as('office');
  await upload(page, '多列.csv', ['名册', `${heading},性别,备注`, '施丁,南山发射台,值机员,共青团员,,13900000071,女,挂职', '施戊,南山发射台,值机员,群众,,13900000072,男,'].join('\n'));
  await page.locator('p', { hasText: '不导入的列：性别、备注。' }).waitFor();
  await page.locator('table.data.cards tbody tr', { hasText: /施丁.*已修正.*“共青团员”记作非党员/ }).waitFor();
  expect(await page.locator('table.data.cards tbody tr', { hasText: '施戊' }).textContent()).not.toContain('政治面貌');
});

it('says beside the button what of it was guessed, and leads to the rows that are', async () => {
  const page = await as('office');
  const { items } = (await (await page.request.get('/api/units')).json()) as { items: { unitId: string; name: string; parentId: string | null }[] };
  const other = items.find(({ unitId }) => unitId === items.find(({ name }) => name === '南山发射台')!.parentId)!.name;
  await upload(page, '推测.csv', ['名册', `${heading},层级`, '孔甲,南山发射台,值机员,群众,,13900000061,值机员', `孔甲,${other},干事,群众,,13900000061,值机员`, '孔乙,南山发射台,值机员,群众,,13900000062,', '孔丙,南山发射台,值机员,群众,,13900000063,值机员'].join('\n'));
  const shown = () => page.locator('table.data.cards tbody tr');
  for (const [guess, said, name] of [['mainPost', '1 人的主要岗位', '孔甲'], ['tier', '1 行的层级', '孔乙']] as const) {
    const link = page.locator(`[data-guessed=${guess}]`);
    expect(await link.textContent()).toBe(said);
    await link.click();
    await page.waitForFunction((text) => { const rows = [...document.querySelectorAll('table.data.cards tbody tr')]; return rows.length === 1 && rows[0]!.textContent!.includes(text); }, name);
  }
  expect(await shown().textContent()).toContain('请确认');
});

it('stays where it is while it tries again after each choice, and takes a unit’s name alone for the one of the list that is to be created', async () => {
  const page = await as('office');
  const list = ['名册', heading, '卫甲,第三外场/巡检组,值机员,群众,,13900000021', '蒋乙,巡检组,值机员,群众,,13900000022', '沈丙,第七外场,值机员,群众,,13900000023'].join('\n');
  let [last, chosen]: [object, boolean] = [{}, false]; // a dry run is seen under way, however quick it is: with what the one before has found
  page.on('response', (response) => { if (response.url().endsWith('/choices')) chosen = true; });
  await page.route(/\/api\/imports\/\w+(\?|$)/, async (route) => {
    const response = await route.fetch();
    if (!chosen) last = (await response.json()) as object;
    await route.fulfill({ response, json: chosen ? { ...last, status: 'reading' } : last });
    chosen = false;
  });
  await upload(page, '外场.csv', list);
  const gone = page.evaluate(() => new Promise<boolean>((resolve) => { // whether the list of units was ever away
    new MutationObserver(() => { if (!document.querySelector('li.decide')) resolve(true); }).observe(document.body, { childList: true, subtree: true });
    setTimeout(() => resolve(false), 4000);
  }));
  const asked = (path: string) => page.locator(`li[data-path="${path}"]`);
  expect(await asked('巡检组').textContent()).toContain('名册中另有“第三外场/巡检组”');
  await asked('第三外场/巡检组').locator('select').selectOption('create');
  await asked('第七外场').locator('select').selectOption('create'); // at once, without waiting
  expect(await asked('第七外场').locator('option:checked').textContent()).toBe('新建此单位');
  await page.waitForFunction(() => document.querySelector('[data-count=new]')?.textContent === '3');
  expect(await asked('巡检组').count()).toBe(0);
  expect(await gone).toBe(false);
  await page.locator('table.data tbody tr', { hasText: '单位“巡检组”认定为“第三外场/巡检组”' }).waitFor(); // the rows are those of the last try
});

it('goes on after a choice that changed nothing, also where the dry run that followed it was over before it was seen', async () => {
  const page = await as('office');
  await page.route(/\/api\/imports\/\w+(\?|$)/, async (route) => { // no dry run is seen under way
    for (;;) {
      const response = await route.fetch();
      if (((await response.json()) as { status: string }).status !== 'reading') return route.fulfill({ response });
    }
  });
  await upload(page, '两处.csv', ['名册', heading, '许甲,甲号工棚,值机员,群众,,13900000031', '许乙,乙号工棚,值机员,群众,,13900000032'].join('\n'));
  const found = (n: number) => page.waitForFunction((count) => document.querySelector('[data-count=new]')?.textContent === count, String(n));
  for (const _ of ['北湖', 'the same once more']) {
    const sent = page.waitForResponse((response) => response.url().endsWith('/choices'));
    await page.locator('li[data-path="甲号工棚"]').locator('button', { hasText: '其他单位' }).click();
    await page.keyboard.type('北湖');
    await page.keyboard.press('Enter');
    await sent;
    await found(1);
  }
  await page.locator('li[data-path="乙号工棚"] select').selectOption('create');
  await found(2);
});
