import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { floorOf, floors, worldIn } from './floors.mjs';

const root = join(import.meta.dirname, '../..');
let eslint: ESLint;
beforeAll(() => { eslint = new ESLint({ cwd: root }); });

const complaints = async (path: string, code: string) => (await eslint.lintText(code, { filePath: join(root, path) }))[0]!.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
const use = (target: string) => `import { x } from '${target}';\nexport const y = x;\n`;

/** What a pure file may not look at: the world, by its names. */
const world = ['Date', 'process', 'Buffer', 'setTimeout', 'setInterval', 'setImmediate', 'crypto', 'performance', 'fetch', 'globalThis', 'require'];

/** One breach for every floor and every other rule: a lint rule that these do not break is no rule. */
const breaches: readonly [floor: string, path: string, code: string, rule: string][] = [
  ['core knows nothing but zod', 'libs/core/src/x.ts', use('@lyceum/contracts/ids'), 'lyceum/floors'],
  ['contracts know core alone', 'libs/contracts/src/member/x.ts', use('@lyceum/directory/tree'), 'lyceum/floors'],
  ['a decider does no I/O', 'libs/activity/src/x/x.decider.ts', use('node:fs'), 'lyceum/floors'],
  ['a projection does not know Nest', 'libs/activity/src/x/x.projection.ts', use('@nestjs/common'), 'lyceum/floors'],
  ['a reactor does not know another context', 'libs/assessment/src/x/x.reactor.ts', use('@lyceum/activity/attendance/attendance.decider'), 'lyceum/floors'],
  ['a pure file is pure all the way down', 'libs/event-store/src/x.decider.ts', use('./handle.ts'), 'lyceum/floors'],
  ['what a decider is made of has no clock', 'libs/jobs/src/x.decider.ts', use('./clock.ts'), 'lyceum/floors'],
  ['core has no clock', 'libs/core/src/x.ts', 'export const at = () => Date.now();', 'no-restricted-properties'],
  ['contracts have no clock', 'libs/contracts/src/x.ts', 'export const at = () => new Date();', 'no-restricted-syntax'],
  ...world.map((name): [string, string, string, string] => [`a decider has no ${name}`, 'libs/activity/src/x/x.decider.ts', `export const x = () => ${name};`, 'no-restricted-globals']),
  ['contracts have no dice', 'libs/contracts/src/x.ts', 'export const luck = () => Math.random();', 'no-restricted-properties'],
  ['a decider has no dice', 'libs/activity/src/x/x.decider.ts', 'export const luck = () => Math.random();', 'no-restricted-properties'],
  ['pure files have no any', 'libs/activity/src/x/x.decider.ts', 'export const x = (y: any) => y;', '@typescript-eslint/no-explicit-any'],
  ['a query does not write', 'libs/activity/src/x/x.query.ts', use('@lyceum/nest-kit/commands'), 'lyceum/floors'],
  ['a port does not know its adapters', 'libs/event-store/src/event-store.ts', use('./sqlite.ts'), 'lyceum/floors'],
  ['a port does not hand on its adapters', 'libs/event-store/src/event-store.ts', "export * from './sqlite.ts';\n", 'lyceum/floors'],
  ['nor one thing of them', 'libs/event-store/src/event-store.ts', "export { SqliteEventStore } from './sqlite.ts';\n", 'lyceum/floors'],
  ['a decider does no I/O later either', 'libs/activity/src/x/x.decider.ts', "export const x = () => import('node:fs');\n", 'lyceum/floors'],
  ['a decider borrows no type of what does I/O', 'libs/activity/src/x/x.decider.ts', "export type X = import('node:fs').Stats;\n", 'lyceum/floors'],
  ['nor the type of all of it', 'libs/activity/src/x/x.decider.ts', "export type X = typeof import('pg');\n", 'lyceum/floors'],
  ['nor in the manner of old', 'libs/activity/src/x/x.decider.ts', "import fs = require('node:fs');\nexport const x = fs;\n", 'lyceum/floors'],
  ['handle does not know a driver', 'libs/event-store/src/handle.ts', use('better-sqlite3'), 'lyceum/floors'],
  ['an adapter does not know a context', 'libs/read-store/src/sqlite.ts', use('@lyceum/member/member.context'), 'lyceum/floors'],
  ['a database’s client does not know its adapters', 'libs/postgres/src/x.ts', use('@lyceum/read-store/postgres'), 'lyceum/floors'],
  ['handle does not know a database’s client', 'libs/event-store/src/handle.ts', use('@lyceum/postgres/postgres'), 'lyceum/floors'],
  ['the directory does not know a context', 'libs/directory/src/tree.ts', use('@lyceum/member/member.context'), 'lyceum/floors'],
  ['nest-kit does not know an adapter', 'libs/nest-kit/src/x.ts', use('@lyceum/event-store/sqlite'), 'lyceum/floors'],
  ['nest-kit does not know a context', 'libs/nest-kit/src/x.ts', use('@lyceum/member/member.context'), 'lyceum/floors'],
  ['what reads a roster’s sheet knows nothing of how people are kept', 'libs/member/src/roster-sheet/x.ts', use('../enrolment.ts'), 'lyceum/floors'],
  ['nor of keys', 'libs/member/src/person/x.ts', use('@lyceum/vault/vault'), 'lyceum/floors'],
  ['a controller does not know another context', 'libs/activity/src/x/x.controller.ts', use('@lyceum/member/member.context'), 'lyceum/floors'],
  ['a controller does not know an adapter', 'libs/activity/src/x/x.controller.ts', use('@lyceum/read-store/sqlite'), 'lyceum/floors'],
  ['a controller does not know an engine', 'libs/activity/src/x/x.controller.ts', use('pg'), 'lyceum/floors'],
  ['the entrance of an app knows no other’s insides', 'apps/solo/src/main.ts', use('../../city/src/service.ts'), 'lyceum/floors'],
  ['a context does not reach into another by path', 'libs/activity/src/activity.context.ts', use('../../member/src/member.context.ts'), 'lyceum/floors'],
  ['a library’s test does not know a tool', 'libs/activity/src/x/x.spec.ts', use('../../../../tools/engines/postgres.ts'), 'lyceum/floors'],
  ['a test on engines starts them, and knows no other tool', 'libs/event-store/src/postgres.engines.ts', use('../../../tools/bench/figure.ts'), 'lyceum/floors'],
  ['an app does not know a tool', 'apps/solo/src/main.ts', use('../../../tools/engines/postgres.ts'), 'lyceum/floors'],
  ['a service takes its adapters from where they are named', 'apps/city/src/service.ts', use('@lyceum/event-store/postgres'), 'lyceum/floors'],
  ['only main names adapters', 'apps/solo/src/other.ts', use('@lyceum/event-store/sqlite'), 'lyceum/floors'],
  ['a library does not print', 'libs/activity/src/x/x.controller.ts', "console.log('x');\n", 'no-console'],
  ['nobody stops in a debugger', 'libs/activity/src/x/x.controller.ts', 'debugger;\n', 'no-debugger'],
  ['nothing is equal to something else', 'libs/activity/src/x/x.controller.ts', 'export const x = (y: unknown) => y == 1;\n', 'eqeqeq'],
  ['nothing is kept that nobody uses', 'libs/activity/src/x/x.controller.ts', 'const x = 1;\n', '@typescript-eslint/no-unused-vars'],
  ['the type check is not told to look away', 'libs/activity/src/x/x.controller.ts', "// @ts-ignore\nexport const x: number = 'y';\n", '@typescript-eslint/ban-ts-comment'],
  ['a file is an article, not a book', 'libs/activity/src/x/x.controller.ts', Array.from({ length: 301 }, (_, n) => `export const x${n} = ${n};\n`).join(''), 'max-lines'],
  ['a thread keeps nothing that it does not use', 'libs/event-store/src/sqlite-writer.mjs', 'const x = 1;\n', 'no-unused-vars'],
  ['nor a breakpoint', 'libs/event-store/src/sqlite-writer.mjs', 'debugger;\n', 'no-debugger'],
  ['nor prints', 'libs/event-store/src/sqlite-writer.mjs', "console.log('x');\n", 'no-console'],
  ['nor imports itself', 'tools/run.mjs', "import { x } from './run.mjs';\nexport const y = x;\n", 'lyceum/circles'],
  ['nobody imports whoever imports them', 'apps/cli/src/report.ts', use('./adapters.ts'), 'lyceum/circles'],
  ['nor a type of theirs', 'apps/cli/src/report.ts', "import type { City } from './adapters.ts';\nexport type X = City;\n", 'lyceum/circles'],
  ['nor by way of another package', 'libs/vault/src/sqlite-key-check.ts', use('@lyceum/cli/program'), 'lyceum/circles'],
  ['nor hands on what is theirs', 'libs/vault/src/sqlite-key-check.ts', "export type { City } from '@lyceum/cli/adapters';\n", 'lyceum/circles'],
  ['the console knows contracts alone', 'apps/console/src/x.ts', use('@lyceum/directory/directory'), 'lyceum/floors'],
];

describe('floors', () => {
  it.each(breaches)('%s', async (_floor, path, code, rule) => expect((await complaints(path, code)).map((each) => each.split(':')[0])).toContain(rule));

  it('are each broken once at least', () => {
    const broken = new Set(breaches.filter(([, , , rule]) => rule === 'lyceum/floors').map(([, path]) => floorOf(path)!.name));
    expect(floors.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });

  it('stand beside other rules, each of which is broken once at least', async () => {
    const houses = ['libs/activity/src/x/x.decider.ts', 'libs/contracts/src/x.ts', 'apps/solo/src/x.ts'];
    const rules = (await Promise.all(houses.map(async (path) => ((await eslint.calculateConfigForFile(join(root, path))) as { rules: Record<string, [severity: number]> }).rules))).flatMap((each) => Object.entries(each));
    const broken = new Set(breaches.map(([, , , rule]) => rule));
    expect(rules.filter(([rule, [severity]]) => severity > 0 && !broken.has(rule)).map(([rule]) => rule)).toEqual([]);
  });

  it('have a breach for each name of the world that pure files may not look at', async () => {
    const { rules } = (await eslint.calculateConfigForFile(join(root, 'libs/activity/src/x/x.decider.ts'))) as { rules: Record<string, [number, ...{ name: string }[]]> };
    expect(rules['no-restricted-globals']!.slice(1).map((each) => (each as { name: string }).name)).toEqual(world);
  });

  it('know a clock and dice in whatever a pure file is made of', () => {
    for (const text of ['Date.now()', 'new Date()', 'new Date', 'new Date( )', 'Math.random()', 'crypto.randomUUID()', 'process.env', "require('x')", 'setTimeout(f)']) expect([text, worldIn(`export const x = () => ${text};`)]).toEqual([text, expect.any(String)]);
    for (const text of ['new Date(given)', 'new Date( given )', 'Date.parse(given)', 'Math.floor(given)', 'cryptography']) expect([text, worldIn(`export const x = () => ${text};`)]).toEqual([text, undefined]);
  });

  it('let through what the house is built of', async () => {
    for (const [path, target] of [
      ['libs/activity/src/x/x.decider.ts', '@lyceum/core/decider'],
      ['libs/activity/src/x/x.query.ts', '@lyceum/read-store/read-store'],
      ['libs/activity/src/x/x.controller.ts', '@lyceum/nest-kit/access'],
      ['libs/event-store/src/sqlite.ts', 'better-sqlite3'],
      ['apps/solo/src/main.ts', '@lyceum/event-store/sqlite'],
      ['apps/city/src/adapters.ts', '@lyceum/event-store/postgres'],
      ['libs/member/src/roster-sheet/check.ts', '../person/names.ts'],
      ['apps/solo/src/main.ts', './banner.ts'],
      ['apps/solo/src/main.ts', './demo-city/seed.ts'],
      ['libs/event-store/src/postgres.engines.ts', '../../../tools/engines/postgres.ts'],
    ] as const) expect(await complaints(path, use(target))).toEqual([]);
  });
});
