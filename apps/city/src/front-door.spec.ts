import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contexts } from '@lyceum/solo/contexts';
import { routesOf } from '@lyceum/nest-kit/routes';
import { securityHeaders } from '@lyceum/nest-kit/security-headers';

const conf = (name: string) => readFileSync(join(import.meta.dirname, '../../../deploy/nginx', name), 'utf8');
const locations = [...conf('routes.conf').matchAll(/^location (= )?(\S+) \{ proxy_pass http:\/\/([\w-]+);/gm)].map(([, exact, path, upstream]) => ({ exact: exact !== undefined, path: path!, upstream: upstream! }));
/** As nginx chooses: the one that is equal, else the longest that it begins with. */
const leadsTo = (path: string) => (locations.find((each) => each.exact && each.path === path)
  ?? locations.filter((each) => !each.exact && path.startsWith(each.path)).sort((a, b) => b.path.length - a.path.length)[0])?.upstream;

describe('the front door', () => {
  it.each(contexts.flatMap(({ name, controllers }) => routesOf(controllers).map(({ path, method }) => [method, path, name] as const)))('leads %s %s to %s', (_method, path, name) =>
    expect(leadsTo(path.replace(/:\w+/g, 'x'))).toBe(name));
  it('knows every service', () => expect([...conf('upstreams.conf').matchAll(/^upstream (\S+) /gm)].map(([, name]) => name).sort()).toEqual(contexts.map(({ name }) => name).sort()));
  it('has no path that no service owns', () => {
    const owned = contexts.flatMap(({ controllers }) => routesOf(controllers).map(({ path }) => path));
    for (const { path, exact } of locations.filter((each) => each.path !== '/api/')) expect([path, owned.some((each) => (exact ? each === path : each.startsWith(path)))]).toEqual([path, true]);
  });
  it('sends the headers of a city in one process', () => {
    const sent = Object.fromEntries([...conf('headers.conf').matchAll(/^add_header (\S+) "?([^"\n]+?)"? always;$/gm)].map(([, name, value]) => [name!.toLowerCase(), value]));
    expect(sent).toEqual(securityHeaders(true).page);
  });
});
