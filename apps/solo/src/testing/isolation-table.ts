import { marks, type IsolatedCity } from './isolated-city.ts';

/** What a request is made of; a param of the route's pattern by its name, everything else as it is sent. */
export type RequestParts = {
  readonly params?: Readonly<Record<string, string>>; readonly query?: string; readonly body?: object | string; readonly headers?: Readonly<Record<string, string>>;
};
type Made = RequestParts | Promise<RequestParts>;
export type Row = { readonly route: string; readonly who: string; readonly ask: (city: IsolatedCity, memberId: string) => Made };
export const requestOf = ({ route }: Row, { params = {}, query, body, headers }: RequestParts) => {
  const [method = '', path = ''] = route.split(' ');
  const url = path.replace(/:(\w+)/g, (_, name: string) => params[name]!) + (query ? `?${query}` : '');
  return { method, url, body, headers };
};

const row = (route: string, who: string, ask: Row['ask'] = () => ({})): Row => ({ route, who, ask });
const day = '2026-03-06';
const unitId = 'zpine';
const plan = { form: 'weekly-collective', title: `${marks.pine}新课`, day, start: '15:00', minutes: 60, place: '' };
const person = { name: `${marks.pine}新人`, unitId, post: '值机员', tier: 'operator', employment: 'staff', party: 'non-party', from: '2026-03-01' };
const days = 'from=2026-03-01&to=2026-03-31';
const key = (scope: string, figure = 'signed') => encodeURIComponent(`${figure}/${scope}/2026-03-01..2026-03-31`);

const one = async (city: IsolatedCity) => ({ params: { memberId: city.people.pine[0]! } });
const fresh = (body?: object) => async (city: IsolatedCity) => {
  const memberId = await city.person('pine');
  await city.host.settle();
  return { params: { memberId }, ...(body && { body }) };
};
const held = (city: IsolatedCity) => ({ params: { sessionId: city.sessions.pine.held } });
const session = (until: 'planned' | 'published' | 'open', body?: object) => async (city: IsolatedCity) => ({ params: { sessionId: await city.session({ unit: 'pine', until }) }, ...(body && { body }) });
const attended = (until: 'open' | 'held', body?: object) => async (city: IsolatedCity) => ({ params: { sessionId: await city.session({ unit: 'pine', until, signed: [city.people.pine[0]!] }) }, ...(body && { body }) });
const unit = (body: object) => async (city: IsolatedCity) => {
  const made = await city.unit('pine');
  await city.host.settle();
  return { params: { unitId: made }, body };
};
const granted = async (city: IsolatedCity) => {
  const memberId = await city.person('pine');
  const grantId = await city.grant(memberId, 'unit-leader', 'pine');
  await city.host.settle();
  return { memberId, grantId };
};
const imported = (body?: object) => async (city: IsolatedCity) => ({ params: { importId: await city.imported() }, ...(body && { body }) });
const history = (subject: (city: IsolatedCity) => string) => (city: IsolatedCity) => ({ query: `subject=${subject(city)}` });

/**
 * Every route of the host, asked for something of the unit pine (or, without that, for a list). ✓ answers, – is not there (404), ✗ is not
 * allowed (403), ? wants a login (401), ! is refused by a rule (409).
 *
 *   nobody | of west: member, admin, office, system, security; the admin of pine's child | admin of its parent, of pine | leader, auditor of pine |
 *   city leader, office | system, security, audit administrator
 */
export const table: readonly Row[] = [
  // Of the host, and before a login: nothing of any unit.
  row('GET /livez', '✓ ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('GET /readyz', '✓ ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('GET /metrics', '✓ ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('POST /api/login', '? ?????? ?? ?? ?? ???', (_, memberId) => ({ body: { account: `nobody ${memberId}`, password: 'a guess at this one' } })),
  row('POST /api/activation', '! !!!!!! !! !! !! !!!', (_, memberId) => ({ body: { account: `nobody ${memberId}`, code: 'ABCD2345', password: 'a guess at this one' } })),
  row('GET /api/setup', '✓ ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('POST /api/setup', '! !!!!!! !! !! !! !!!', () => ({ body: { token: 'guessed', unitName: 'mine', administrators: ['system-administrator', 'security-administrator', 'audit-administrator', 'office'].map((role) => ({ role, name: 'Mallory', account: `${role}` })) } })),
  row('POST /api/sign/capture', '! !!!!!! !! !! !! !!!', (city) => ({ body: { code: `${city.sessions.pine.open}.abc.AAAAAAAAAAAAAAAAAAAAAA` } })),

  // One's own.
  row('POST /api/logout', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('GET /api/me', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('GET /api/me/looks', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('GET /api/me/logins', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('DELETE /api/me/logins/:loginId', '? –––––– –– –– –– –––', async (city) => ({ params: { loginId: (await city.host.adapters.accounts.logIn(city.people.pine[0]!, '', city.clock.now())).loginId } })),
  row('POST /api/me/password', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓', async (city, memberId) => {
    await city.host.adapters.accounts.setPassword(memberId, 'a walk by the river');
    return { body: { current: 'a walk by the river', password: 'another walk by the sea' } };
  }),
  row('GET /api/why', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓', () => ({ query: 'right=persons.read&unitId=zpine' })),
  row('GET /api/me/sessions', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('POST /api/sign', '? !!!!!! !! !! !! !!!', async (city) => ({ body: { code: await city.code(city.sessions.pine.open) } })), // not invited
  row('GET /api/learning-files/me', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),
  row('GET /api/moments', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓', () => ({ query: 'at=2026-02-01T00:00:00Z' })),
  row('GET /api/moments/head', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓'),

  // Units.
  row('GET /api/units', '? ✗✓✓✗✓✓ ✓✓ ✓✓ ✓✓ ✗✓✗'),
  row('POST /api/units', '? ✗✗–✗✗✗ ✗✗ ✗✗ ✗✓ ✗✗✗', (city) => ({ body: { name: `${marks.pine}班${city.next()}`, type: 'station', parentId: unitId, from: day } })),
  row('POST /api/units/:unitId/name', '? ✗✗–✗✗✗ ✗✗ ✗✗ ✗✓ ✗✗✗', unit({ name: `${marks.pine}改名`, from: day })),
  row('POST /api/units/:unitId/parent', '? ✗✗–✗✗✗ ✗✗ ✗✗ ✗✓ ✗✗✗', unit({ parentId: 'zeast', from: day })),

  // People.
  row('GET /api/members', '? ✗✓✓✗✗✓ ✓✓ ✗✓ ✗✓ ✗✗✗'),
  row('GET /api/members', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', () => ({ query: 'unit=zpine' })),
  row('GET /api/members', '? ✗✓✓✗✗✓ ✓✓ ✗✓ ✗✓ ✗✗✗', () => ({ query: 'q=1390000&sort=-since&limit=200' })),
  row('GET /api/members/:memberId', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', one),
  row('POST /api/members', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', () => ({ body: person })),
  row('POST /api/members/:memberId/transfer', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', fresh({ unitId: 'zcone', from: day })),
  row('POST /api/members/:memberId/post', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', fresh({ post: '班长', tier: 'team-lead', from: day })),
  row('POST /api/members/:memberId/second-post', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', fresh({ unitId: 'zcone', post: '班长', tier: 'team-lead', from: day })),
  row('POST /api/members/:memberId/kind', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', fresh({ employment: 'contract', party: 'party' })),
  row('POST /api/members/:memberId/details', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', fresh({ name: `${marks.pine}更名`, reason: '更正' })),
  row('POST /api/members/:memberId/forget', '? ✗✗–✗✗✗ ✗✗ ✗✗ ✗✓ ✗✗✗', fresh({ reason: '本人要求' })),
  row('POST /api/members/:memberId/activation-code', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', fresh({})),
  row('GET /api/units/:unitId/activation-codes', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', () => ({ params: { unitId } })),
  row('POST /api/units/:unitId/activation-codes', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', unit({})),
  row('GET /api/accounts', '? ✗✗✗–✗✗ ✗✗ ✗✗ ✗✗ ✓✗✗', async (city) => {
    const account = `of-${city.people.pine[0]!}`;
    await city.host.adapters.keys.claim('account', account, city.people.pine[0]!);
    return { query: `account=${account}` };
  }),
  row('POST /api/members/:memberId/account', '? ✗✗✗–✗✗ ✗✗ ✗✗ ✗✗ ✓✗✗', fresh({ on: false })),

  row('GET /api/system', '? ✗✗✗✓✗✗ ✗✗ ✗✗ ✗✗ ✓✗✗'), // of no unit, and of nobody

  // Roles.
  row('GET /api/members/:memberId/roles', '? ✗✗✗✗–✗ ✗✗ ✗✗ ✗✗ ✗✓✗', one),
  row('POST /api/members/:memberId/roles', '? ✗✗✗✗–✗ ✗✗ ✗✗ ✗✗ ✗✓✗', fresh({ role: 'unit-leader', unitId, from: day })),
  row('POST /api/members/:memberId/roles/:grantId/end', '? ✗✗✗✗–✗ ✗✗ ✗✗ ✗✗ ✗✓✗', async (city) => ({ params: await granted(city), body: { until: day } })),
  row('GET /api/grants', '? ✗✗✗✗✓✗ ✗✗ ✗✗ ✗✗ ✗✓✗', () => ({ query: 'limit=200' })),
  row('GET /api/grants', '? ✗✗✗✗✓✗ ✗✗ ✗✗ ✗✗ ✗✓✗', () => ({ query: `limit=200&role=unit-leader&q=${encodeURIComponent(marks.pine)}` })),
  row('GET /api/grants/candidates', '? ✗✗✗✗✓✗ ✗✗ ✗✗ ✗✗ ✗✓✗', () => ({ query: 'q=1390000' })),

  // Roster imports.
  row('GET /api/imports/template.csv', '? ✗✓✓✗✗✓ ✓✓ ✗✗ ✗✓ ✗✗✗'),
  row('POST /api/imports', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', () => ({ query: 'unit=zpine', body: `姓名,职务\n${marks.pine}某,员\n`, headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'r.csv' } })),
  row('GET /api/imports/:importId', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', imported()),
  row('GET /api/imports/:importId/rows', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', imported()),
  row('GET /api/imports/:importId/failed.csv', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', imported()),
  row('POST /api/imports/:importId/choices', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', imported({})),
  row('POST /api/imports/:importId/run', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', imported({})),

  // Study sessions.
  row('GET /api/study-sessions', '? ✗✓✓✗✗✓ ✓✓ ✓✓ ✓✓ ✗✗✗'),
  row('GET /api/study-sessions', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ query: 'unit=zpine' })),
  row('GET /api/study-sessions/:sessionId', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', held),
  row('POST /api/study-sessions', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', () => ({ body: { ...plan, unitId } })),
  row('POST /api/study-sessions/series', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', () => ({ body: { ...plan, day: undefined, unitId, weekday: 5, from: '2026-03-01', until: '2026-03-14' } })),
  row('POST /api/study-sessions/:sessionId/change', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', session('planned', { ...plan, form: undefined })),
  row('POST /api/study-sessions/:sessionId/publish', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', session('planned')),
  row('POST /api/study-sessions/:sessionId/open', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', session('published')),
  row('POST /api/study-sessions/:sessionId/close', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', attended('open')),
  row('POST /api/study-sessions/:sessionId/reopen', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', attended('held', { reason: '误点结束' })),
  row('POST /api/study-sessions/:sessionId/cancel', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', session('published', { reason: '台风' })),
  row('POST /api/study-sessions/:sessionId/cancel', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', session('open', { reason: '误点开始签到' })),
  row('GET /api/study-sessions/:sessionId/code', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', (city) => ({ params: { sessionId: city.sessions.pine.open } })),
  row('GET /api/study-sessions/:sessionId/attendances', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', held),
  row('POST /api/study-sessions/:sessionId/attendances', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', async (city) => ({ ...(await session('open')(city)), body: { memberIds: [city.people.pine[0]], reason: '没带手机' } })),
  row('POST /api/study-sessions/:sessionId/attendances/:memberId/withdrawal', '? ✗––✗✗– ✓✓ ✗✗ ✗✓ ✗✗✗', async (city) => {
    const memberId = city.people.pine[0]!;
    return { params: { memberId, sessionId: await city.session({ unit: 'pine', signed: [memberId] }) }, body: { reason: '不在场' } };
  }),

  // Rules and learning files.
  row('GET /api/policies', '? ✗✓✓✗✗✓ ✓✓ ✓✓ ✓✓ ✗✗✗'),
  row('GET /api/policies', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ query: 'unit=zpine' })),
  row('POST /api/policies', '? ✗✗–✗✗✗ ✗✗ ✗✗ ✗✓ ✗✗✗', () => ({ body: { unitId, title: '新规', basis: '文', rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 }, effectiveFrom: '2026-03-09' } })),
  row('POST /api/policies/:policyId/end', '? ✗✗–✗✗✗ ✗✗ ✗✗ ✗✓ ✗✗✗', async (city) => ({ params: { policyId: await city.rule('pine') }, body: { until: '2026-12-31' } })),
  row('GET /api/learning-files/:memberId', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', one),

  // Boards and figures.
  row('GET /api/boards/unit/:unitId', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ params: { unitId }, query: days })),
  row('GET /api/boards/unit/:unitId/sessions', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ params: { unitId }, query: days })),
  row('GET /api/boards/unit/:unitId/persons', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', () => ({ params: { unitId }, query: days })),
  row('GET /api/boards/unit/:unitId/missed', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ params: { unitId }, query: days })),
  row('GET /api/boards/session/:sessionId', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', held),
  row('GET /api/boards/member/:memberId', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', one),
  row('GET /api/boards/member/:memberId', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓', () => ({ params: { memberId: 'me' } })),
  row('GET /api/figures/:key', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ params: { key: key('unit:zpine', 'attendance') } })),
  row('GET /api/figures/:key', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ params: { key: key('own:zpine') } })),
  row('GET /api/figures/:key', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', () => ({ params: { key: key('unit:zpine', 'coverage') } })),
  row('GET /api/figures/:key', '? ✗––✗✗– ✓✓ ✓✓ ✓✓ ✗✗✗', (city) => ({ params: { key: key(`session:${city.sessions.pine.held}`) } })),
  row('GET /api/figures/:key', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', (city) => ({ params: { key: key(`member:${city.people.pine[0]}`) } })),
  row('GET /api/figures/:key', '? ✗––✗✗– ✓✓ ✗✓ ✗✓ ✗✗✗', (city) => ({ params: { key: key(`member:${city.people.pine[0]}@zpine`) } })),
  row('GET /api/figures/:key', '? ✗✓✓✗✗– –– ✗– ✗✓ ✗✗✗', (city) => ({ params: { key: key(`member:${city.people.pine[0]}@zwest`) } })), // nothing of pine counts there

  // History.
  row('GET /api/history', '? ✗✗–✗✗✗ ✗✗ ✗✓ ✗✓ ✗✗✗', history((city) => `member:${city.people.pine[0]}`)),
  row('GET /api/history', '? ✓✓✓✓✓✓ ✓✓ ✓✓ ✓✓ ✓✓✓', (_, memberId) => ({ query: `subject=member:${memberId}` })),
  row('GET /api/history', '? ✗✗–✗✗✗ ✗✗ ✗✓ ✗✓ ✗✗✗', history(() => 'unit:zpine')),
  row('GET /api/history', '? ✗✗–✗✗✗ ✗✗ ✗✓ ✗✓ ✗✗✗', history((city) => `session:${city.sessions.pine.held}`)),
  row('GET /api/history', '? ✗✗✓✗✗✗ ✗✗ ✗✓ ✗✓ ✗✗✗', history(() => 'log')),
  row('GET /api/history', '? ✗✗✗✗✗✗ ✗✗ ✗✗ ✗✗ ✗✗✓', history(() => 'administration')),
  row('GET /api/history/administration.csv', '? ✗✗✗✗✗✗ ✗✗ ✗✗ ✗✗ ✗✗✓'),
  row('GET /api/events/:position', '? ✗✗–✗✗✗ ✗✗ ✗✓ ✗✓ ✗✗✗', async (city) => ({ params: { position: await city.positionOf(`member-${city.people.pine[0]}`) } })),
];
