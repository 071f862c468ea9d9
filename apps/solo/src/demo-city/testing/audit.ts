import { history } from '@lyceum/audit/history/history.projection';
import { matter, type Matter } from '@lyceum/audit/history/matter.projection';
import type { Stored } from '@lyceum/event-store/event-store';
import { shanghaiDay } from '@lyceum/core/calendar';
import { changes } from './aftermath.ts';
import type { Check } from './checks.ts';
import { agree, asking, type Answered } from './town.ts';

const { looked } = changes;

/** In whose histories an event belongs, by the ids that it names; said here anew, by rules of thumb instead of a list by type. */
const concerns = ({ type, data, unit }: Stored): readonly string[] => {
  const { memberId, subject, outside, sessionId, unitId, fromUnitId, parentId, fromParentId } = data as Answered;
  const ofUnit = /^StudySession(Changed|Cancelled)|^PolicyEnded/.test(type) ? [unit] : /^(Member|Unit|Secondary|Role|Roster|Policy|Cadence|StudySession(Planned|Closed|Reopened))/.test(type) ? [unitId, fromUnitId, parentId, fromParentId] : [outside];
  const of = (kind: string, ids: readonly (string | null | undefined)[]) => ids.filter((id) => id).map((id) => `${kind}:${id}`);
  return [
    ...of('member', [memberId, ...(type === 'AccessDenied' && !outside ? [subject] : [])]), ...of('session', /^(Cadence|AttendanceFiled|AttendanceStruck)/.test(type) ? [] : [sessionId]), ...of('unit', ofUnit),
    ...(/^(Unit|Role|Roster|Activation|Account|Password|Logg|Login|Policy|AccessDenied|Message|MemberForgotten)/.test(type) ? ['administration'] : []),
  ];
};

/** What kind an event is, by rules of thumb again. */
const kindAnew = (type: string): string => /^(Logg|Login|AccountLocked|Record|AccessDenied)/.test(type) ? 'access' : /^(Role|Activation|Account|Password|Message)/.test(type) ? 'rights'
  : /^(Unit|Member(?!s)|Post|Secondary|Kind|Details|Roster)/.test(type) ? 'people' : /^(Policy|Cadence)/.test(type) ? 'rules' : 'study';

/** Every event in the histories where it belongs, with its unit, its kind and the day of its recording; one of them as a page shows it. */
export const everyHistory: Check = async ({ town, reads, log, after }) => {
  const { rows } = await reads.find(history, { limit: 1_000_000 });
  const lines = rows.map(({ key, row }) => `${key} ${row.subject} ${row.unit} ${row.day} ${row.kind}`).sort();
  const expected = log.flatMap((event) => concerns(event).map((subject) => `${subject}/${event.position} ${subject} ${event.unit} ${shanghaiDay(event.recordedAt)} ${kindAnew(event.type)}`)).sort();
  for (const [at, line] of expected.entries()) agree('an entry of a history', lines[at], line);
  agree('how many entries histories have', lines.length, expected.length);
  const page = await town.ask(`/api/history?subject=session:${after.replanned}&limit=200`);
  agree('the history of a session', page.items.map(({ position }: Answered) => position), log.filter((event) => concerns(event).includes(`session:${after.replanned}`)).map(({ position }) => position).reverse());
};

/** What an event of a type left of the fields that it changed. */
const left: Readonly<Record<string, (data: Answered) => object>> = {
  UnitCreated: ({ name, type }) => ({ name, type }), UnitRenamed: ({ name, from }) => ({ name, from }), UnitMoved: ({ parentId, from }) => ({ parentId, from }),
  MemberRegistered: ({ post, tier, employment, party, from }) => ({ post, tier, employment, party, from }), MemberTransferred: ({ unitId, from }) => ({ unitId, from }), PostChanged: ({ post, tier }) => ({ post, tier }),
  SecondaryPostAdded: ({ post, tier }) => ({ secondaryPost: post, secondaryTier: tier }), KindChanged: ({ employment, joinedParty }) => ({ employment, joinedParty: joinedParty ?? null }), DetailsCorrected: ({ name, phone, otherPhone, idNumber }) => ({ name, phone: phone ?? null, otherPhone: otherPhone ?? null, idNumber: idNumber ?? null }), MemberForgotten: () => ({ name: null, phone: null, idNumber: null }),
  RoleGranted: ({ role, until }) => ({ role, until }), RoleEnded: ({ until }) => ({ until }),
  AccountActivated: () => ({ active: true }), AccountSwitched: ({ on }) => ({ active: on }), AccountLocked: ({ until }) => ({ lockedUntil: until }),
  StudySessionPlanned: ({ title, day, start, minutes, place, week }) => ({ title, day, start, minutes, place, week, status: 'planned' }),
  StudySessionChanged: ({ title, start, minutes, place }) => ({ title, start, minutes, place }), StudySessionPublished: () => ({ status: 'published' }), StudySessionOpened: () => ({ status: 'open' }),
  StudySessionClosed: () => ({ status: 'held' }), StudySessionReopened: () => ({ status: 'open' }), StudySessionCancelled: () => ({ status: 'cancelled' }),
  PolicyPublished: ({ title, basis, effectiveFrom, policyVersion, rule }) => ({ title, basis, effectiveFrom, policyVersion, form: rule.form }), PolicyEnded: ({ until }) => ({ until }),
  CadenceMet: () => ({ verdict: 'met' }), CadenceMissed: () => ({ verdict: 'missed' }), CadenceMissLifted: () => ({ verdict: 'met' }), CadenceMended: () => ({ verdict: 'mended' }), CadenceMendingLifted: () => ({ verdict: 'missed' }),
};
/** What was there before, where it is not nothing. */
const was: Readonly<Record<string, object>> = {
  StudySessionPublished: { status: 'planned' }, StudySessionOpened: { status: 'published' }, StudySessionClosed: { status: 'open' }, StudySessionReopened: { status: 'held' }, CadenceMissLifted: { verdict: 'missed' }, CadenceMended: { verdict: 'missed' }, CadenceMendingLifted: { verdict: 'mended' },
  RoleEnded: { until: null },
};
const first = new Set(['UnitCreated', 'MemberRegistered', 'SecondaryPostAdded', 'RoleGranted', 'StudySessionPlanned', 'CadenceMet']);

/** The id of what an event is about. */
const nameOf = (type: string, { unitId, week, form, grantId, sessionId, policyId, memberId }: Answered): string => type === 'SecondaryPostAdded' ? `${memberId}-${unitId}` :
  type.startsWith('Cadence') ? `${unitId}-${week}-${form}` : type.startsWith('Role') ? grantId : type.startsWith('StudySession') ? sessionId : type.startsWith('Policy') ? policyId : type.startsWith('Unit') ? unitId : memberId;

/** Before and after, beside every event that changes something. */
export const everyChange: Check = async ({ town, reads, log, after }) => {
  const { versions } = await reads.versions<Matter>(matter, { where: {}, limit: 1_000_000 });
  const at = new Map(versions.map((version) => [version.position, version]));
  const uninvited = new Set(log.filter(({ type }) => type === 'InvitationsWithdrawn').map(({ data }) => data['sessionId']));
  for (const { type, position, data } of log) {
    const expected = left[type]?.(data);
    if (!expected) continue;
    const { key, row, before } = at.get(position) ?? {};
    agree(`what ${type} at ${position} changed`, key?.slice(key.indexOf(':') + 1), nameOf(type, data));
    for (const [name, value] of Object.entries(expected)) agree(`${name} after ${type} at ${position}`, (row?.fields as Answered)?.[name], value);
    const wasThere = type === 'StudySessionCancelled' ? { status: uninvited.has(data['sessionId']) ? 'open' : 'published' } : was[type] ?? {};
    for (const [name, value] of Object.entries(wasThere)) agree(`${name} before ${type} at ${position}`, (before?.fields as Answered)?.[name], value);
    if (first.has(type)) agree(`what was there before ${type} at ${position}`, before ?? null, null);
    else if (type !== 'PolicyPublished') agree(`that something was there before ${type} at ${position}`, Object.keys(before?.fields ?? {}).length > 0 || /^Account|^Cadence/.test(type), true);
  }
  const page = await town.ask(`/api/history?subject=session:${after.replanned}&limit=1`);
  agree('the change of a session', page.items.map((item: Answered) => item.after.title), [changes.replanned.title]);
};

export const whoLooked: Check = async ({ town, log }) => {
  const member = await town.logIn(looked.memberId);
  const { items } = await asking(member, '/api/me/looks?limit=200');
  const expected = log.filter(({ type, data }) => type === 'RecordLookedAt' && data['memberId'] === looked.memberId).map(({ actor, data, recordedAt }) => [actor.replace('member:', ''), data['what'], shanghaiDay(recordedAt), recordedAt]);
  agree('who looked', items.map(({ actor, what, day, recordedAt }: Answered) => [actor.memberId, what, day, recordedAt]).sort(), expected.sort());
  agree('that somebody did', expected.length > 0, true);
};
