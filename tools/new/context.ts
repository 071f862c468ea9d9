import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from './edit.ts';
import { namesOf } from './names.ts';

/** A context that holds nothing yet, known to the workspace, to lint and to the solo host. */
export const newContext = (checkout: Checkout, path: string): void => {
  const { kebab, camel } = namesOf(path);
  checkout.create(`libs/${kebab}/package.json`, `${JSON.stringify({
    name: `@lyceum/${kebab}`, version: '0.1.0', private: true, type: 'module', exports: { './*': './src/*.ts' }, nx: { tags: ['floor:context', `context:${kebab}`] },
  }, null, 2)}\n`);
  checkout.create(`libs/${kebab}/src/${kebab}.messages.ts`, `/** What is said when a wish is refused, by its code. */
export const ${camel}Messages: Readonly<Record<string, { zh: string; en: string }>> = {
};
`);
  checkout.create(`libs/${kebab}/src/${kebab}.context.ts`, `import type { Context } from '@lyceum/nest-kit/context';
import { ${camel}Messages } from './${kebab}.messages.ts';

/** Say here what the context owns. */
export const ${camel}Context: Context = {
  name: '${kebab}',
  projections: [],
  reactions: [],
  controllers: [],
  messages: ${camel}Messages,
};
`);
  checkout.addImport('apps/solo/src/main.ts', `import { ${camel}Context } from '@lyceum/${kebab}/${kebab}.context';`);
  checkout.insert('apps/solo/src/main.ts', /contexts: \[/, `${camel}Context, `);
  if (!new RegExp(`'${kebab}'`).test(checkout.read('tools/lint/floors.mjs'))) checkout.insert('tools/lint/floors.mjs', /const contexts = \[/, `'${kebab}', `);
  lock(checkout, kebab);
};

/** npm knows workspaces by the lock file and a link; both are made here, so that nothing must be downloaded. */
const lock = (checkout: Checkout, kebab: string): void => {
  checkout.insert('package-lock.json', /"packages": \{\n(?: {4}"": \{[\s\S]*?\n {4}\},\n)/, `    "libs/${kebab}": {\n      "name": "@lyceum/${kebab}",\n      "version": "0.1.0"\n    },\n    "node_modules/@lyceum/${kebab}": {\n      "resolved": "libs/${kebab}",\n      "link": true\n    },\n`);
  const scope = join(checkout.root, 'node_modules/@lyceum');
  mkdirSync(scope, { recursive: true });
  if (!existsSync(join(scope, kebab))) symlinkSync(`../../libs/${kebab}`, join(scope, kebab));
};
