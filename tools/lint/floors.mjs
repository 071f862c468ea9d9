// The floors of docs/ARCHITECTURE.md as one table: which file may import what. A file stands on the first floor whose pattern it matches.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { circles, importsIn } from './circles.mjs';

const root = join(import.meta.dirname, '../..');
/** A package that holds `<name>.context.ts` is a context. */
const contexts = readdirSync(join(root, 'libs')).filter((name) => existsSync(join(root, 'libs', name, 'src', `${name}.context.ts`)));
const ports = ['event-store', 'read-store', 'message-bus', 'jobs', 'vault'];

const core = /^@lyceum\/core\//;
const contracts = /^@lyceum\/contracts\//;
const directory = /^@lyceum\/directory\//;
const nestKit = /^@lyceum\/nest-kit\//;
const builtin = /^node:/;
const driver = /^@lyceum\/(postgres|mongo|sqlite)\//; // a database's own client, made fit for all adapters of it
const port = /^@lyceum\/(event-store\/(event-store|handle|folds|readable)|read-store\/(read-store|rows|projector)|message-bus\/(message-bus|relay|relay-state|reactions|parking\.decider)|jobs\/(jobs|clock)|vault\/(vault|password-rule))$/;
const nest = /^(@nestjs\/|rxjs$|reflect-metadata$)/;
const zod = /^zod$/;
const anyPackage = /^(?!@lyceum\/|node:|\.)/;
const external = /^(?!@lyceum\/|node:|\.|(better-sqlite3|pg|pg-.*|mongoose|mongodb|kafkajs|bullmq|ioredis|@kurrent\/.*)$)/; // any package but an engine's own
const own = 'own'; // a relative import that stays within the package
const engines = 'engines'; // real engines, for tests that start them
const reading = { within: /^libs\/member\/src\/(person|roster-sheet)\// }; // a relative import that stays in these folders
const pure = 'pure'; // a relative import of a file that is itself pure, all the way down

/** Tests, suites, doubles and examples of whole hosts may use whatever they test, and of the tools only what starts an engine. */
const tests = /\.(spec|suite|engines|faults|browser)\.tsx?$|\/(suite|temporary|hostile|testing)\.ts$|\/testing\/|-suite\.ts$/;

export const floors = [
  { name: 'core', files: /^libs\/core\/src\//, may: [zod, own] },
  { name: 'contracts', files: /^libs\/contracts\/src\//, may: [core, zod, own] },
  { name: 'pure', files: /^libs\/.*\.(decider|projection|reactor|examples)\.ts$/, may: [core, contracts, pure], pure: true },
  { name: 'query', files: /^libs\/.*\.query\.ts$/, may: [core, contracts, directory, zod, own, /^@lyceum\/read-store\/read-store$/, /^@lyceum\/event-store\/event-store$/, /^@lyceum\/vault\/vault$/] },
  { name: 'port', files: /^libs\/(event-store\/src\/event-store|read-store\/src\/read-store|message-bus\/src\/(message-bus|relay-state)|jobs\/src\/(jobs|clock)|vault\/src\/vault)\.ts$/, may: [core, contracts] },
  { name: 'adapter', files: new RegExp(`^libs/(${ports.join('|')}|directory)/src/(.*/)?(sqlite|postgres|kurrentdb|mongo|kafka|bullmq|credentials)[\\w.-]*\\.ts$`), may: [core, contracts, port, driver, builtin, anyPackage, own] },
  { name: 'driver', files: /^libs\/(postgres|mongo|sqlite)\/src\//, may: [core, port, builtin, anyPackage, own] },
  { name: 'handle', files: new RegExp(`^libs/(${ports.join('|')})/src/`), may: [core, contracts, port, builtin, zod, own] },
  { name: 'directory', files: /^libs\/directory\/src\//, may: [core, contracts, port, own, builtin] },
  { name: 'roster sheet', files: reading.within, may: [core, contracts, /^(csv-parse|node:stream|node:timers\/promises)$/, reading] },
  { name: 'nest-kit', files: /^libs\/nest-kit\/src\//, may: [core, contracts, directory, port, nest, builtin, external, own] },
  { name: 'context', files: new RegExp(`^libs/(${contexts.join('|')})/src/`), may: [core, contracts, directory, nestKit, port, nest, builtin, external, own] },
  { name: 'main', files: /^apps\/([^/]+\/src\/(main|adapters)|solo\/src\/stores|city\/src\/(log|derived|vault))\.ts$/, may: [/./, own] }, // seven mains share one `adapters.ts`, with what opens each part
  { name: 'console', files: /^apps\/console\/src\//, may: [contracts, core, external, own] },
  { name: 'app', files: /^apps\//, may: [/^(?!@lyceum\/[\w-]+\/(sqlite|postgres|kurrentdb|mongo|kafka|bullmq))/, own] },
];

const test = { name: 'test', files: /^(apps|libs)\//, may: [/./, own] };
const testOnEngines = { name: 'test on engines', files: /^(apps|libs)\/.*(\.engines\.ts$|\/testing\/)/, may: [/./, own, engines] };

export const floorOf = (path) => (tests.test(path) ? [testOnEngines, test] : floors).find(({ files }) => files.test(path));
const packageOf = (path) => path.split('/').slice(0, 2).join('/');

/** What of the world a text looks at: a clock, dice, another process. A date of something that is given is none. */
export const worldIn = (text) => (/\bDate\.now\b|\bnew Date\b(?!\s*\(\s*[^\s)])|\bMath\.random\b|\b(?:process|performance|crypto|Buffer)\.|\bset(Timeout|Interval|Immediate)\(|\bfetch\(|\brequire\(|\bglobalThis\b/.exec(text) ?? [])[0];

/** Why a file is not pure; undefined where it is. Follows its relative imports. */
const impurity = (path, seen = new Set()) => {
  if (seen.has(path)) return undefined;
  seen.add(path);
  if (!existsSync(join(root, path))) return undefined; // the type check reports what is missing
  const text = readFileSync(join(root, path), 'utf8');
  const world = worldIn(text);
  if (world) return `${path} uses ${world}`;
  for (const specifier of importsIn(text)) {
    if (specifier.startsWith('.')) {
      const why = impurity(join(dirname(path), specifier), seen);
      if (why) return why;
    } else if (!core.test(specifier) && !contracts.test(specifier)) return `${path} imports ${specifier}`;
  }
  return undefined;
};

const rule = {
  meta: { type: 'problem', schema: [], messages: { floor: "The floor '{{floor}}' may not import '{{target}}'{{why}}. See docs/ARCHITECTURE.md, Floors." } },
  create(context) {
    const path = relative(root, context.filename).replaceAll('\\', '/');
    const floor = floorOf(path);
    if (!floor) return {};
    const check = (source) => {
      const target = source?.value;
      if (typeof target !== 'string') return;
      let why = '';
      const allowed = floor.may.some((rule) => {
        if (rule instanceof RegExp) return !target.startsWith('.') && rule.test(target);
        if (!target.startsWith('.')) return false;
        const file = join(dirname(path), target);
        if (rule === engines) return file.startsWith('tools/engines/');
        if (rule.within) return rule.within.test(file);
        if (packageOf(file) !== packageOf(path)) return false;
        if (rule === own) return true;
        const reason = impurity(file);
        why = reason ? ` (${reason})` : '';
        return !reason;
      });
      if (!allowed) context.report({ node: source, messageId: 'floor', data: { floor: floor.name, target, why } });
    };
    const ofSource = (node) => check(node.source);
    return {
      ImportDeclaration: ofSource, ExportNamedDeclaration: ofSource, ExportAllDeclaration: ofSource, ImportExpression: ofSource,
      TSImportType: ofSource, TSExternalModuleReference: (node) => check(node.expression),
    };
  },
};

export default { rules: { floors: rule, circles } };
