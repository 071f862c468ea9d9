import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { addDays } from '@lyceum/core/calendar';
import { made, open } from './testing/forms.ts';
import { scene, today } from './testing/scene.ts';
import { flawsOf, looks, type Place } from './testing/sound.ts';

const { anybody, as } = scene();
const past = `asOf=${addDays(today, -20)}T04:00:00.000Z`;
const roster = '姓名,所在单位,职务,政治面貌,身份证号码,手机号码\n冯一,南山发射台,值机员,群众,,13900000001\n陈二,南山发射台,班组长,群众,1.98811E+17,\n褚三,第九工区,值机员,群众,,\n';

/** What there is to look at beyond the demo city: a session that is signed now, one that is planned, imports that were checked and that failed. */
const matter = { live: '', planned: '', event: '', fact: '', checked: '', failed: '' };
beforeAll(async () => {
  const page = await as('office');
  const read = async <T>(path: string) => (await (await page.request.get(`/api${path}`)).json()) as T;
  const session = async (unitId: string, day: string) => (await made(page, '/study-sessions', { unitId, form: 'weekly-collective', title: '每周集中学习', day, start: '15:00', minutes: 60, place: '三楼会议室' })).sessionId!;
  const upload = async (name: string, text: string) => (await (await page.request.post('/api/imports?unit=agency', { data: Buffer.from(text),
    headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(name), 'idempotency-key': crypto.randomUUID() } })).json() as { importId: string }).importId;
  matter.planned = await session('d01u02', addDays(today, 9));
  matter.live = await session('d01u01', today);
  for (const step of ['publish', 'open']) await made(page, `/study-sessions/${matter.live}/${step}`, {});
  matter.event = (await read<{ items: { position: string }[] }>('/history?subject=member:m00012&limit=1')).items[0]!.position;
  matter.fact = (await read<{ figures: { key: string }[] }>(`/boards/unit/d01u01?from=${addDays(today, -80)}&to=${today}`)).figures[0]!.key.replace(/^\w+/, 'signed');
  [matter.checked, matter.failed] = [await upload('名册.csv', roster), await upload('空.csv', '甲,乙\n1,2\n')];
});

const codeOf = async (page: Page) => ((await (await page.request.get(`/api/study-sessions/${matter.live}/code`)).json()) as { url: string }).url;
/** The page that a scanned code leads to; codes change, so one is asked for when it is needed. */
const sign = async (page: Page) => {
  await page.goto(new URL(await codeOf(await as('office'))).pathname);
  await page.waitForSelector('.card button.primary');
};
const opened = (path: string, button: string, what: string): Place => async (page) => {
  await open(page, path);
  await page.locator(button).first().click();
  await page.waitForSelector(what);
};
const importOf = (which: 'checked' | 'failed', sign_: string): Place => async (page) => {
  await page.goto(`/people/import/${matter[which]}`);
  await page.waitForSelector(sign_);
};

const places: Readonly<Record<string, Readonly<Record<string, Place>>>> = {
  nobody: {
    '/login': '/login', '/activate': '/activate', '/setup': '/setup?token=x', '/setup without its link': '/setup', '/sign/:code': sign,
    '/sign/:code of yesterday': async (page) => { await page.goto('/sign/AAAAAAAAAAAAAAAA'); await page.waitForSelector('.notice'); },
  },
  member: {
    '/me': '/me', '/me/file': '/me/file', '/me/looks': '/me/looks', '/settings': '/settings', '/history': '/history', '/me of the past': `/me?${past}`, '/sign/:code': sign,
    'the menu of a person': opened('/me', '.person .popover-host button', '.menu'),
  },
  office: {
    '/board': '/board', '/board of persons': '/board?tab=persons', '/board of sessions': '/board?tab=sessions', '/board of the past': `/board?${past}`,
    'the drawer': opened('/board', '.figures .value a', 'dialog[open] dl.facts'), 'the drawer with facts': async (page) => open(page, `/board?unit=d01u01&why=${encodeURIComponent(matter.fact)}`),
    'the clock': opened('/board', '.clock', '.popover'), 'the units to pick': opened('/board', '.topbar .picked', '.popover'),
    '/sessions': '/sessions', '/sessions of the past': `/sessions?${past}`, '/sessions/new': '/sessions/new', '/sessions/new, a series': '/sessions/new?tab=series',
    '/sessions/:sessionId': async (page) => { await open(page, `/sessions/${matter.live}`); await page.waitForSelector('.code img'); },
    '/sessions/:sessionId, its code at full size': async (page) => {
      await open(page, `/sessions/${matter.live}`);
      await page.locator('.panel:has(.code) header button').click();
      await page.waitForSelector('dialog.full .code img');
    },
    '/sessions/:sessionId/change': async (page) => open(page, `/sessions/${matter.planned}/change`),
    '/people': '/people', '/people of the past': `/people?${past}`, '/people/new': '/people/new', '/people/codes': '/people/codes', '/people/import': '/people/import',
    '/people/import/:importId': importOf('checked', '[data-count=errors]'), '/people/import/:importId that failed': importOf('failed', '.panel .notice, main .notice'),
    '/people/:memberId': '/people/m00012', '/people/:memberId, the record': '/people/m00012?tab=record', '/people/:memberId, the file': '/people/m00012?tab=file',
    '/people/:memberId of the past': `/people/m00012?tab=record&${past}`,
    ...Object.fromEntries(['transfer', 'post', 'secondPost', 'kind', 'details', 'code', 'forget'].map((form) => [`a person’s form: ${form}`, `/people/m00012?do=${form}`])),
    '/units': '/units?unit=d01', ...Object.fromEntries(['create', 'rename', 'move'].map((form) => [`a unit’s form: ${form}`, `/units?unit=d01&do=${form}`])),
    '/policies': '/policies', 'a policy’s form': '/policies?do=new', '/history': '/history', '/history of the past': `/history?${past}`,
    '/events/:position': async (page) => { await open(page, `/events/${encodeURIComponent(matter.event)}`); await page.locator('summary').click(); },
    'no such page': '/nowhere',
  },
  security: { '/roles': '/roles', '/roles, a grant': '/roles?do=grant', '/roles of the past': `/roles?${past}` },
  system: { '/accounts': '/accounts', '/accounts, one found': '/accounts?account=member', '/accounts, to be switched': '/accounts?account=member&do=switch' },
};

describe.each(looks)('in $theme at $width px, in $language', (look) => {
  it.each(Object.keys(places))('every page of %s is sound (20)', async (who) => {
    const page = await (who === 'nobody' ? anybody({ ...look, height: 800 }) : as(who, { ...look, height: 800 }));
    const found: Record<string, string[]> = {};
    for (const [name, place] of Object.entries(places[who]!)) found[name] = await flawsOf(page, place);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
  });
});

it('no page of the console is left out of these', () => {
  const routes = [...readFileSync(join(import.meta.dirname, 'routes.tsx'), 'utf8').matchAll(/page\('([^']+)'/g)].map(([, path]) => `/${path!.replace(/^\//, '')}`);
  const looked = new Set(Object.values(places).flatMap((those) => Object.keys(those)));
  expect(routes.length).toBeGreaterThan(20);
  expect(routes.filter((path) => !looked.has(path))).toEqual([]);
});
