import { valueOn, type Dated } from '@lyceum/core/dated';
import type { DataOf, Fact, Recorded } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { StudySessionEvent } from '@lyceum/contracts/activity/study-session';
import type { PolicyEvent } from '@lyceum/contracts/assessment/policy';
import type { CadenceEvent } from '@lyceum/contracts/assessment/cadence';
import type { HistoryField, WeekVerdict } from '@lyceum/contracts/audit/history-fields';
import type { AccountEvent } from '@lyceum/contracts/member/account';
import type { MemberEvent } from '@lyceum/contracts/member/member';
import type { RolesEvent } from '@lyceum/contracts/member/roles';
import type { UnitTreeEvent } from '@lyceum/contracts/member/unit-tree';

/** What a history's "before → after" compares: the fields of one matter, as an event left them. Personal ones stay encrypted. */
export type Fields = Readonly<Partial<Record<HistoryField, string | number | boolean | null>>>;
/**
 * `dated`: what holds from a day on, whenever it was recorded: each kind of it by itself. `on`: which of them the last event set, and from which day: what
 * was before it is what held on that day, not what was recorded last.
 */
export type Matter = { readonly fields: Fields; readonly dated?: Readonly<Partial<Record<Holding, Dated<Fields>>>>; readonly on?: { readonly holding: Holding; readonly day: string } };
type Holding = 'name' | 'parent' | 'unit' | 'post';

type Changing = UnitTreeEvent | MemberEvent | RolesEvent | Exclude<StudySessionEvent, { type: 'MembersInvited' | 'InvitationsWithdrawn' }> | PolicyEvent
  | Exclude<CadenceEvent, { type: 'CadenceHeld' | 'CadenceHoldingWithdrawn' }> | Extract<AccountEvent, { type: 'AccountActivated' | 'AccountLocked' | 'AccountSwitched' }>;

const member = ({ data }: { data: { readonly memberId: string } }) => `member:${data.memberId}`;
const unit = ({ data }: { data: { readonly unitId: string } }) => `unit:${data.unitId}`;
const session = ({ data }: { data: { readonly sessionId: string } }) => `session:${data.sessionId}`;
/** Whoever has two second posts has them beside each other: neither comes after the other. */
const secondPost = ({ data }: { data: { readonly memberId: string; readonly unitId: string } }) => `second-post:${data.memberId}-${data.unitId}`;
const account = ({ data }: { data: { readonly memberId: string } }) => `account:${data.memberId}`;
const grant = ({ data }: { data: { readonly grantId: string } }) => `grant:${data.grantId}`;
const policy = ({ data }: { data: { readonly policyId: string } }) => `policy:${data.policyId}`;
/** Each form of study is judged for itself: the verdict on one is nothing that another's comes after. */
const week = ({ data }: { data: { readonly unitId: string; readonly week: string; readonly form: string } }) => `week:${data.unitId}-${data.week}-${data.form}`;

const keys: { readonly [T in Changing['type']]: (event: Recorded<Extract<Changing, { type: T }>>) => string } = {
  UnitCreated: unit, UnitRenamed: unit, UnitMoved: unit,
  MemberRegistered: member, MemberTransferred: member, PostChanged: member, SecondaryPostAdded: secondPost, KindChanged: member, DetailsCorrected: member, MemberForgotten: member,
  RoleGranted: grant, RoleEnded: grant,
  AccountActivated: account, AccountLocked: account, AccountSwitched: account,
  StudySessionPlanned: session, StudySessionChanged: session, StudySessionPublished: session, StudySessionOpened: session, StudySessionClosed: session, StudySessionReopened: session, StudySessionCancelled: session,
  PolicyPublished: policy, PolicyEnded: policy,
  CadenceMet: week, CadenceMissed: week, CadenceMissLifted: week, CadenceMended: week, CadenceMendingLifted: week,
};

/** One row per person, unit, session, grant …: two versions of it are what an event changed. An attendance has nothing to compare: it is there, or withdrawn. */
export const matter = projection<Matter, Changing>({
  name: 'matter',
  version: 5,
  initial: { fields: {} },
  keys,
  on: {
    UnitCreated: (_, { data: { name, type, parentId, from } }) => holds(holds({ fields: { type } }, 'name', { name, from }), 'parent', { parentId, from }),
    UnitRenamed: (row, { data: { name, from } }) => holds(row, 'name', { name, from }),
    UnitMoved: (row, { data: { parentId, from } }) => holds(row, 'parent', { parentId, from }),
    MemberRegistered: (_, { data: { name, phone, otherPhone, idNumber, unitId, post, tier, employment, party, joinedParty, from } }) =>
      holds(holds({ fields: { ...details({ name, phone, otherPhone, idNumber }), employment, party, joinedParty: joinedParty ?? null } }, 'unit', { unitId, from }), 'post', { post, tier, from }),
    MemberTransferred: (row, { data: { unitId, from } }) => holds(row, 'unit', { unitId, from }),
    PostChanged: (row, { data: { post, tier, from } }) => holds(row, 'post', { post, tier, from }),
    SecondaryPostAdded: (row, { data: { unitId, post, tier, from } }) => holds(row, 'post', { secondaryUnitId: unitId, secondaryPost: post, secondaryTier: tier, secondaryFrom: from }),
    KindChanged: (row, { data: { employment, party, joinedParty } }) => and(row, { employment, party, joinedParty: joinedParty ?? null }),
    DetailsCorrected: (row, { data }) => and(row, details(data)),
    MemberForgotten: (row) => and(row, details({})),
    RoleGranted: (_, { data: { role, unitId, from, until } }) => ({ fields: { role, unitId, from, until } }),
    RoleEnded: (row, { data: { until } }) => and(row, { until }),
    AccountActivated: (row) => and(row, { active: true }),
    AccountLocked: (row, { data: { until } }) => and(row, { lockedUntil: until }),
    AccountSwitched: (row, { data: { on } }) => and(row, { active: on }),
    StudySessionPlanned: (_, { data: { unitId, title, day, start, minutes, place, week } }) => ({ fields: { unitId, title, day, start, minutes, place, week, status: 'planned' } }),
    StudySessionChanged: (row, { data: { title, day, start, minutes, place, week } }) => and(row, { title, day, start, minutes, place, week }),
    StudySessionPublished: (row) => and(row, { status: 'published' }),
    StudySessionOpened: (row) => and(row, { status: 'open' }),
    StudySessionClosed: (row) => and(row, { status: 'held' }),
    StudySessionReopened: (row) => and(row, { status: 'open' }),
    StudySessionCancelled: (row) => and(row, { status: 'cancelled' }),
    PolicyPublished: (row, { data: { title, unitId, basis, effectiveFrom, policyVersion, rule } }) => and(row, { title, unitId, basis, effectiveFrom, policyVersion, form: rule.form, atLeast: rule.atLeast }),
    PolicyEnded: (row, { data: { until } }) => and(row, { until }),
    CadenceMet: (row) => verdict(row, 'met'),
    CadenceMissed: (row) => verdict(row, 'missed'),
    CadenceMissLifted: (row) => verdict(row, 'met'),
    CadenceMended: (row) => verdict(row, 'mended'),
    CadenceMendingLifted: (row) => verdict(row, 'missed'),
  },
});

type Details = Partial<Pick<DataOf<MemberEvent, 'DetailsCorrected'>, 'name' | 'phone' | 'otherPhone' | 'idNumber'>>;
/** An event names all that is known of a person: what it lacks is gone. */
const details = ({ name, phone, otherPhone, idNumber }: Details): Fields => ({ name: name ?? null, phone: phone ?? null, otherPhone: otherPhone ?? null, idNumber: idNumber ?? null });
const verdict = (row: Matter, is: WeekVerdict): Matter => and(row, { verdict: is });
const and = ({ fields, dated }: Matter, changed: Fields): Matter => ({ fields: { ...fields, ...changed }, ...(dated && { dated }) });
/** What an event says to hold from a day on, its first day among it: that of a second post has a name of its own. */
const holds = ({ fields, dated }: Matter, holding: Holding, value: Fields): Matter => {
  const day = String(value.from ?? value.secondaryFrom);
  return { fields: { ...fields, ...value }, dated: { ...dated, [holding]: [...dated?.[holding] ?? [], { from: day, value }] }, on: { holding, day } };
};

/** The key of what an event changed; undefined where it changes nothing that is compared. */
export const matterOf = (event: Recorded): string | undefined => (keys as unknown as Record<string, ((event: Fact) => string) | undefined>)[event.type]?.(event);

/** The fields in which two versions differ, on the day from which the later holds; `before` is null for what was not there, and both where nothing differs. */
export const difference = (before: Matter | null, after: Matter | null): { before: Fields | null; after: Fields | null } => {
  const [was, is] = [before && fieldsBefore(before, after?.on), after?.fields ?? {}];
  const differing = ([...new Set([...Object.keys(was ?? {}), ...Object.keys(is)])] as HistoryField[]).filter((name) => was?.[name] !== is[name]);
  if (differing.length === 0) return { before: null, after: null };
  const those = (fields: Fields): Fields => Object.fromEntries(differing.filter((name) => name in fields).map((name) => [name, fields[name]!]));
  return { before: was && those(was), after: after && those(is) };
};
/** Null where nothing held on that day yet: a second post that was recorded after a later one. */
const fieldsBefore = ({ fields, dated }: Matter, on: Matter['on']): Fields | null => {
  if (!on) return fields;
  const held = valueOn(dated?.[on.holding] ?? [], on.day);
  return held ? { ...fields, ...held } : null;
};
