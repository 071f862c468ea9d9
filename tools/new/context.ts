import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from './edit.ts';
import { namesOf } from './names.ts';

/** A context that holds nothing yet, known to the workspace and to whatever runs a whole city, with a service of its own wherever services are deployed. */
export const newContext = (checkout: Checkout, path: string): void => {
  const { kebab, camel } = namesOf(path);
  checkout.create(`libs/${kebab}/package.json`, `${JSON.stringify({
    name: `@lyceum/${kebab}`, version: '0.1.0', private: true, type: 'module', exports: { './*': './src/*.ts' }, nx: { tags: ['floor:context', `context:${kebab}`] },
  }, null, 2)}\n`);
  checkout.create(`libs/${kebab}/src/${kebab}.messages.ts`, `/** What is said when a wish is refused, by its code. */
export const ${camel}Messages: Readonly<Record<string, { zh: string; en: string }>> = {
};
`);
  checkout.create(`libs/${kebab}/src/${kebab}.projections.ts`, `import type { Projection } from '@lyceum/core/projection';

export const ${camel}Projections: readonly Projection[] = [];
`);
  checkout.create(`libs/${kebab}/src/${kebab}.context.ts`, `import type { Context } from '@lyceum/nest-kit/context';
import { ${camel}Messages } from './${kebab}.messages.ts';
import { ${camel}Projections } from './${kebab}.projections.ts';

/** Say here what the context owns. */
export const ${camel}Context: Context = {
  name: '${kebab}',
  projections: ${camel}Projections,
  reactions: [],
  controllers: [],
  messages: ${camel}Messages,
};
`);
  checkout.addImport('apps/solo/src/contexts.ts', `import { ${camel}Context } from '@lyceum/${kebab}/${kebab}.context';`);
  checkout.insert('apps/solo/src/contexts.ts', /readonly Context\[\] = \[/, `${camel}Context, `);
  checkout.addImport('apps/solo/src/projections.ts', `import { ${camel}Projections } from '@lyceum/${kebab}/${kebab}.projections';`);
  checkout.insert('apps/solo/src/projections.ts', /projectionsOf\(\[/, `${camel}Projections, `);
  checkout.create(`apps/${kebab}/package.json`, `${JSON.stringify({
    name: `@lyceum/${kebab}-service`, version: '0.1.0', private: true, type: 'module', exports: { './*': './src/*.ts' }, nx: { tags: ['floor:app'] },
  }, null, 2)}\n`);
  checkout.create(`apps/${kebab}/src/main.ts`, `import { ${camel}Context } from '@lyceum/${kebab}/${kebab}.context';
import { runService } from '@lyceum/city/service';

/** Say here what it serves, as a service of its own on the city's engines. */
await runService(${camel}Context);
`);
  deploy(checkout, kebab);
  lock(checkout, kebab, `libs/${kebab}`);
  lock(checkout, `${kebab}-service`, `apps/${kebab}`);
};

/** Where it runs as a service: behind the front door, in Compose, on Kubernetes, and where Prometheus looks. Which paths are its own is said in `routes.conf`. */
const deploy = (checkout: Checkout, kebab: string): void => {
  checkout.insert('deploy/nginx/upstreams.conf', /[\s\S]*(?:^upstream .*\n)/m, `upstream ${kebab} { server ${kebab}:3000; keepalive 4; }\n`);
  checkout.insert('docker-compose.yml', /[\s\S]*(?:^ {2}[\w-]+: \{ <<: \*service, .*\n)/m, `  ${kebab}: { <<: *service, command: [apps/${kebab}/src/main.ts] }\n`);
  checkout.insert('docker-compose.yml', / {2}front:\n[\s\S]*?depends_on:\n/, `      ${kebab}: { condition: service_healthy }\n`);
  checkout.create(`deploy/kustomize/services/${kebab}/kustomization.yaml`, checkout.read('deploy/kustomize/services/audit/kustomization.yaml').replaceAll('audit', kebab));
  checkout.insert('deploy/kustomize/base/kustomization.yaml', /^resources:\n/m, `  - ../services/${kebab}\n`);
  checkout.insert('deploy/kustomize/overlays/production/kustomization.yaml', /[\s\S]*(?:^ {2}- \{ name: [\w-]+, count: \d+ \}\n)/m, `  - { name: ${kebab}, count: 1 }\n`);
  checkout.insert('deploy/kustomize/overlays/try/kustomization.yaml', /kind: Deployment, name: '/, `${kebab}|`);
  checkout.insert('deploy/prometheus/prometheus.yml', /- names: \[/, `${kebab}, `);
};

/** npm knows workspaces by the lock file and a link; both are made here, so that nothing must be downloaded. */
const lock = (checkout: Checkout, name: string, folder: string): void => {
  checkout.insert('package-lock.json', /"packages": \{\n(?: {4}"": \{[\s\S]*?\n {4}\},\n)/, `    "${folder}": {\n      "name": "@lyceum/${name}",\n      "version": "0.1.0"\n    },\n    "node_modules/@lyceum/${name}": {\n      "resolved": "${folder}",\n      "link": true\n    },\n`);
  const scope = join(checkout.root, 'node_modules/@lyceum');
  mkdirSync(scope, { recursive: true });
  if (!existsSync(join(scope, name))) symlinkSync(`../../${folder}`, join(scope, name));
};
