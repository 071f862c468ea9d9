import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from './edit.ts';
import { namesOf } from './names.ts';

/** A context that holds nothing yet, known to the workspace, to lint, to the host of a whole city and to the command line, with a service of its own. */
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
  checkout.insert('apps/solo/src/main.ts', /const contexts = \[/, `${camel}Context, `);
  checkout.addImport('apps/cli/src/contexts.ts', `import { ${camel}Context } from '@lyceum/${kebab}/${kebab}.context';`);
  checkout.insert('apps/cli/src/contexts.ts', /readonly Context\[\] = \[/, `${camel}Context, `);
  checkout.create(`apps/${kebab}/package.json`, `${JSON.stringify({
    name: `@lyceum/${kebab}-service`, version: '0.1.0', private: true, type: 'module', exports: { './*': './src/*.ts' }, nx: { tags: ['floor:app'] },
  }, null, 2)}\n`);
  checkout.create(`apps/${kebab}/src/main.ts`, `import { ${camel}Context } from '@lyceum/${kebab}/${kebab}.context';
import { runService } from '@lyceum/city/service';

/** Say here what it serves, as a service of its own on the city's engines. */
await runService(${camel}Context);
`);
  if (!new RegExp(`'${kebab}'`).test(checkout.read('tools/lint/floors.mjs'))) checkout.insert('tools/lint/floors.mjs', /const contexts = \[/, `'${kebab}', `);
  lock(checkout, kebab, `libs/${kebab}`);
  lock(checkout, `${kebab}-service`, `apps/${kebab}`);
};

/** npm knows workspaces by the lock file and a link; both are made here, so that nothing must be downloaded. */
const lock = (checkout: Checkout, name: string, folder: string): void => {
  checkout.insert('package-lock.json', /"packages": \{\n(?: {4}"": \{[\s\S]*?\n {4}\},\n)/, `    "${folder}": {\n      "name": "@lyceum/${name}",\n      "version": "0.1.0"\n    },\n    "node_modules/@lyceum/${name}": {\n      "resolved": "${folder}",\n      "link": true\n    },\n`);
  const scope = join(checkout.root, 'node_modules/@lyceum');
  mkdirSync(scope, { recursive: true });
  if (!existsSync(join(scope, name))) symlinkSync(`../../${folder}`, join(scope, name));
};
