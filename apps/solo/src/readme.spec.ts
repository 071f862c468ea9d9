import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { banner } from './banner.ts';
import { demoLogins, demoPassword } from './demo-city/accounts.ts';

it.each(['README.md', 'README.zh-CN.md'])('%s shows what a start prints', async (name) => {
  const printed = await banner({ address: 'http://localhost:4300', folder: '…/data', seconds: 0, lan: undefined, setUp: undefined, console: true, demo: { password: demoPassword, logins: demoLogins } });
  expect(readFileSync(join(import.meta.dirname, '../../..', name), 'utf8')).toContain(printed.replace('(0.0 s)', '(… s)').trim());
});
