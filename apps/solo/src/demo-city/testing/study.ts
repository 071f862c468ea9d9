import { addDays, instantIn, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import { sessionOutlines } from '@lyceum/assessment/learning-file/session-outline.projection';
import type { Cancelling, Holding, Plan } from '../year.ts';
import { changes, today } from './aftermath.ts';
import { boardsAgree, figuresAgree } from './boards.ts';
import type { Check } from './checks.ts';
import { agree, asking, now, type Answered, type Town } from './town.ts';

const year = { from: '2026-02-23', to: '2026-06-14' };
const weeks = { from: '2026-03-18', to: '2026-04-21' };
const { replanned, revised, tried, forgotten } = changes;

export const everyBoard: Check = ({ town }) => boardsAgree(town, year);
export const boardsOfSomeWeeks: Check = ({ town }) => boardsAgree(town, weeks);
/** At the very moments at which sessions were reopened: their weeks stand as nothing, or as missed. */
export const whileReopened: Check = async ({ town }) => {
  for (const { unitId, reopened } of town.weeks.flatMap(({ held }) => held)) if (reopened) await boardsAgree(town, { ...year, asOf: reopened.at }, [unitId]);
};
/** Opened by mistake, and cancelled. */
export const mistakenOf = ({ weeks: all }: Pick<Town, 'weeks'>) => all.flatMap(({ cancelled }) => cancelled.filter((each): each is Mistaken => each.opened !== undefined));
type Mistaken = Cancelling & Required<Pick<Cancelling, 'opened'>>;
/** Of days on which a signature was withdrawn, or invitations were. */
export const boardsOfSingleDays: Check = async ({ town }) => {
  for (const { day, unitId } of [...town.weeks.flatMap(({ held }) => held).filter(({ withdrawals }) => withdrawals.length > 0), ...mistakenOf(town)]) await boardsAgree(town, { from: day, to: day }, [unitId]);
};
export const attendanceExplained: Check = ({ town }) => figuresAgree(town, year, ['signed', 'invited']);
export const personsExplained: Check = ({ town }) => figuresAgree(town, weeks, ['coverage', 'signed-persons', 'invited-persons'], ['d01', 'd02u02']);
export const rhythmExplained: Check = ({ town }) => figuresAgree(town, year, ['held', 'late', 'missed', 'mended']);
export const plansExplained: Check = ({ town }) => figuresAgree(town, year, ['planned']);

type Told = Plan & { status: string; held?: Holding | undefined; cancelled?: { at: string; reason: string }; opened?: Cancelling['opened'] };
const form = 'weekly-collective';
/** The last time that it was closed; `null` while it is reopened. */
const closedAt = (held: Holding): string | null => (held.reopened ? held.reopened.closedAt : held.closedAt);
/** Every session as it must be told, with what was changed after the year. */
const sessions = ({ weeks: all }: Town, changed: string): readonly Told[] => all.flatMap((week) => [
  ...week.held.map((held): Told => ({ ...held, status: closedAt(held) === null ? 'open' : 'held', held })),
  ...week.cancelled.map(({ cancelledAt: at, reason, ...plan }): Told => ({ ...plan, status: 'cancelled', cancelled: { at, reason } })),
  ...week.upcoming.map((plan): Told => ({ ...plan, ...(plan.sessionId === changed ? replanned : {}), status: 'published' })),
]);
/** The same as of an instant: those that were planned by then, with what had happened to them. */
const sessionsAt = (town: Town, asOf: string): readonly Told[] => sessions(town, '').filter(({ plannedAt }) => plannedAt <= asOf).map((told) => {
  const begun = told.held ?? (told.opened && asOf < told.cancelled!.at ? underWay({ ...told, opened: told.opened }) : undefined);
  const held = begun && begun.openedAt <= asOf ? upTo(begun, asOf) : undefined;
  const closed = held && (held.reopened && held.reopened.at <= asOf ? held.reopened.closedAt : held.closedAt);
  const before = instantIn(shanghaiDay(told.plannedAt), '18:00') <= asOf ? 'published' : 'planned';
  return { ...told, held, status: held ? (closed !== null && closed! <= asOf ? 'held' : 'open') : told.cancelled && told.cancelled.at <= asOf ? 'cancelled' : before };
});
/** What was opened by mistake, as long as nobody has noticed. */
const underWay = (mistaken: Plan & Pick<Mistaken, 'opened'>): Holding => ({ ...mistaken, openedAt: mistaken.opened.at, closedAt: '9999', invited: mistaken.opened.invited, signings: [], withdrawals: [] });
const upTo = (held: Holding, asOf: string): Holding =>
  ({ ...held, signings: held.signings.filter(({ at }) => at <= asOf), withdrawals: held.withdrawals.filter(({ at }) => at <= asOf) });
const isOpen = ({ reopened, closedAt: first }: Holding, asOf: string): boolean => { const at = reopened && reopened.at <= asOf ? reopened.closedAt : first; return at === null || at > asOf; };
const invitedTo = ({ held }: Told) => held?.invited.length ?? 0;
const signedAt = ({ held }: Told) => (held ? held.signings.length - held.withdrawals.length : 0);
const nameOf = (town: Town, unitId: string) => town.city.units.find((unit) => unit.unitId === unitId)!.name;
const inOrder = <T extends { sessionId: string }>(items: readonly T[]) => items.toSorted((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
const lineOf = (town: Town, told: Told) => {
  const { sessionId, unitId, title, day, start, minutes, place, week, status } = told;
  return { sessionId, unitId, unitName: nameOf(town, unitId), form, title, day, start, minutes, place, week, status, invited: invitedTo(told), signed: signedAt(told) };
};
const picked = (shown: Answered, like: object) => Object.fromEntries(Object.keys(like).map((name) => [name, shown[name]]));

export const sessionsOfBoards: Check = ({ town, after }) => sessionsListed(town, sessions(town, after.replanned));
const sessionsListed = async (town: Town, all: readonly Told[], asOf?: string): Promise<void> => {
  for (const { unitId } of town.city.units) {
    const within = (other: string) => town.city.units.find((unit) => unit.unitId === other)!.parentId;
    const expected = inOrder(all).filter((told) => [told.unitId, within(told.unitId), 'agency'].includes(unitId)).map((told) => lineOf(town, told));
    const { items, total } = await town.ask(`/api/boards/unit/${unitId}/sessions?from=${year.from}&to=${year.to}&limit=200`, asOf);
    agree(`how many sessions ${unitId} has`, total, expected.length);
    const shown = inOrder<Answered>(items);
    for (const [at, line] of expected.entries()) agree(`${line.sessionId} on the board of ${unitId} as of ${asOf}`, picked(shown[at], line), line);
  }
};

/** While sessions are under way. */
export const sessionsUnderWay: Check = async ({ town }) => {
  const [friday, asOf] = [town.weeks[3]!.held[0]!.day, instantIn(town.weeks[3]!.held[0]!.day, '15:00')];
  const { items } = await town.ask(`/api/boards/unit/agency/sessions?from=${friday}&to=${friday}&limit=200`, asOf);
  const expected = sessionsAt(town, asOf).filter(({ day, status }) => day === friday && status === 'open').map(({ sessionId }) => [sessionId, 'open']);
  agree(`what is open as of ${asOf}`, items.map(({ sessionId, status }: Answered) => [sessionId, status]).filter(([, status]: string[]) => status !== 'cancelled').sort(), expected.sort());
  await boardsAgree(town, { from: year.from, to: year.to, asOf });
};

/** The figures of some sessions, opened. */
export const sessionsExplained: Check = ({ town, after }) => sessionsOpened(town, sessions(town, after.replanned));
const sessionsOpened = async (town: Town, all: readonly Told[], asOf?: string): Promise<void> => {
  const held = all.filter((told) => told.held);
  const mistaken = all.filter((told) => told.opened && told.status === 'cancelled' && !told.held);
  for (const told of [...held.filter((each) => each.held!.withdrawals.length > 0), ...held.slice(0, 4), ...(asOf === undefined ? mistaken : [])]) {
    for (const [name, value] of [['signed', signedAt(told)], ['invited', invitedTo(told)]] as const) {
      const figure = await town.ask(`/api/figures/${encodeURIComponent(`${name}/session:${told.sessionId}/${told.day}..${told.day}`)}?limit=200`, asOf);
      const deltas: number[] = figure.events.items.map(({ delta }: Answered) => delta);
      agree(`${name} of ${told.sessionId} as of ${asOf}`, [figure.value, deltas.reduce((a, b) => a + b, 0), figure.events.total], [value, value, deltas.length]);
    }
    const board = await town.ask(`/api/boards/session/${told.sessionId}`, asOf);
    agree(`the units of ${told.sessionId}`, board.units.map(({ unitId }: Answered) => unitId), [told.unitId]);
  }
};

/** Who is behind a unit's figures, and each person's own record. */
export const personsOfBoards: Check = ({ town }) => personsListed(town);
const personsListed = async (town: Town, asOf?: string): Promise<void> => {
  for (const range of [year, weeks]) for (const { unitId } of town.city.units) {
    const expected = [...town.tally.persons(unitId, range.from, range.to, asOf ?? now)].filter(([, { invited }]) => invited > 0);
    const { items } = await town.ask(`/api/boards/unit/${unitId}/persons?from=${range.from}&to=${range.to}&limit=200`, asOf);
    const shown = items.map(({ memberId, figures: { invited, signed } }: Answered) => [memberId, { invited: invited.value, signed: signed.value }]);
    agree(`the people of ${unitId} in ${range.from}..${range.to} as of ${asOf}`, shown.sort(), expected.sort());
  }
};
export const everyRecord: Check = ({ town }) => recordsTold(town);
const recordsTold = async (town: Town, asOf?: string): Promise<void> => {
  const mistaken = mistakenOf(town).filter(({ cancelledAt }) => cancelledAt > (asOf ?? now)).map(underWay);
  const held = [...town.weeks.flatMap((week) => week.held), ...mistaken].filter(({ openedAt }) => openedAt <= (asOf ?? now)).map((each) => upTo(each, asOf ?? now));
  for (const { memberId } of town.city.people.filter((person) => person.memberId !== forgotten.memberId)) {
    const board = await asking(town.office, `/api/boards/member/${memberId}?from=${year.from}&to=${year.to}`, asOf);
    const mine = held.filter(({ invited }) => invited.includes(memberId)).map((session) => {
      const { sessionId, title, day, unitId, signings, withdrawals } = session;
      const withdrawn = withdrawals.find((each) => each.memberId === memberId)?.reason ?? null;
      const signed = withdrawn === null && signings.some((each) => each.memberId === memberId);
      return { sessionId, title, day, unitId, invited: 1, signed, withdrawn, open: isOpen(session, asOf ?? now), signUntil: addDays(day, 7) };
    });
    agree(`the sessions of ${memberId} as of ${asOf}`, inOrder<Answered>(board.weeks.flatMap(({ sessions: each }: Answered) => each)), inOrder(mine));
    for (const { week, invited, signed } of board.weeks) {
      const own = mine.filter(({ day }) => weekOf(day) === week);
      agree(`${week} of ${memberId} as of ${asOf}`, [invited, signed], [own.length, own.filter((each) => each.signed).length]);
    }
  }
};

export const missedWeeks: Check = ({ town }) => missedListed(town);
const missedListed = async (town: Town, asOf?: string): Promise<void> => {
  const { items } = await town.ask(`/api/boards/unit/agency/missed?from=${year.from}&to=${year.to}&limit=200`, asOf);
  const expected = town.weeks.filter(({ monday }) => instantIn(addDays(monday, 7), '00:00') <= (asOf ?? now)).flatMap(({ week, monday, peopled }) => [...peopled].flatMap((unitId) => {
    const { missed, mended } = town.tally.expect(unitId, monday, monday, asOf ?? now, true);
    return missed > 0 ? [[unitId, week, mended > 0 ? 'mended' : 'missed', 'weekly-collective', 'weekly', 1, '每周集中学习不少于一次']] : [];
  }));
  agree(`the missed weeks as of ${asOf}`, items.map(({ unitId, week, state, form, policy }: Answered) => [unitId, week, state, form, policy?.policyId, policy?.version, policy?.title]).sort(), expected.sort());
};

/** Sessions, people, records and missed weeks as they were at an instant of the past. */
export const listsAgree = async (town: Town, asOf: string): Promise<void> => {
  const all = sessionsAt(town, asOf);
  await sessionsListed(town, all, asOf);
  await sessionsOpened(town, all, asOf);
  await personsListed(town, asOf);
  await recordsTold(town, asOf);
  await missedListed(town, asOf);
};

/** The rule behind the rhythm of each week: the one that it was judged by, or that will judge it; of equals the nearest, while it holds. */
export const rulesBehindWeeks: Check = async ({ town, after }) => {
  for (const { unitId } of town.city.units.filter(({ type }) => type !== 'station')) for (const { monday, peopled, held } of town.weeks) {
    const { policy } = await town.ask(`/api/figures/${encodeURIComponent(`held/own:${unitId}/${monday}..${addDays(monday, 6)}`)}`);
    agree(`the rule for ${unitId} in the week of ${monday}, with ${held.length} sessions`, policy?.version ?? null, peopled.has(unitId) ? 1 : null);
  }
  for (const [monday, rule] of [['2026-06-08', [after.trial, 1]], ['2026-07-27', ['weekly', 2]]] as const) {
    const { policy } = await town.ask(`/api/figures/${encodeURIComponent(`held/own:d01/${monday}..${addDays(monday, 6)}`)}`);
    agree(`the rule for d01 in the week of ${monday}`, [policy?.policyId, policy?.version], rule);
  }
};

export const everySession: Check = async ({ town, after }) => {
  const { items } = await town.ask('/api/study-sessions?limit=200');
  const shown = inOrder<Answered>(items);
  for (const [at, told] of inOrder(sessions(town, after.replanned)).entries()) agree(`${told.sessionId} in the list`, picked(shown[at], lineOf(town, told)), lineOf(town, told));
  for (const status of ['held', 'open', 'cancelled', 'published']) {
    agree(`how many are ${status}`, (await town.ask(`/api/study-sessions?status=${status}&limit=1`)).total, sessions(town, after.replanned).filter((told) => told.status === status).length);
  }
  const topic = replanned.title.slice(1, -1);
  agree('what is found by its topic', (await town.ask(`/api/study-sessions?q=${encodeURIComponent(topic)}&limit=200`)).items.map(({ sessionId }: Answered) => sessionId), [after.replanned]);
  const some = new Map(sessions(town, after.replanned).map((told) => [`${told.status} ${told.held?.reopened !== undefined} ${told.opened !== undefined}`, told]));
  for (const told of some.values()) {
    const { publishedAt, openedAt, closedAt: closed, cancelReason, reopenedAt, reopenReason } = await town.ask(`/api/study-sessions/${told.sessionId}`);
    const published = shanghaiDay(told.plannedAt);
    agree(`the times of ${told.sessionId}`, [publishedAt, openedAt, closed, cancelReason], [instantIn(published, '18:00'), told.held?.openedAt ?? told.opened?.at ?? null, told.held ? closedAt(told.held) : null, told.cancelled?.reason ?? null]);
    agree(`why ${told.sessionId} was reopened`, [reopenedAt, reopenReason], [told.held?.reopened?.at ?? null, told.held?.reopened?.reason ?? null]);
  }
};

export const whoWasThere: Check = async ({ town }) => {
  const held = town.weeks.flatMap((week) => week.held);
  const telling = held.filter(({ withdrawals, signings }) => withdrawals.length > 0 || signings.some(({ reason }) => reason !== undefined));
  for (const session of [...telling.slice(0, 10), ...held.slice(0, 5)]) {
    const { items } = await town.ask(`/api/study-sessions/${session.sessionId}/attendances?limit=200`);
    const expected = session.invited.toSorted().map((memberId) => {
      const signing = session.signings.find((each) => each.memberId === memberId), withdrawal = session.withdrawals.find((each) => each.memberId === memberId);
      const [reason, at] = [withdrawal?.reason ?? signing?.reason, withdrawal?.at ?? signing?.at];
      return {
        memberId, unitId: session.unitId, state: withdrawal ? 'withdrawn' : signing ? 'signed' : 'missing',
        method: signing ? (signing.reason === undefined ? 'qr' : 'by-administrator') : undefined, reason, recordedAt: at,
        deviceAt: signing && signing.reason === undefined ? signing.at : undefined, device: signing?.device || undefined,
      };
    });
    agree(`who was at ${session.sessionId}`, items.map((item: Answered, at: number) => picked(item, expected[at]!)), expected);
    agree(`how many are missing at ${session.sessionId}`, (await town.ask(`/api/study-sessions/${session.sessionId}/attendances?state=missing`)).total, expected.filter(({ state }) => state !== 'signed').length);
  }
  for (const { sessionId } of mistakenOf(town)) agree(`who was at ${sessionId}, which was opened by mistake`, (await town.ask(`/api/study-sessions/${sessionId}/attendances`)).total, 0);
  const member = held[0]!.invited[0]!;
  const { items } = await asking(await town.logIn(member), `/api/me/sessions?from=${year.from}&to=${today}&limit=200`);
  agree(`what ${member} was invited to`, items.filter(({ mine }: Answered) => mine !== 'none').map(({ sessionId }: Answered) => sessionId).sort(), held.filter(({ invited }) => invited.includes(member)).map(({ sessionId }) => sessionId).sort());
};

export const everyLearningFile: Check = async ({ town, log }) => {
  const held = town.weeks.flatMap((week) => week.held);
  const struckOnce = new Set(held.flatMap(({ withdrawals }) => withdrawals.map(({ memberId }) => memberId)));
  for (const { memberId } of town.city.people.filter((person, nth) => (nth % 4 === 0 || struckOnce.has(person.memberId)) && person.memberId !== forgotten.memberId)) {
    const { items, figures } = await town.ask(`/api/learning-files/${memberId}?limit=200`);
    const entries = held.flatMap(({ sessionId, title, day, minutes, signings, withdrawals }) => signings.filter((each) => each.memberId === memberId).map(({ reason, at }) => {
      const struck = withdrawals.find((each) => each.memberId === memberId);
      return { sessionId, title, day, week: weekOf(day), minutes, method: reason === undefined ? 'qr' : 'by-administrator', ...(struck ? { struck: { reason: struck.reason } } : {}), at };
    }));
    const shown = inOrder<Answered>(items).map(({ sessionId, title, day, week, minutes, method, struck, source }: Answered) => ({ sessionId, title, day, week, minutes, method, ...(struck ? { struck } : {}), at: source.recordedAt }));
    agree(`the file of ${memberId}`, shown, inOrder(entries));
    const counting = entries.filter(({ struck }) => !struck);
    agree(`what the file of ${memberId} adds up to`, figures, { count: counting.length, minutes: counting.reduce((sum, { minutes }) => sum + minutes, 0) });
    const written = log.filter(({ stream, type }) => stream === `learning-file-${memberId}` && type === 'AttendanceFiled').map(({ revision, recordedAt }) => [revision, recordedAt]);
    agree(`the revisions of the file of ${memberId}`, items.map(({ revision, recordedAt }: Answered) => [revision, recordedAt]).sort((a: [number], b: [number]) => a[0] - b[0]), written);
    const within = entries.filter(({ day }) => day >= weeks.from && day <= weeks.to).length;
    agree(`the file of ${memberId} in some weeks`, (await town.ask(`/api/learning-files/${memberId}?from=${weeks.from}&to=${weeks.to}&limit=1`)).total, within);
  }
};

/** What a week's judgement asks: which sessions were held for it. */
export const heldForEachWeek: Check = async ({ town, reads, after }) => {
  const all = await reads.find(sessionOutlines, { limit: 1000 });
  agree('what is known of each session', inOrder(all.rows.map(({ row: { sessionId, unitId, title, day, week } }) => ({ sessionId, unitId, title, day, week }))),
    inOrder(sessions(town, after.replanned).map(({ sessionId, unitId, title, day, week }) => ({ sessionId, unitId, title, day, week }))));
  for (const { week, held } of town.weeks) {
    const { rows } = await reads.find(sessionOutlines, { where: { week, held: true }, limit: 1000 });
    agree(`what was held for ${week}`, rows.map(({ row: { sessionId, unitId, day } }) => [sessionId, unitId, day]).sort(), held.filter((each) => closedAt(each) !== null).map(({ sessionId, unitId, day }) => [sessionId, unitId, day]).sort());
  }
};

export const everyPolicy: Check = async ({ town, after }) => {
  const { items } = await town.ask('/api/policies');
  const shown = items.map(({ policyId, unitId, until, title, basis, versions }: Answered) => [policyId, unitId, until, title, basis, versions.map(({ policyVersion, effectiveFrom, rule }: Answered) => [policyVersion, effectiveFrom, rule.atLeast])]);
  agree('the policies', shown.sort(), [
    [after.trial, tried.unitId, tried.until, tried.title, tried.basis, [[1, tried.effectiveFrom, 1]]],
    [revised.policyId, revised.unitId, null, revised.title, revised.basis, [[1, town.weeks[0]!.monday, 1], [2, revised.effectiveFrom, 1]]],
  ]);
};
