import { weekOf } from '@lyceum/core/calendar';
import type { PersonName } from '@lyceum/contracts/person-name';
import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import { shownName } from '@lyceum/directory/shown-name';
import type { Tree } from '@lyceum/directory/tree';
import { pageAmong, type Filter, type ReadStore } from '@lyceum/read-store/read-store';
import { policyVersion, type PolicyVersion } from '../cadence/policy-version.projection.ts';
import { missOf, unitWeek } from '../cadence/unit-week.projection.ts';
import type { Explanation, Shown } from '../figures/answers.ts';
import { policyShown } from '../figures/explanation.query.ts';
import { valueOf, type Days, type Values } from '../figures/figure.ts';
import { keyText, type FigureKey } from '../figures/key.ts';
import type { Measures } from '../figures/measures.query.ts';
import { sightsOf, type Reader } from '../figures/sight.query.ts';
import { show, type Language } from '../figures/shown.ts';
import type { MissedLine, PersonLine, SessionLine } from './answers.ts';
import { daysOf } from './grid.query.ts';
import { ownersOf } from './owners.query.ts';
import { sessionPlan, type SessionPlan } from '../session/session-plan.projection.ts';
import { unfinishedOf } from './unfinished.query.ts';

export type ListQuestion = Days & { readonly asOf?: Position | undefined; readonly tree: Tree; readonly language: Language; readonly reader: Reader; readonly limit: number; readonly cursor?: string | undefined };
type List<T> = { items: T[]; next: string | null; total: number };

type MissedQuestion = ListQuestion & { readonly today: string; readonly lateSigningDays: number; readonly state?: MissedLine['state'] | undefined };

const counted = ['invited', 'signed', 'attendance'];
const paged = ({ limit, cursor, asOf }: ListQuestion) => ({ limit, ...(cursor === undefined ? {} : { cursor }), ...(asOf === undefined ? {} : { asOf }) });

/** The lists behind a unit's board: its sessions, its people, its missed weeks. */
export class BoardLists {
  constructor(private readonly reads: ReadStore, private readonly measures: Measures, private readonly directory: Directory) {}

  /** Sessions of the unit's subtree in the days, the newest first. */
  async sessions(unitId: string, question: ListQuestion): Promise<List<SessionLine>> {
    const { from, to, asOf, tree } = question;
    const where = { unitId: tree.subtree(unitId).map((unit) => unit.unitId), day: { from, to } };
    const { rows, next } = await this.reads.find(sessionPlan, { where, sort: { by: 'day', descending: true }, ...paged(question) });
    const total = await this.reads.count(sessionPlan, where, asOf);
    return { items: await this.sessionLines(rows.map(({ row }) => row), question), next, total };
  }
  async sessionLines(plans: readonly SessionPlan[], { asOf, tree, language, reader }: Omit<ListQuestion, 'from' | 'to' | 'limit'>): Promise<SessionLine[]> {
    if (plans.length === 0) return [];
    const bySession = await this.measures.by(counted, { place: 'session', ids: plans.map(({ sessionId }) => sessionId), from: '0001-01-01', to: '9999-12-31', asOf }, 'sessionId');
    return plans.map(({ sessionId, unitId, form, title, day, start, minutes, place, week, status, hadSigned }) => {
      const figures = this.figures((figure) => ({ figure, scope: 'session', id: sessionId, from: day, to: day }), bySession.get(sessionId) ?? {}, language, reader);
      const unitName = tree.unit(unitId)?.name ?? '';
      return {
        sessionId, unitId, unitName, form, title, day, start, minutes, place, week, status, invited: figures['invited']!.value, signed: figures['signed']!.value,
        hadSigned: reader.persons || hadSigned === 0 ? hadSigned : null, figures,
      };
    });
  }

  /** People who have facts in the unit's subtree in the days: by name, never by how they did. For readers with a right to persons. */
  async persons(unitId: string, question: ListQuestion): Promise<List<PersonLine>> {
    const { from, to, asOf, tree, language, limit, cursor } = question;
    const ids = tree.subtree(unitId).map((unit) => unit.unitId);
    const memberIds = [...(await this.measures.persons({ place: 'unit', ids, from, to, asOf })).invited];
    const names = await this.directory.names(memberIds);
    const ordered = memberIds.map((memberId) => ({ memberId, ...shownName(names.get(memberId)) })).sort(byName);
    const { items: page, next, total } = pageAmong(ordered, ({ memberId }) => memberId, { limit, cursor }); // of nobody else: where they would stand in it tells their name
    const byMember = page.length === 0 ? new Map<string | null, Values>()
      : await this.measures.by(counted, { place: 'member', ids: page.map(({ memberId }) => memberId), within: ids, from, to, asOf }, 'memberId');
    const units = ids.length === 1 ? [] : await Promise.all(page.map(async ({ memberId }) => {
      const byUnit = await this.measures.by(['invited', 'signed'], { place: 'member', ids: [memberId], within: ids, from, to, asOf }, 'unitId');
      return [...byUnit].flatMap(([id, { invited = 0, signed = 0 }]) => (invited > 0 || signed > 0 ? [{ unitId: String(id), name: tree.unit(String(id))?.name ?? '' }] : []));
    }));
    return {
      items: page.map((person, at) => ({ ...person, units: units[at] ?? [], figures: this.figures((figure) => ({ figure, scope: 'member', id: person.memberId, within: unitId, from, to }), byMember.get(person.memberId) ?? {}, language, question.reader) })),
      next, total,
    };
  }

  /** Weeks judged as missed, all of them or those in one state: the newest first. */
  async missed(unitId: string, question: MissedQuestion): Promise<List<MissedLine>> {
    const { from, to, asOf, tree, today, lateSigningDays, state, reader } = question;
    const inState: Filter = state === undefined ? {} : { owed: state === 'missed' ? { from: 1 } : 0 };
    const where = { unitId: tree.subtree(unitId).map((unit) => unit.unitId), missed: { from: 1 }, week: { from: weekOf(from), to: weekOf(to) }, ...inState };
    const { rows, next } = await this.reads.find(unitWeek, { where, sort: { by: 'week', descending: true }, ...paged(question) });
    // The weeks are those of units that lay under this one then; what is planned now, and who answers now, is not for their unit of then.
    const ofNow = (id: string) => reader.units.has(id);
    const policies = new Map<string, Explanation['policy']>();
    const owners = reader.persons ? await ownersOf(rows.map(({ row }) => row.unitId).filter(ofNow), unitId, { reads: this.reads, directory: this.directory, tree, day: today, asOf }) : undefined;
    const misses = rows.map(({ row }) => ({ row, miss: missOf(row)! })); // every row here has one
    const waiting = misses.filter(({ row }) => row.owed > 0 && ofNow(row.unitId)).map(({ row, miss }) => ({ unitId: row.unitId, week: row.week, form: miss.form }));
    const unfinished = await unfinishedOf(this.reads, waiting, { today, lateSigningDays, asOf });
    const items: MissedLine[] = [];
    for (const { row, miss } of misses) {
      const version = `${miss.policyId}/${miss.policyVersion}`;
      if (!policies.has(version)) policies.set(version, policyShown(await this.reads.get<PolicyVersion>(policyVersion, version)));
      const days = daysOf(row.week, { from: '0001-01-01', to: '9999-12-31' });
      items.push({
        unitId: row.unitId, unitName: tree.unit(row.unitId)?.name ?? '', week: row.week, state: row.owed > 0 ? 'missed' : 'mended',
        key: keyText({ figure: 'missed', scope: 'own', id: row.unitId, ...days }), form: miss.form, policy: policies.get(version) ?? null,
        unfinished: unfinished({ unitId: row.unitId, week: row.week, form: miss.form }), owners: owners?.get(row.unitId) ?? null,
      });
    }
    return { items, next, total: await this.reads.count(unitWeek, where, asOf) };
  }

  private figures(key: (figure: string) => FigureKey, values: Values, language: Language, { persons }: Reader): Record<string, Shown> {
    return Object.fromEntries(counted.map((figure) => {
      const of = key(figure);
      return [figure, show(of, valueOf(figure, values), language, sightsOf(figure, [values], persons || of.scope === 'member')[0])];
    }));
  }
}

type Named = PersonName & { readonly memberId: string };
const byName = (a: Named, b: Named) =>
  (a.name === null ? 1 : 0) - (b.name === null ? 1 : 0) || (a.name ?? '').localeCompare(b.name ?? '', 'zh') || (a.memberId < b.memberId ? -1 : 1);
