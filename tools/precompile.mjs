// Compiles everything that runs, so that an image needs no compiler: what is there already stays as it is.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';
import { compiled } from './swc-hook.mjs';

const tests = /\.(spec|suite|engines|faults|browser)\.ts$|\/testing\//;
let count = 0;
for (const folder of ['apps', 'libs']) {
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !path.endsWith('.ts') || tests.test(path) || path.includes('/node_modules/') || path.includes('/console/')) continue;
    compiled(path);
    count++;
  }
}
console.log(`${count} files are compiled`);
