import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, type Answer } from '@lyceum/nest-kit/testing';
import { cast, characters, idOfCharacter, isolatedCity, marks, type Character, type IsolatedCity, type UnitKey } from './testing/isolated-city.ts';
import { requestOf, table, type RequestParts } from './testing/isolation-table.ts';
import { looseBodies, type Document } from './testing/loose-bodies.ts';
import { publishedAnswers } from './testing/published-answer.ts';

const signs: Readonly<Record<number, string>> = { 200: '✓', 201: '✓', 401: '?', 403: '✗', 404: '–', 409: '!' };
const asking = ['nobody', ...characters] as const;
const patience = 120_000; // milliseconds, on a busy machine
let keys = 0;
const send = (caller: Caller, { method, url, body, headers }: ReturnType<typeof requestOf>): Promise<Answer> => caller.send({
  method: method as 'GET', url,
  headers: { ...(method === 'POST' ? { 'content-type': 'application/json' } : {}), 'idempotency-key': `isolation-${++keys}`, ...headers },
  ...(method === 'POST' ? { payload: body ?? {} } : {}),
});
/**
 * Who did something is named to whoever may see what was done (of a refusal, that is also whose stream it stands in), and a key asked for comes
 * back; everything else must be of units within sight.
 */
const told = ({ text }: Answer, { params = {} }: RequestParts) =>
  Object.values(params).reduce((rest, param) => rest.replaceAll(decodeURIComponent(param), ''), text.replace(/"actor":\{[^{}]*\}|(?<="type":"AccessDenied",)"stream":"[^"]*"/g, ''));
const foreignTo = (sees: readonly UnitKey[]) => Object.entries(marks).filter(([unit]) => !sees.includes(unit as UnitKey)).flatMap(([unit, mark]) => [mark, `z${unit}`]);

const [declared, asked, above, parts, file, own] = [
  'as many as the program declares', 'a cell for each week, or unit and week, of the days asked for', 'the units above one, as deep as the tree is', 'what a figure is made of, which adds up whole alone',
  'of the one file, and cut off or refused past a fixed number; its rows are a list with pages', 'what one person is or may, which others than lists rest on; their roles are a list with pages',
];
/** What an answer holds beside a list, or in place of one, and comes whole: each with what it is, so that nothing in it is cut off and nothing left out. */
const whole: Readonly<Record<string, string>> = {
  '/api/boards/member/{memberId} figures': declared, '/api/boards/session/{sessionId} figures': declared, '/api/boards/unit/{unitId} figures': declared, '/api/system projections': declared,
  '/api/boards/member/{memberId} weeks': asked, '/api/boards/unit/{unitId} trend': asked, '/api/boards/unit/{unitId} weekStates': asked,
  '/api/boards/session/{sessionId} path': above, '/api/boards/unit/{unitId} path': above,
  '/api/boards/session/{sessionId} units': parts, '/api/boards/unit/{unitId} children': parts, '/api/figures/{key} terms': parts,
  '/api/imports/{importId} created': file, '/api/imports/{importId} headings': file, '/api/imports/{importId} newUnits': file, '/api/imports/{importId} skipped': file,
  '/api/me roles': own, '/api/me scopeRoots': own, '/api/members/{memberId} secondary': own, '/api/why reasons': own,
};

describe('every route, asked by everyone for what belongs to one unit', () => {
  let city: IsolatedCity, unlikePublished: Awaited<ReturnType<typeof publishedAnswers>>;
  beforeAll(async () => {
    city = await isolatedCity();
    unlikePublished = await publishedAnswers(city.nobody);
  });
  afterAll(() => city.close());

  it('has a row, and every row a route', async () => {
    const { json } = await city.nobody.get('/api/docs-json');
    const documented = Object.entries(json.paths as Record<string, object>).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`));
    const served = city.host.routes.map(({ method, path }) => `${method} ${path}`);
    const rows = [...new Set(table.map(({ route }) => route))].sort();
    expect(rows).toEqual([...served].sort());
    expect([...documented, 'GET /livez', 'GET /readyz', 'GET /metrics'].sort()).toEqual(rows);
  });

  it('lists in pages, or is told here why not', async () => {
    type Schema = { type?: string; properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[]; $ref?: string };
    type Get = { parameters?: { name: string; in: string }[]; responses: Record<string, { content?: Record<string, { schema?: Schema }> }> };
    const { paths, components } = (await city.nobody.get('/api/docs-json')).json as { paths: Record<string, { get?: Get }>; components: { schemas: Record<string, Schema> } };
    const meant = (schema: Schema = {}): Schema => (schema.$ref ? components.schemas[schema.$ref.split('/').at(-1)!]! : schema);
    const ofThings = (schema: Schema) => schema.type === 'array' && meant(schema.items).type === 'object';
    const lists = Object.entries(paths).flatMap(([path, { get }]) => {
      const { properties = {} } = meant(get?.responses['200']?.content?.['application/json']?.schema);
      const asked = new Set(get?.parameters?.map(({ name }) => name));
      const paged = 'next' in properties && asked.has('cursor') && asked.has('limit');
      return Object.entries(properties).filter(([, schema]) => ofThings(schema)).map(([name]) => ({ what: `${path} ${name}`, paged: paged && name === 'items' }));
    });
    expect(lists.filter(({ paged }) => paged).length).toBeGreaterThan(15);
    expect(lists.filter(({ paged }) => !paged).map(({ what }) => what).sort()).toEqual(Object.keys(whole).sort());
  });

  it('takes no query parameter, and no member of a body, that it does not know', async () => {
    const swallowed: string[] = [];
    for (const row of table) {
      if (!row.route.includes(' /api/')) continue;
      const who = asking[[...row.who.replaceAll(' ', '')].findIndex((sign) => !'?✗'.includes(sign))] ?? 'nobody'; // a login that fails is '?' for everybody
      const caller = who === 'nobody' ? city.nobody : await city.logIn(who);
      const request = requestOf(row, await row.ask(city, who === 'nobody' ? 'zcity_door' : idOfCharacter(who)));
      const asked = [{ ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}unknwon=1` }, ...(request.method === 'POST' && typeof request.body !== 'string' ? [{ ...request, body: { ...request.body, unknwon: 1 } }] : [])];
      for (const each of asked) {
        const { status, json } = await send(caller, each);
        if (status !== 422 || json.errors?.length !== 1 || json.errors[0].path !== 'unknwon') swallowed.push(`${each.method} ${each.url} ${JSON.stringify(each.body)}: ${status} ${JSON.stringify(json)}`);
      }
    }
    expect(swallowed).toEqual([]);
    const { loose, strict } = looseBodies((await city.nobody.get('/api/docs-json')).json as Document);
    expect(loose).toEqual([]);
    expect(strict).toBeGreaterThan(30);
  }, patience);

  it.each(table.map((row, at) => [`${row.route} (${at})`, row] as const))('%s', async (_, row) => {
    let found = '';
    const leaks: string[] = [];
    const unlike = new Set<string>();
    for (const who of asking) {
      const memberId = who === 'nobody' ? 'zcity_door' : idOfCharacter(who);
      const asked = await row.ask(city, memberId);
      const answer = await send(who === 'nobody' ? city.nobody : await city.logIn(who), requestOf(row, asked));
      found += signs[answer.status] ?? `[${answer.status} ${answer.json.code}]`;
      const differs = unlikePublished(row.route, answer);
      if (differs) unlike.add(differs);
      const text = told(answer, asked);
      leaks.push(...foreignTo(who === 'nobody' ? [] : cast[who].sees).filter((mark) => text.includes(mark)).map((mark) => `${who} learns of ${mark}: ${text}`));
    }
    expect(found).toBe(row.who.replaceAll(' ', ''));
    expect(leaks).toEqual([]);
    expect([...unlike]).toEqual([]);
  }, patience);

  it('answers for what is another unit’s as for what does not exist', async () => {
    const differing: string[] = [];
    const nameless = ({ status, json }: Answer) => JSON.stringify({ status, ...json, requestId: '' });
    for (const row of table) for (const [at, who] of (['nobody', ...characters] as const).entries()) {
      if (who === 'nobody' || row.who.replaceAll(' ', '')[at] !== '–') continue;
      const request = requestOf(row, await row.ask(city, idOfCharacter(who)));
      const blank = (text: string) => text.replace(/zpine(_\d+)?/g, 'nothing').replace(/[0-9a-f]{24}/g, 'a'.repeat(24));
      const body = request.body === undefined ? undefined : typeof request.body === 'string' ? request.body : JSON.parse(blank(JSON.stringify(request.body))) as object;
      const caller = await city.logIn(who);
      const [theirs, nothing] = [await send(caller, request), await send(caller, { ...request, url: blank(request.url), body })];
      if (nameless(theirs) !== nameless(nothing)) differing.push(`${who} ${row.route}: ${nameless(theirs)} / ${nameless(nothing)}`);
    }
    expect(differing).toEqual([]);
  }, patience);

  it('counts, finds and lists nothing but what is within sight', async () => {
    const sums = async (who: Character) => {
      const caller = await city.logIn(who);
      const total = async (url: string) => ((await caller.get(url)).json.total ?? (await caller.get(url)).json.items.length) as number;
      return [await total('/api/members'), await total('/api/members?q=1390000'), await total('/api/study-sessions'), await total('/api/units'), await total('/api/policies')];
    };
    const ofWest = 2 + characters.filter((who) => cast[who].home === 'west').length;
    expect(await sums('admin of west')).toEqual([ofWest, ofWest, 2, 1, 2]); // the city's rule, and its own
    const log = (await (await city.logIn('office of west')).get('/api/history?subject=log&limit=200')).json.items as { unitId: string }[];
    expect(log.length).toBeGreaterThan(10);
    expect([...new Set(log.map(({ unitId }) => unitId))]).toEqual(['zwest']);
  });
});
