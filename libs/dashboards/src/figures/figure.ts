import { weekOf } from '@lyceum/core/calendar';
import type { Projection } from '@lyceum/core/projection';
import type { Term } from '@lyceum/contracts/terms';
import { memberDay } from '../attendance/member-day.projection.ts';
import { sessionUnit } from '../attendance/session-unit.projection.ts';
import { unitDay } from '../attendance/unit-day.projection.ts';
import { unitWeek } from '../cadence/unit-week.projection.ts';
import { sessionPlan } from '../session/session-plan.projection.ts';

/** What a figure counts: never a number without it. */
export type UnitOfCount = 'percent' | 'person-times' | 'persons' | 'sessions' | 'weeks';
/** Whose figure: of units (a subtree, or one alone), of a study session, of a person. */
export type Place = 'unit' | 'session' | 'member';
export type Days = { readonly from: string; readonly to: string };
/** Rows that a figure adds up at a place, and how they are limited to days. */
export type Source = { readonly projection: Projection; readonly by: string; readonly range: (days: Days) => Readonly<Record<string, { from: string; to: string }>> };
export type Sources = Readonly<Partial<Record<Place, Source>>>;

type Named = { readonly label: Term; readonly meaning: Term; readonly unitOfCount: UnitOfCount };
/** A column of rows, added up. `facts`: the column that counts the events which moved it, where events can be counted so. */
export type Sum = Named & { readonly kind: 'sum'; readonly column: string; readonly facts?: string; readonly from: Sources };
/** Distinct persons: they cannot be added up over units or days. */
export type Persons = Named & { readonly kind: 'persons'; readonly who: 'invited' | 'signed' };
/** One figure divided by another, in percent. */
export type Ratio = Named & { readonly kind: 'ratio'; readonly of: string; readonly by: string };
export type Figure = Sum | Persons | Ratio;

const days = ({ from, to }: Days) => ({ day: { from, to } });
/** A week belongs to a range that has any of its days. */
const weeks = ({ from, to }: Days) => ({ week: { from: weekOf(from), to: weekOf(to) } });

const attended: Sources = {
  unit: { projection: unitDay, by: 'unitId', range: days },
  session: { projection: sessionUnit, by: 'sessionId', range: days },
  member: { projection: memberDay, by: 'memberId', range: days },
};
const rhythm: Sources = { unit: { projection: unitWeek, by: 'unitId', range: weeks } };
const plan: Sources = { unit: { projection: sessionPlan, by: 'unitId', range: weeks } };

/** Which definition of the figures this is: raised when a formula counts something else, as ADR 11 says of attendance. */
export const definition = 1;

/**
 * Every figure, declared once. Boards, totals, change, explanation and the drawer's facts follow from the declaration:
 * a new figure over columns that rows have is one more entry here, and a line in each of the tallies that the specs count again by.
 */
export const figures: Readonly<Record<string, Figure>> = {
  attendance: {
    kind: 'ratio', of: 'signed', by: 'invited', unitOfCount: 'percent', label: { zh: '参学率', en: 'Attendance' },
    meaning: { zh: '签到人次占应到人次的百分比，按活动当天计；还在签到的活动已计入应到', en: 'signatures as a share of invitations, by the days of sessions; one that is still open counts as invited already' },
  },
  coverage: {
    kind: 'ratio', of: 'signed-persons', by: 'invited-persons', unitOfCount: 'percent', label: { zh: '覆盖率', en: 'Coverage' },
    meaning: { zh: '至少签到一次的人数占至少应到一次的人数的百分比；还在签到的活动已计入应到', en: 'people who signed at least once, as a share of those invited at least once; a session that is still open counts as invited already' },
  },
  signed: {
    kind: 'sum', column: 'signed', facts: 'signedFacts', from: attended, unitOfCount: 'person-times', label: { zh: '签到人次', en: 'Signatures' },
    meaning: { zh: '签到，减去撤销的签到', en: 'signatures, less those withdrawn' },
  },
  invited: {
    kind: 'sum', column: 'invited', facts: 'invitedFacts', from: attended, unitOfCount: 'person-times', label: { zh: '应到人次', en: 'Invitations' },
    meaning: { zh: '活动开始签到时在册的人次，从开始签到起就计入，减去撤回的邀请', en: 'people on the roster when their session opened, once for each session, from its opening on, less invitations withdrawn' },
  },
  'signed-persons': {
    kind: 'persons', who: 'signed', unitOfCount: 'persons', label: { zh: '参学人数', en: 'People who signed' },
    meaning: { zh: '至少签到一次的人，每人计一次', en: 'people who signed at least once, each counted once' },
  },
  'invited-persons': {
    kind: 'persons', who: 'invited', unitOfCount: 'persons', label: { zh: '应到人数', en: 'People invited' },
    meaning: { zh: '至少应到一次的人，每人计一次，从开始签到起就计入', en: 'people invited at least once, each counted once, from the opening of their session on' },
  },
  held: {
    kind: 'sum', column: 'held', facts: 'heldFacts', from: rhythm, unitOfCount: 'sessions', label: { zh: '已举行', en: 'Held' },
    meaning: { zh: '计入这些周的已举行学习活动，减去重新开启的', en: 'study sessions held for these weeks, less those reopened' },
  },
  late: {
    kind: 'sum', column: 'late', facts: 'lateFacts', from: rhythm, unitOfCount: 'sessions', label: { zh: '补学次数', en: 'Held late' },
    meaning: { zh: '为这些周而在其后举行的学习活动，减去重新开启的', en: 'study sessions held for these weeks on a day after them, less those reopened' },
  },
  missed: {
    kind: 'sum', column: 'missed', facts: 'missedFacts', from: rhythm, unitOfCount: 'weeks', label: { zh: '缺学周（含已补）', en: 'Missed (incl. mended)' },
    meaning: { zh: '按规则判定为缺学的周，补学后仍计', en: 'weeks judged as missed under a policy, mended or not' },
  },
  mended: {
    kind: 'sum', column: 'mended', facts: 'mendedFacts', from: rhythm, unitOfCount: 'weeks', label: { zh: '已补学', en: 'Mended' },
    meaning: { zh: '缺学后已补学的周', en: 'missed weeks made good for later' },
  },
  planned: {
    kind: 'sum', column: 'planned', from: plan, unitOfCount: 'sessions', label: { zh: '已计划', en: 'Planned' },
    meaning: { zh: '为这些周计划、未取消的学习活动', en: 'study sessions planned for these weeks and not cancelled' },
  },
};

/** The sums and counts that a figure rests on, by name; the figure itself where it is one. */
export const leavesOf = (name: string): readonly string[] => {
  const figure = figures[name]!;
  return figure.kind === 'ratio' ? [...leavesOf(figure.of), ...leavesOf(figure.by)] : [name];
};

/** What a leaf is a share of, where it is counted in the same way: the two together tell what is left of the whole. */
export const wholeOf = (leaf: string): string | undefined =>
  Object.values(figures).flatMap((figure) => (figure.kind === 'ratio' && figure.of === leaf && figures[figure.by]!.unitOfCount === figures[leaf]!.unitOfCount ? [figure.by] : []))[0];
/** Some figures, the wholes that what they rest on is a share of, and of distinct persons their person-times: what must be known to tell what may be seen of them. */
export const withWholes = (names: readonly string[]): readonly string[] => {
  const leaves = names.flatMap(leavesOf);
  const times = leaves.flatMap((leaf) => { const figure = figures[leaf]!; return figure.kind === 'persons' ? [figure.who] : []; });
  return [...new Set([...names, ...times, ...[...leaves, ...times].flatMap((leaf) => wholeOf(leaf) ?? [])])];
};

/** Values of leaves by name; one that is absent is 0. */
export type Values = Readonly<Record<string, number>>;

/** A figure's value; `null` where it has none: a share of nothing. */
export const valueOf = (name: string, values: Values): number | null => {
  const figure = figures[name]!;
  if (figure.kind !== 'ratio') return values[name] ?? 0;
  const [of, by] = [valueOf(figure.of, values), valueOf(figure.by, values)];
  return of === null || by === null || by === 0 ? null : (100 * of) / by;
};

export const added = (...parts: readonly Values[]): Values => {
  const sum: Record<string, number> = {};
  for (const values of parts) for (const [name, value] of Object.entries(values)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
};

/** Whether a figure can be asked for at a place: all its leaves have rows there. */
export const isKnownAt = (name: string, place: Place): boolean =>
  Object.hasOwn(figures, name) && leavesOf(name).every((leaf) => { const figure = figures[leaf]!; return figure.kind === 'persons' ? place === 'unit' : figure.kind === 'sum' && figure.from[place] !== undefined; });

/** Whether small values point at persons. */
export const countsPeople = (name: string): boolean => ['persons', 'person-times'].includes(figures[name]!.unitOfCount);

/** Whether it rests on distinct persons, who can't be added up over units or days. */
export const countsDistinct = (name: string): boolean => leavesOf(name).some((leaf) => figures[leaf]!.kind === 'persons');

/** The formula in words and in figures' names. `overUnits`: it is made up of several units' figures. */
export const formulaOf = (name: string, overUnits: boolean, language: keyof Term): { text: string; symbols: string } => {
  const figure = figures[name]!;
  if (figure.kind === 'ratio') return { text: `${figures[figure.of]!.label[language]} ÷ ${figures[figure.by]!.label[language]}`, symbols: `${figure.of} ÷ ${figure.by}` };
  if (overUnits) return { text: { zh: '本级与各下级单位之和', en: 'the unit itself and the units below it, added up' }[language], symbols: `Σ ${name}` };
  return { text: figure.meaning[language], symbols: figure.kind === 'sum' ? `Σ Δ${figure.column}` : `#{${figure.who} ≥ 1}` };
};
