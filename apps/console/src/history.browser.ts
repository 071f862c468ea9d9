import { describe, expect, it } from '@jest/globals';
import { addDays, instantIn, mondayOf } from '@lyceum/core/calendar';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { dayUntil } from './parts/time.ts';
import { arrived, overflow, settled } from './testing/browser.ts';
import { open } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';

const { as } = scene();

describe('an auditor', () => {
  it('reads who did what and when, in sentences (19)', async () => {
    const page = await as('auditor');
    await open(page, '/history');
    const first = page.locator('.timeline > li').first();
    expect(await first.textContent()).toMatch(/经办.*记录 20\d\d-\d\d-\d\d 周/);
    await first.locator('a').first().click();
    await arrived(page, /\/events\//);
    await page.locator('dl.facts').first().waitFor(); // the address changes before the page does
    expect(await page.locator('dl.facts dt').count()).toBeGreaterThan(4);
    expect(await page.locator('main pre').isVisible()).toBe(false); // as it was stored: folded until asked for
  });

  it('reads what was and what is, field by field, of whatever was changed (19)', async () => {
    const office = await as('office');
    const { items: [session] } = (await (await office.request.get('/api/study-sessions?status=published&limit=1')).json()) as { items: { sessionId: string; place: string }[] };
    await open(office, `/sessions/${session!.sessionId}/change`);
    await office.getByLabel('地点').fill('新的会议室');
    await office.click('button[type=submit]');
    await arrived(office, new RegExp(`/sessions/${session!.sessionId}$`));
    const page = await as('auditor');
    await open(page, `/history?subject=session:${session!.sessionId}`);
    const newest = page.locator('.timeline > li').first();
    expect(await newest.locator('.sentence').textContent()).toMatch(/^学习活动改为《.*》：.*新的会议室$/);
    expect([await newest.locator('.change .struck').allTextContents(), await newest.locator('.change b').allTextContents()]).toEqual([[session!.place], ['新的会议室']]);
  });

  it('goes from an entry of a learning file to the very event that it rests on (3)', async () => {
    const page = await as('auditor');
    const { items } = (await (await page.request.get('/api/members?unit=d01u01&limit=20')).json()) as { items: { memberId: string }[] };
    const file = async (memberId: string) => ((await (await page.request.get(`/api/learning-files/${memberId}`)).json()) as { items: { source: { eventId: string } }[] }).items;
    const { memberId, entries } = (await Promise.all(items.map(async ({ memberId: id }) => ({ memberId: id, entries: await file(id) })))).find(({ entries: some }) => some.length > 0)!;
    await open(page, `/people/${memberId}?tab=file`);
    await page.locator('.timeline > li').first().locator('a', { hasText: '当时的签到记录' }).click();
    await arrived(page, /\/events\//);
    await page.locator('summary').click();
    expect(await page.locator('main').textContent()).toContain(entries[0]!.source.eventId);
  });

  it('shows of one event what it changed as the history does, and leads to whom and what it names: from a withdrawal to its signature', async () => {
    const page = await as('auditor');
    const { items } = (await (await page.request.get('/api/history?subject=log&limit=200')).json()) as { items: { position: string; type: string; before: object | null }[] };
    const closing = items.find(({ type }) => type === 'StudySessionClosed')!;
    await open(page, `/events/${closing.position}`);
    expect(await page.locator('dl.change').textContent()).toMatch(/签到中.*→.*已举行/);
    await page.locator('main a', { hasText: '查看活动' }).click();
    await arrived(page, /\/sessions\/\w+/);
    const log = async (cursor = ''): Promise<string> => {
      const found = (await (await page.request.get(`/api/history?subject=log&kind=study&limit=200${cursor}`)).json()) as { items: { position: string; type: string }[]; next: string };
      return found.items.find(({ type }) => type === 'AttendanceWithdrawn')?.position ?? log(`&cursor=${found.next}`);
    };
    await open(page, `/events/${await log()}`);
    await page.locator('main a', { hasText: '查看此人' }).waitFor();
    await page.locator('main a', { hasText: '当时的签到记录' }).click();
    await page.locator('h1', { hasText: '签到' }).waitFor();
    await page.locator('summary').click();
    expect(await page.locator('main').textContent()).toContain('AttendanceSigned');
  });

  it('goes back to a moment, on every page, by the address alone, and back to now (19)', async () => {
    const page = await as('auditor');
    await settled(page);
    const now = await page.locator('.figures .value').allTextContents();
    const monthAgo = new Date(Date.now() - 35 * 86_400_000).toISOString();
    const week = new URL(page.url());
    const range = `from=${addDays(today, -180)}&to=${addDays(today, 30)}`; // all of the demo city, which always ends with this week
    await open(page, `/board?${range}`);
    const all = await page.locator('.figures .value').allTextContents();
    await open(page, `/board?${range}&asOf=${monthAgo}`);
    expect(await page.textContent('.band')).toContain('正在查看过去');
    expect(await page.locator('.figures .value').allTextContents()).not.toEqual(all);
    await page.locator('.rail a', { hasText: '学习活动' }).click();
    await arrived(page, /\/sessions\?.*asOf=/);
    expect(await page.locator('.band').count()).toBe(1);
    await page.locator('.band button').click();
    await arrived(page, (url) => !url.searchParams.has('asOf'));
    await open(page, week.pathname + week.search);
    expect(await page.locator('.figures .value').allTextContents()).toEqual(now);
  });
});

describe('a history', () => {
  const kinds = (page: Page) => page.locator('#filter-kind');
  const sentences = (page: Page) => page.locator('.timeline > li .sentence').allTextContents();
  const total = async (page: Page) => Number(/\d[\d,]*/.exec((await page.locator('main [role=status]', { hasText: '共' }).textContent())!)![0].replace(',', ''));

  it('is narrowed to a kind, or to all but log-ins and looks; the address keeps it, with a page and a moment (4)', async () => {
    const page = await as('audit');
    await open(page, '/history');
    const all = await total(page);
    expect((await sentences(page)).some((text) => / 登录$/.test(text))).toBe(true); // the audit administrator’s own, just now
    await kinds(page).selectOption({ label: '除登录、查阅与拒绝外' });
    await arrived(page, /kind=/);
    await settled(page);
    const quiet = await total(page);
    expect(quiet).toBeGreaterThan(0);
    expect(quiet).toBeLessThan(all);
    expect((await sentences(page)).filter((text) => / 登录$|的登录结束|被拒绝/.test(text))).toEqual([]);
    await kinds(page).selectOption({ label: '授权、账号与平台管理' });
    await arrived(page, /kind=rights/);
    await settled(page);
    const rights = await sentences(page);
    expect(rights.length).toBeGreaterThan(0);
    expect(rights.filter((text) => !/授予|终止|激活|密码|账号|消息/.test(text))).toEqual([]);
    await page.reload();
    await settled(page);
    expect([await kinds(page).inputValue(), await sentences(page)]).toEqual(['rights', rights]);
    expect(await page.locator('.head a[download]').getAttribute('href')).toContain('kind=rights');
    const { items } = (await (await page.request.get('/api/history?subject=administration&kind=rights&limit=200')).json()) as { items: { position: string; sentence: string }[] };
    const then = items.at(-1)!;
    await open(page, `/history?kind=rights&asOf=${then.position}`);
    expect([await total(page), await sentences(page)]).toEqual([1, [then.sentence]]);
    await page.locator('.filters button', { hasText: '清除筛选' }).click();
    await arrived(page, (url) => !url.searchParams.has('kind'));
  });

  it('goes on to older ones of a kind, and takes a mistaken kind for none', async () => {
    const page = await as('auditor', { width: 375, height: 760 });
    await page.route('**/api/history?*', (route) => route.continue({ url: route.request().url().replace('limit=50', 'limit=5') }));
    await open(page, '/history?subject=log&kind=study');
    const first = await sentences(page);
    await page.locator('button', { hasText: '更早' }).click();
    await arrived(page, /cursor=/);
    await page.waitForFunction((was) => document.querySelector('.timeline > li .sentence')?.textContent !== was, first[0]);
    const older = await sentences(page);
    expect([first.length, older.length, older.filter((text) => / 登录$/.test(text))]).toEqual([5, 5, []]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await open(page, '/history?subject=log&kind=nonsense');
    expect([await page.locator('.notice.wrong').count(), (await sentences(page)).length]).toEqual([0, 5]);
  });
});

it('a history tells until when an account is locked as a moment in words', async () => {
  const page = await as('auditor');
  for (let n = 0; n < 6; n++) await page.request.post('/api/login', { data: { account: 'leader', password: `guess ${n}` } });
  await open(page, '/history?subject=log&kind=access');
  const change = page.locator('.timeline > li', { hasText: '次输错密码或激活码而锁定' }).locator('.change', { hasText: '锁定至' });
  expect(await change.textContent()).toMatch(/锁定至.*20\d\d-\d\d-\d\d 周[一二三四五六日] \d\d:\d\d/);
});

describe('a history of a person', () => {
  it('keeps their name while the past is shown, and back', async () => {
    const page = await as('office');
    await open(page, '/history');
    await page.getByLabel('查某人的历史').fill('周');
    await page.locator('[role=option]').first().click();
    await arrived(page, /subject=member/);
    await page.locator('.head a', { hasText: '查看对象' }).waitFor(); // the address changes before the page does
    await settled(page);
    const called = () => page.getByLabel('对象').locator('option:checked').textContent();
    const name = (await called())!;
    expect(name).toMatch(/^人员 · ./);
    await page.locator('.timeline > li button', { hasText: '查看当时' }).last().click();
    await page.locator('.band').waitFor();
    await settled(page);
    expect(await called()).toBe(name);
    await page.locator('.band button').click();
    await page.locator('.band').waitFor({ state: 'detached' });
    expect(await called()).toBe(name);
    await page.getByLabel('对象').selectOption({ index: 0 });
    await page.goto(page.url().replace(/subject=[^&]*/, 'subject=member:m00001'));
    expect(await called()).not.toBe(name); // another person's is not called so
  });
});

describe('a member', () => {
  it('comes from an entry of their file to the one fact that it rests on, marked, however much was recorded since', async () => {
    const page = await as('member', { width: 375, height: 760 });
    await open(page, '/me/file');
    const { items } = (await (await page.request.get('/api/learning-files/me')).json()) as { items: { source: { stream: string; revision: number } }[] };
    const oldest = items.at(-1)!.source;
    expect(await page.locator('.timeline > li').first().textContent()).toMatch(/按计划 \d+ 分钟/); // not how long it took
    await page.route('**/api/history?*', (route) => route.continue({ url: route.request().url().replace('limit=50', 'limit=3') }));
    await page.locator('.timeline > li').last().locator('a', { hasText: '当时的签到记录' }).click();
    await arrived(page, (url) => url.searchParams.get('fact') === `${oldest.stream}@${oldest.revision}`);
    const marked = page.locator('.timeline > li[aria-current=true]');
    await marked.waitFor();
    expect(await marked.textContent()).toMatch(/签到.*档案所依据的记录/);
    expect(await marked.evaluate((one) => { const { top, bottom } = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; })).toBe(true);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.locator('button', { hasText: '回到最新' }).click();
    await marked.waitFor({ state: 'detached' });
  });

  it('reads the history of their own alone; anything else is told plainly, and asked of nobody', async () => {
    const page = await as('member');
    const asked: string[] = [];
    page.on('request', (request) => { if (/\/api\/(history|events)/.test(request.url())) asked.push(decodeURIComponent(request.url())); });
    await open(page, '/history');
    expect(await page.locator('.timeline > li').count()).toBeGreaterThan(0);
    expect(await page.locator('.timeline a[href*="/events/"]').count()).toBe(0);
    for (const subject of ['administration', 'log', 'unit:agency']) {
      await page.goto(`/history?subject=${subject}`);
      await page.locator('.empty', { hasText: '您的角色不能查看' }).waitFor();
    }
    expect(asked.every((url) => url.includes('subject=member:'))).toBe(true);
    await page.locator('.empty a').click();
    await page.locator('.timeline > li').first().waitFor();
  });
});

describe('while the past is shown', () => {
  const day = addDays(today, -27); // within the demo city's weeks, whenever this runs
  const dayEnd = instantIn(addDays(day, 1), '00:00');
  it('people are those of now, with a note and no error, and nothing can be written', async () => {
    const page = await as('office');
    await open(page, `/people?asOf=${dayEnd}`);
    expect(await page.locator('.notice.past').count()).toBe(1);
    expect(await page.locator('.notice.wrong').count()).toBe(0);
    expect(await page.locator('table.data tbody tr').count()).toBeGreaterThan(1);
    const register = page.locator('.head button', { hasText: '登记人员' });
    expect([await register.isDisabled(), await register.getAttribute('title')]).toEqual([true, expect.stringContaining('正在查看过去')]);
    await open(page, `/sessions/new?asOf=${dayEnd}`);
    expect(await page.locator('button[type=submit]').isDisabled()).toBe(true);
  });

  it('a day that is typed at the clock is taken to its end, by Enter', async () => {
    const page = await as('auditor');
    await page.locator('.clock').click();
    const field = page.getByLabel('其他时刻');
    await field.fill(day);
    await field.press('Enter');
    await arrived(page, (url) => url.searchParams.get('asOf') === dayEnd);
  });

  it('a day ends at its own midnight', async () => {
    const page = await as('auditor');
    await open(page, `/board?asOf=${dayEnd}`);
    expect(await page.textContent('.band')).toMatch(new RegExp(`${day} 周[一二三四五六日] 24:00`));
  });

  it('a day, its midnight and the last position of it are one moment: a band, a period that ends with its week, and figures', async () => {
    const page = await as('auditor');
    const shown = async (asOf: string) => {
      await open(page, `/board?asOf=${encodeURIComponent(asOf)}`);
      return { until: (await page.locator('.band time').textContent())!.slice(0, 10), period: await page.locator('.head .popover-host button').first().textContent(),
        figures: await page.locator('.figures > div').allTextContents(), of: await page.locator('.figures .value a').first().getAttribute('data-why') };
    };
    const { position, at } = (await (await page.request.get(`/api/me/looks?asOf=${day}`)).json()) as { position: string; at: string };
    const byDay = await shown(day);
    expect([byDay.until, byDay.of]).toEqual([day, expect.stringMatching(new RegExp(`\\.\\.${addDays(mondayOf(day), 6)}$`))]);
    expect(await shown(`${addDays(day, 1)}T00:00:00+08:00`)).toEqual(byDay);
    expect(await shown(position)).toEqual({ ...byDay, until: dayUntil(at) });
  });

  it('nothing is offered for signing, and what is next is of the present only', async () => {
    const page = await as('member');
    await open(page, `/me?asOf=${dayEnd}`);
    expect(await page.locator('.next, button.big').count()).toBe(0);
    await page.goto('/board');
    await arrived(page, /\/me$/);
  });

  it('one’s own record ends with its last day, also where a position says which: nothing is asked for until that is known', async () => {
    const page = await as('member');
    const { position, at } = (await (await page.request.get(`/api/me/looks?asOf=${day}`)).json()) as { position: string; at: string };
    const ends: (string | null)[] = [];
    page.on('request', (request) => { if (request.url().includes('/api/boards/member/')) ends.push(new URL(request.url()).searchParams.get('to')); });
    await page.route('**/api/me/looks*', async (route) => { await setTimeout(500); await route.continue(); });
    for (const [asOf, last] of [[dayEnd, day], [position, dayUntil(at)]] as const) {
      await open(page, `/me?asOf=${asOf}`);
      await page.locator('main', { hasText: `– ${last}` }).waitFor();
      expect([...new Set(ends.splice(0))]).toEqual([last]);
    }
  });

  it('an address that names no moment says so, once, and leads back', async () => {
    const page = await as('auditor');
    await page.goto('/board?asOf=zzz');
    await page.locator('.band[role=alert]', { hasText: '“zzz”无法识别' }).waitFor();
    expect(await page.locator('.notice.wrong').count()).toBe(0);
    await page.locator('.band button').click();
    await arrived(page, (url) => !url.searchParams.has('asOf'));
    await settled(page);
    expect(await page.locator('.figures').count()).toBe(1);
  });
});
