// No file imports, by whatever way, a file that imports it; types count as well: whoever reads one of a circle must read them all.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What a text imports or hands on, as it says it. */
export const importsIn = (text) => [...text.matchAll(/^(?:import|export)[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)].map(([, from, bare, asked]) => from ?? bare ?? asked);

/** The file of this repository that an import means, if it is one of it. */
const fileOf = (specifier, importer) => {
  if (specifier.startsWith('.')) return join(dirname(importer), specifier).replaceAll('\\', '/');
  const [, name, path] = /^@lyceum\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  return name && ['libs', 'apps'].map((house) => `${house}/${name}/src/${path}.ts`).find((file) => existsSync(join(root, file)));
};
const filesIn = (text, importer) => importsIn(text).map((specifier) => fileOf(specifier, importer)).filter(Boolean);

const known = new Map();
const filesOf = (path) => {
  if (!known.has(path)) known.set(path, existsSync(join(root, path)) ? filesIn(readFileSync(join(root, path), 'utf8'), path) : []);
  return known.get(path);
};

/** The shortest way from one file to another, both named; undefined where there is none. */
const wayFrom = (start, end) => {
  const cameFrom = new Map([[start, undefined]]);
  for (const path of cameFrom.keys()) {
    if (path === end) {
      const way = [];
      for (let at = path; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const next of filesOf(path)) if (!cameFrom.has(next)) cameFrom.set(next, path);
  }
  return undefined;
};

export const circles = {
  meta: { type: 'problem', schema: [], messages: { circle: '{{way}}: these files import one another in a circle. Give what they share a file of its own.' } },
  create(context) {
    const path = relative(root, context.filename).replaceAll('\\', '/');
    known.set(path, filesIn(context.sourceCode.text, path)); // as it is now: in an editor the rule outlives what a file said
    const check = (node) => {
      const target = typeof node.source?.value === 'string' ? fileOf(node.source.value, path) : undefined;
      const way = target && wayFrom(target, path);
      if (way) context.report({ node: node.source, messageId: 'circle', data: { way: [path, ...way].join(' → ') } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check, TSImportType: check };
  },
};
