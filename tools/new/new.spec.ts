import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newContext } from './context.ts';
import { Checkout } from './edit.ts';
import { newDecider, newProjection, newQuery, newReactor } from './pieces.ts';

const here = join(import.meta.dirname, '../..');
let copy: string;

/** The sources, with the packages of the real checkout; the workspace's own packages are those of the copy. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'lyceum-new-'));
  for (const name of ['libs', 'tools', 'apps', 'deploy']) cpSync(join(here, name), join(copy, name), { recursive: true, filter: (path) => !/\/(node_modules|dist)$/.test(path) });
  for (const name of readdirSync(here).filter((each) => /\.(json|mjs|yml|swcrc)$|^\.swcrc$/.test(each))) cpSync(join(here, name), join(copy, name));
  mkdirSync(join(copy, 'node_modules/@lyceum'), { recursive: true });
  for (const name of readdirSync(join(here, 'node_modules')).filter((each) => each !== '@lyceum' && each !== '.cache')) symlinkSync(join(here, 'node_modules', name), join(copy, 'node_modules', name));
  for (const folder of ['libs', 'apps']) for (const name of readdirSync(join(copy, folder))) {
    const about = join(copy, folder, name, 'package.json');
    if (existsSync(about)) symlinkSync(join(copy, folder, name), join(copy, 'node_modules', (JSON.parse(readFileSync(about, 'utf8')) as { name: string }).name));
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, LYCEUM_SUITE: 'fast' } });
  return { status, printed: stdout + stderr };
};

describe('npm run new', () => {
  it('makes what passes types, lint and tests untouched', () => {
    const checkout = new Checkout(copy);
    newContext(checkout, 'competitions');
    newDecider(checkout, 'competitions/blind-contest', '盲评竞赛');
    newReactor(checkout, 'competitions/blind-contest');
    newProjection(checkout, 'competitions/blind-contest/contest-day');
    newQuery(checkout, 'competitions/blind-contest/contest-day');
    newDecider(checkout, 'activity/open-forum', '公开论坛');
    expect(run('node_modules/ts7/bin/tsc', '-p', 'tsconfig.json')).toEqual({ status: 0, printed: '' });
    expect(run('node_modules/eslint/bin/eslint.js', 'libs/competitions', 'libs/contracts', 'libs/activity', 'apps/competitions', 'apps/cli', 'apps/solo/src/contexts.ts', 'apps/solo/src/demo-city', '--max-warnings=0')).toEqual({ status: 0, printed: '' });
    const jest = (...what: string[]) => {
      const tests = run('--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...what);
      expect(tests.printed).toMatch(/Tests:.* passed/);
      expect(tests.status === 0 ? '' : tests.printed).toBe('');
    };
    jest('libs/competitions', 'libs/contracts', 'libs/activity/src/open-forum', 'history/matter', 'apps/cli/src/messages', 'apps/city/src/front-door', 'apps/city/src/deployed');
    // Of the demo city, whose every event and row somebody looks at: what was made, and the histories of everything.
    jest('apps/solo/src/demo-city/mutants', '-t', 'the tiny city|of contest-day is|of history is');
  }, 240_000);

  it('tells each file that it made or changed once', () => {
    const checkout = new Checkout(mkdtempSync(join(copy, 'told-')));
    checkout.create('a.ts', 'import x;\n');
    checkout.create('b.ts', 'one');
    checkout.addImport('a.ts', 'import y;');
    checkout.insert('a.ts', /y;/, ' // why');
    checkout.replace('b.ts', /one/, 'two');
    expect(checkout.touched).toEqual(['a.ts', 'b.ts']);
  });
  it('overwrites nothing', () => expect(() => newDecider(new Checkout(here), 'activity/attendance', '签到')).toThrow('is there already'));
  it.each(['Open Forum', '../x', 'Forum', ''])('refuses %p as a name', (name) => expect(() => newContext(new Checkout(copy), name)).toThrow('is no name'));
  it.each([undefined, 'open forum', '论'])('asks for the Chinese name where it is given %p', (chinese) => expect(() => newDecider(new Checkout(copy), 'activity/forum', chinese)).toThrow('called in Chinese'));
  it('says which context is missing', () => expect(() => newDecider(new Checkout(copy), 'nowhere/forum', '论坛')).toThrow("there is no context 'nowhere'"));
  it('tells how to use it', () => {
    const { status, printed } = run('--import', './tools/swc-hook.mjs', 'tools/new/main.ts', 'aggregate', 'x');
    expect(status).toBe(1);
    expect(printed).toContain('npm run new -- context <name>');
  });
});
