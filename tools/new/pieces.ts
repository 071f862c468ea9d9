import type { Checkout } from './edit.ts';
import { namesOf } from './names.ts';

/** `activity/open-forum` or `activity/forum/open-forum`: a context, a folder in it (by default the name), a name. */
const placeOf = (path: string) => {
  const parts = path.split('/');
  const [context, folder = '', last = folder] = parts;
  if (parts.length < 2 || parts.length > 3) throw new Error(`'${path}' is no place: write <context>/<name> or <context>/<folder>/<name>, like activity/open-forum`);
  return { context: namesOf(context!).kebab, folder: namesOf(folder).kebab, ...namesOf(last) };
};
const inContext = (checkout: Checkout, context: string) => {
  const file = `libs/${context}/src/${context}.context.ts`;
  if (!checkout.has(file)) throw new Error(`there is no context '${context}': make it with npm run new -- context ${context}`);
  return file;
};

/** An aggregate that can be begun and ended: contract, golden samples, sentences, decider, examples, specs. */
export const newDecider = (checkout: Checkout, path: string, chinese = ''): void => {
  if (!/^\p{Script=Han}{2,20}$/u.test(chinese)) throw new Error(`say what it is called in Chinese, for its sentences: npm run new -- decider ${path} 公开论坛`);
  const { context, folder, kebab, camel, pascal, words } = placeOf(path);
  inContext(checkout, context);
  const contract = `@lyceum/contracts/${context}/${kebab}`;
  checkout.create(`libs/contracts/src/${context}/${kebab}.ts`, `import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Reason, Text } from '../ids.ts';

const id = { ${camel}Id: z.string().regex(/^[A-Za-z0-9_]+$/).max(64) };

export const Begin${pascal} = command('Begin${pascal}', z.object({ ...id, title: Text(120) }));
export const End${pascal} = command('End${pascal}', z.object({ ...id, reason: Reason }));
export type ${pascal}Command = Of<typeof Begin${pascal} | typeof End${pascal}>;

export const ${pascal}Begun = event('${pascal}Begun', { v: 1, data: Begin${pascal}.schema });
export const ${pascal}Ended = event('${pascal}Ended', { v: 1, data: End${pascal}.schema });
export type ${pascal}Event = Of<typeof ${pascal}Begun | typeof ${pascal}Ended>;
`);
  for (const [type, data] of [[`${pascal}Begun`, { title: 'A title' }], [`${pascal}Ended`, { reason: 'A reason' }]] as const) {
    checkout.create(`libs/contracts/golden/${type}.v1.json`, `${JSON.stringify({ type, version: 1, data: { [`${camel}Id`]: 'x1', ...data } }, null, 2)}\n`);
  }
  checkout.addImport('libs/contracts/src/vocabulary.ts', `import * as ${camel} from './${context}/${kebab}.ts';`);
  checkout.insert('libs/contracts/src/vocabulary.ts', /const contracts = \{/, ` ...${camel},`);
  checkout.insert('libs/contracts/src/sentences.ts', /const sentences: .*\{\n/, `  ${pascal}Begun: ({ title }) => ({ zh: \`开始${chinese}\${titled(title)}\`, en: \`began the ${words} \${title}\` }),
  ${pascal}Ended: ({ reason }) => ({ zh: \`结束${chinese}：\${reason}\`, en: \`ended a ${words}: \${reason}\` }),\n`);
  checkout.insert('libs/contracts/src/sentences-table.spec.ts', /^const told: .*\n/m, `  ['${pascal}Begun.v1', {}, '开始${chinese}《A title》', 'began the ${words} A title'],
  ['${pascal}Ended.v1', {}, '结束${chinese}：A reason', 'ended a ${words}: A reason'],\n`);
  checkout.insert('libs/audit/src/history/subjects.ts', /export const subjects: .*\{\n/, `  ${pascal}Begun: () => administration,\n  ${pascal}Ended: () => administration,\n`);
  checkout.insert('libs/audit/src/history/kinds.ts', /export const kinds: .*\{\n/, `  ${pascal}Begun: 'study', ${pascal}Ended: 'study',\n`);
  const demo = 'apps/solo/src/demo-city/testing';
  checkout.addImport(`${demo}/aftermath.ts`, `import { ${pascal}Begun, ${pascal}Ended } from '${contract}';`);
  checkout.insert(`${demo}/aftermath.ts`, /^ {2}await town\.happen\('roster-import-spring'.*\n/m, `  await town.happen('${kebab}-first', ${pascal}Begun({ ${camel}Id: 'first', title: 'The first ${words}' }), ${pascal}Ended({ ${camel}Id: 'first', reason: 'it is over' }));\n`);
  checkout.insert(`${demo}/audit.ts`, /^ {4}\.\.\.\(\/\^\(/m, `${pascal}Begun|${pascal}Ended|`);

  const base = `libs/${context}/src/${folder}/${kebab}`;
  checkout.create(`${base}.decider.ts`, `import { decider, refuse } from '@lyceum/core/decider';
import { ${pascal}Begun, ${pascal}Ended, type ${pascal}Command, type ${pascal}Event } from '${contract}';

type ${pascal} = 'none' | 'begun' | 'ended';

/** Say here what a ${words} is, and which rule it keeps. */
export const ${camel} = decider<${pascal}, ${pascal}Command, ${pascal}Event>({
  category: '${kebab}',
  id: ({ ${camel}Id }) => ${camel}Id,
  initial: 'none',

  decide: {
    Begin${pascal}: ({ ${camel}Id, title }, state) => (state === 'none' ? [${pascal}Begun({ ${camel}Id, title })] : refuse('${kebab}-exists')),
    End${pascal}: ({ ${camel}Id, reason }, state) => {
      if (state === 'ended') return [];
      if (state === 'none') refuse('${kebab}-unknown');
      return [${pascal}Ended({ ${camel}Id, reason })];
    },
  },

  evolve: { ${pascal}Begun: () => 'begun', ${pascal}Ended: () => 'ended' },
});
`);
  checkout.create(`${base}.examples.ts`, `import { Begin${pascal}, End${pascal}, ${pascal}Begun, ${pascal}Ended } from '${contract}';

const ${camel}Id = 'first';
const title = 'The first ${words}';
const reason = 'it is over';

export const begin = () => Begin${pascal}({ ${camel}Id, title });
export const begun = () => ${pascal}Begun({ ${camel}Id, title });
export const end = () => End${pascal}({ ${camel}Id, reason });
export const ended = () => ${pascal}Ended({ ${camel}Id, reason });
`);
  checkout.create(`${base}.decider.spec.ts`, `import { describe, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { ${camel} } from './${kebab}.decider.ts';
import { begin, begun, end, ended } from './${kebab}.examples.ts';

const { given } = specify(${camel});

describe('a ${words}', () => {
  it('begins', () => given().when(begin()).then(begun()));
  it('begins once', () => given(begun()).when(begin()).thenRefuses('${kebab}-exists'));
  it('ends with a reason', () => given(begun()).when(end()).then(ended()));
  it('ends once', () => given(begun(), ended()).when(end()).thenNothing());
  it('cannot end before it began', () => given().when(end()).thenRefuses('${kebab}-unknown'));
});
`);
  const messages = `libs/${context}/src/${context}.messages.ts`;
  if (checkout.has(messages)) {
    checkout.insert(messages, /: Messages = \{\n|: Readonly<Record<string, \{[^}]*\}>> = \{\n|= \{\n/, `  '${kebab}-exists': { zh: '该${chinese}已经存在。', en: 'This ${words} is there already.' },\n  '${kebab}-unknown': { zh: '没有这项${chinese}。', en: 'There is no such ${words}.' },\n`);
  }
};

/** A count a unit and day, of whatever events; begin with those of study sessions. */
export const newProjection = (checkout: Checkout, path: string): void => {
  const { context, folder, kebab, camel, pascal } = placeOf(path);
  inContext(checkout, context);
  const list = `libs/${context}/src/${context}.projections.ts`;
  const base = `libs/${context}/src/${folder}/${kebab}`;
  checkout.create(`${base}.projection.ts`, `import { projection } from '@lyceum/core/projection';
import type { Of } from '@lyceum/core/event';
import type { StudySessionClosed } from '@lyceum/contracts/activity/study-session';

export type ${pascal}Row = { readonly unitId: string; readonly day: string; readonly count: number };

/** One row per unit and day. Say here what it counts, and for whom. */
export const ${camel} = projection<${pascal}Row, Of<typeof StudySessionClosed>>({
  name: '${kebab}',
  version: 1, // raise it when rows change meaning: the table is rebuilt from the log
  initial: { unitId: '', day: '', count: 0 },
  indexes: [['unitId', 'day']],
  totals: ['count'],
  keys: { StudySessionClosed: ({ unit, data: { day } }) => \`\${unit}/\${day}\` },
  on: { StudySessionClosed: ({ count }, { unit, data: { day } }) => ({ unitId: unit, day, count: count + 1 }) },
});
`);
  checkout.create(`${base}.projection.spec.ts`, `import { describe, expect, it } from '@jest/globals';
import { StudySessionClosed } from '@lyceum/contracts/activity/study-session';
import { project, recorded } from '@lyceum/core/specify';
import { ${camel} } from './${kebab}.projection.ts';

const closed = (day: string, unit: string) => recorded(StudySessionClosed({ sessionId: 's1', unitId: unit, form: 'weekly-collective', day, week: '2026-W10', minutes: 60 }), { unit });

describe('${kebab}', () => {
  it('counts by unit and day', () =>
    expect(project(${camel}, closed('2026-03-06', 'u1'), closed('2026-03-06', 'u1'), closed('2026-03-06', 'u2'))).toEqual({
      'u1/2026-03-06': { unitId: 'u1', day: '2026-03-06', count: 2 },
      'u2/2026-03-06': { unitId: 'u2', day: '2026-03-06', count: 1 },
    }));
});
`);
  checkout.addImport(list, `import { ${camel} } from './${folder}/${kebab}.projection.ts';`);
  checkout.insert(list, /readonly Projection\[\] = \[/, `${camel}, `);

  const demo = 'apps/solo/src/demo-city';
  checkout.create(`${demo}/testing/${kebab}.check.ts`, `import { ${camel} } from '@lyceum/${context}/${folder}/${kebab}.projection';
import type { Check } from './checks.ts';
import { agree } from './town.ts';

/** What the rows of ${kebab} say, counted again in the plain log. Say here where a page shows them. */
export const every${pascal}: Check = async ({ reads, log }) => {
  const counted: Record<string, number> = {};
  for (const { type, unit, data } of log) if (type === 'StudySessionClosed') counted[\`\${unit}/\${data['day']}\`] = (counted[\`\${unit}/\${data['day']}\`] ?? 0) + 1;
  const { rows } = await reads.find(${camel}, { limit: 1_000_000 });
  agree('the rows of ${kebab}', rows.map(({ key, row: { count } }) => [key, count]).sort(), Object.entries(counted).sort());
};
`);
  checkout.addImport(`${demo}/mutants.spec.ts`, `import { every${pascal} } from './testing/${kebab}.check.ts';`);
  checkout.insert(`${demo}/mutants.spec.ts`, /^const checks: .*\{\n/m, `  '${kebab}': [every${pascal}],\n`);
};

/** Rows to an answer: limited to units, filtered by days, as of a position. */
export const newQuery = (checkout: Checkout, path: string): void => {
  const { context, folder, kebab, camel, pascal } = placeOf(path);
  const projection = `libs/${context}/src/${folder}/${kebab}.projection.ts`;
  if (!checkout.has(projection)) throw new Error(`a query reads rows: make them first with npm run new -- projection ${path}`);
  const base = `libs/${context}/src/${folder}/${kebab}`;
  checkout.create(`${base}.query.ts`, `import type { Position } from '@lyceum/core/event';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { ${camel} } from './${kebab}.projection.ts';

/** Counts of units between two days (both inclusive). The caller has checked that the units may be seen. */
export class ${pascal}Query {
  constructor(private readonly reads: ReadStore) {}

  async byUnit(unitIds: readonly string[], from: string, to: string, when: { readonly asOf?: Position } = {}): Promise<ReadonlyMap<string, number>> {
    const totals = await this.reads.total(${camel}, { columns: ['count'], by: 'unitId', where: { unitId: unitIds, day: { from, to } }, ...when });
    return new Map(totals.map(({ group, sums }) => [String(group), sums['count'] ?? 0]));
  }
}
`);
  checkout.create(`${base}.query.spec.ts`, `import { expect, it } from '@jest/globals';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { ${camel} } from './${kebab}.projection.ts';
import { ${pascal}Query } from './${kebab}.query.ts';

it('adds up the units that were asked for, within the days', async () => {
  const { reads, close } = await temporaryReadStore();
  await reads.prepare(${camel});
  const row = (unitId: string, day: string, count: number, n: number) => ({ key: \`\${unitId}/\${day}\`, position: \`000\${n}\`, previous: null, row: { unitId, day, count } });
  await reads.write(${camel}, [row('u1', '2026-03-06', 2, 1), row('u1', '2026-03-13', 1, 2), row('u1', '2026-04-03', 5, 3), row('u2', '2026-03-06', 7, 4)], '0004');
  expect(Object.fromEntries(await new ${pascal}Query(reads).byUnit(['u1'], '2026-03-01', '2026-03-31'))).toEqual({ u1: 3 });
  await close();
});
`);
};

/** Events of other contexts to commands of one's own; it needs a decider of the same name. */
export const newReactor = (checkout: Checkout, path: string): void => {
  const { context, folder, kebab, camel, pascal } = placeOf(path);
  const file = inContext(checkout, context);
  const base = `libs/${context}/src/${folder}/${kebab}`;
  if (!checkout.has(`${base}.decider.ts`)) throw new Error(`a reactor sends commands to a decider: make it first with npm run new -- decider ${path}`);
  checkout.create(`${base}.reactor.ts`, `import { reactor } from '@lyceum/core/reactor';
import type { Of } from '@lyceum/core/event';
import type { StudySessionPlanned } from '@lyceum/contracts/activity/study-session';
import { Begin${pascal}, type ${pascal}Command } from '@lyceum/contracts/${context}/${kebab}';

/** Say here what follows from what. A session is planned once; of what happens more than once the decider must make nothing new, or it waits as a message that failed. */
export const ${camel}Reactor = reactor<Of<typeof StudySessionPlanned>, ${pascal}Command>({
  name: '${kebab}',
  on: { StudySessionPlanned: ({ data: { sessionId, title } }) => [Begin${pascal}({ ${camel}Id: sessionId, title })] },
});
`);
  checkout.create(`${base}.reactor.spec.ts`, `import { expect, it } from '@jest/globals';
import { StudySessionPlanned } from '@lyceum/contracts/activity/study-session';
import { Begin${pascal} } from '@lyceum/contracts/${context}/${kebab}';
import { recorded } from '@lyceum/core/specify';
import { ${camel}Reactor } from './${kebab}.reactor.ts';

it('follows from a session that was planned', () => {
  const planned = StudySessionPlanned({ sessionId: 's1', unitId: 'u1', form: 'weekly-collective', title: 'On terms', day: '2026-03-06', start: '15:00', minutes: 60, place: '', week: '2026-W10' });
  expect(${camel}Reactor.react(recorded(planned))).toEqual([Begin${pascal}({ ${camel}Id: 's1', title: 'On terms' })]);
});
`);
  checkout.addImport(file, `import { ${camel} } from './${folder}/${kebab}.decider.ts';\nimport { ${camel}Reactor } from './${folder}/${kebab}.reactor.ts';`);
  if (!/import \{[^}]*\breaction\b[^}]*\} from '@lyceum\/nest-kit\/context';/.test(checkout.read(file))) {
    checkout.replace(file, /import (?:type )?\{ (?:type )?Context \} from '@lyceum\/nest-kit\/context';/, "import { reaction, type Context } from '@lyceum/nest-kit/context';");
  }
  checkout.insert(file, /reactions: \[/, `reaction(${camel}Reactor, ${camel}), `);
};
