import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { flipKey } from '@lyceum/vault/testing/flip-key';
import { open } from './testing/forms.ts';
import { scene } from './testing/scene.ts';

const { as } = scene((data) => {
  const file = join(data, 'vault/keys.db');
  const db = new Database(file, { readonly: true });
  const hurt = db.prepare("select max(subject) from person_key where subject like 'm%'").pluck().get() as string;
  db.close();
  flipKey(file, hurt);
});

it('a person whose key is damaged is called unreadable among the others, and their page says what to do; a code is refused in words', async () => {
  const page = await as('office');
  await open(page, '/people?sort=-since');
  const names = async () => page.locator('table.data tbody a').allTextContents();
  await page.locator('table.data a', { hasText: '（无法读取）' }).waitFor();
  expect((await names()).filter((name) => name === '（无法读取）')).toHaveLength(1);
  expect((await names()).length).toBeGreaterThan(1);
  await page.locator('table.data a', { hasText: '（无法读取）' }).click();
  await page.locator('h1', { hasText: '（无法读取）' }).waitFor();
  expect(await page.textContent('.notice.wrong')).toMatch(/密钥在存储处已损坏。没有人删除过.*密钥备份恢复/s);
  expect(await page.textContent('main')).not.toContain('已删除个人信息');
  await page.locator('main .head button', { hasText: '激活码' }).or(page.locator('main .head button', { hasText: '重置' })).first().click();
  await page.locator('dialog button.primary').click();
  expect(await page.locator('dialog .notice.wrong').textContent()).toContain('个人信息无法读取');
});
