import { join } from 'node:path';
import { newContext } from './context.ts';
import { Checkout } from './edit.ts';
import { newDecider, newProjection, newQuery, newReactor } from './pieces.ts';

const kinds = { context: newContext, decider: newDecider, projection: newProjection, query: newQuery, reactor: newReactor };
const usage = `npm run new -- context <name>
npm run new -- decider <context>/<name> <its Chinese name>
npm run new -- projection|query|reactor <context>/<name>   (or <context>/<folder>/<name>)

What it makes passes types, lint and tests as it is; then make it say what you mean.`;

const [kind = '', path, chinese] = process.argv.slice(2);
const make = Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : undefined;
if (!make || !path) {
  console.error(`${kind && !make ? `'${kind}' is not known here.\n\n` : ''}${usage}`);
  process.exit(1);
}
const checkout = new Checkout(join(import.meta.dirname, '../..'));
try {
  make(checkout, path, chinese);
  console.log(checkout.touched.map((file) => `  ${file}`).join('\n'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
