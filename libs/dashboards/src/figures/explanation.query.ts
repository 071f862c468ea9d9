import { shanghaiDay, weekOf } from '@lyceum/core/calendar';
import type { Position, Recorded } from '@lyceum/core/event';
import type { Demand } from '@lyceum/contracts/assessment/in-force';
import { sentenceOf } from '@lyceum/contracts/sentences';
import { read } from '@lyceum/contracts/vocabulary';
import type { Directory } from '@lyceum/directory/directory';
import { namesOf } from '@lyceum/directory/naming';
import type { Sight } from '@lyceum/directory/privacy';
import type { Tree } from '@lyceum/directory/tree';
import type { EventStore, Stored } from '@lyceum/event-store/event-store';
import { BadCursor, type Filter, type ReadStore } from '@lyceum/read-store/read-store';
import { memberYear } from '../attendance/member-year.projection.ts';
import { Demands } from '../cadence/demands.query.ts';
import { policyVersion, type PolicyVersion } from '../cadence/policy-version.projection.ts';
import { missOf, unitWeek, type UnitWeek } from '../cadence/unit-week.projection.ts';
import type { Explanation, FigureEvent, TermShown } from './answers.ts';
import { added, countsPeople, definition, figures, formulaOf, leavesOf, valueOf, withWholes, type Days, type Sum, type Values } from './figure.ts';
import { deltasOf, tellOfFew, type Delta } from './deltas.ts';
import { placeOf, type FigureKey } from './key.ts';
import { filterOf, type Extent, type Measures } from './measures.query.ts';
import { itselfIn, show, type Language } from './shown.ts';
import { isVeiled, partsOf, sightOfUnit, sightsOf, sightsOfParts, type Reader, type UnitSight } from './sight.query.ts';
import { titlesOf } from './titles.query.ts';

/** `at`: rows are shown as of it, so that the pages of one list fit together. */
export type Question = { readonly at: Position; readonly now: boolean; readonly today: string; readonly tree: Tree; /** That of the figure's own last day, where the key says another. */ readonly ownTree?: Tree; readonly reader: Reader; readonly language: Language; readonly limit: number; readonly cursor?: string | undefined };

/** Why a figure is what it is: its formula, its terms, which are figures again, and at the leaves the events. */
export class Explanations {
  constructor(private readonly reads: ReadStore, private readonly measures: Measures, private readonly events: EventStore, private readonly directory: Directory) {}

  async of(key: FigureKey, question: Question): Promise<Explanation> {
    const { language } = question;
    const figure = figures[key.figure]!;
    const overUnits = figure.kind === 'sum' && key.scope === 'unit' && question.tree.children(key.id).length > 0;
    const extent = this.extent(key, question, figure.kind !== 'ratio' && !overUnits);
    const parts = overUnits ? await partsOf(this.measures, question.tree, key.id, withWholes([key.figure]), extent) : undefined;
    const values = parts ? added(...parts.parts) : await this.measures.of(withWholes([key.figure]), extent);
    const whole = await this.sight(key, question, values);
    const sight = veiled(key, question) ? 'hidden' : whole.of(key.figure);
    const listed = figure.kind !== 'ratio' && !overUnits && sight === 'clear';
    if (!listed && question.cursor !== undefined) throw new BadCursor();
    const terms = figure.kind === 'ratio' ? await this.divided(key, [figure.of, figure.by], values, question, sight)
      : parts ? this.units(key, parts, whole, question) : [];
    return {
      ...show(key, valueOf(key.figure, values), language, sight),
      meaning: figure.meaning[language], formula: formulaOf(key.figure, overUnits, language), terms,
      events: listed ? await this.facts(key, { ...extent, asOf: question.at }, valueOf(key.figure, values)!, question) : null,
      definition, policy: await this.policy(key, extent, question), projection: this.projection(key),
    };
  }

  private extent({ scope, id, within, from, to }: FigureKey, { tree, at, now }: Question, pinned: boolean): Extent {
    const subtree = (unitId: string) => tree.subtree(unitId).map((unit) => unit.unitId);
    return { place: placeOf(scope), ids: scope === 'unit' ? subtree(id) : [id], ...(within !== undefined && { within: subtree(within) }), from, to, ...(now && !pinned ? {} : { asOf: at }) };
  }
  private async sight({ figure, scope, id, from, to }: FigureKey, { tree, reader, at }: Question, values: Values): Promise<UnitSight> {
    const always = (sight: Sight): UnitSight => ({ of: () => sight, coversAnother: () => false });
    if (scope === 'member') return always('clear'); // who may see a person's figures knows the person
    if (scope === 'session') return always(sightsOf(figure, [values], reader.persons)[0]!);
    return sightOfUnit(this.measures, tree, reader, [figure], { unitId: id, own: scope === 'own', from, to, asOf: at }, values);
  }
  private async divided(key: FigureKey, [of, by]: [string, string], values: Values, question: Question, sight: Sight): Promise<TermShown[]> {
    // Below a hidden share each term shows what its own key does: the one without the other tells nothing of either.
    const term = async (figure: string, sign: TermShown['sign']) => {
      const its = { ...key, figure };
      return { ...show(its, valueOf(figure, values), question.language, sight === 'clear' || veiled(its, question) ? sight : (await this.sight(its, question, values)).of(figure)), sign };
    };
    return [await term(of, ''), await term(by, '÷')];
  }
  private units(key: FigureKey, { unitIds, parts }: { unitIds: readonly string[]; parts: readonly Values[] }, whole: UnitSight, question: Question): TermShown[] {
    const { tree, reader, language } = question;
    const sights = isVeiled(key.figure, null, question) ? parts.map((): Sight => 'hidden') : sightsOfParts(key.figure, parts, reader, whole);
    return unitIds.map((id, index) => ({
      ...show({ ...key, scope: index === 0 ? 'own' : 'unit', id }, valueOf(key.figure, parts[index]!), language, sights[index]),
      label: `${tree.unit(id)?.name ?? ''}${index === 0 ? itselfIn[language] : ''}`, sign: index === 0 ? '' : '+',
    }));
  }

  private async facts(key: FigureKey, extent: Extent & { asOf: Position }, value: number, question: Question): Promise<Explanation['events']> {
    const blind = !question.reader.persons && key.scope !== 'member' && countsPeople(key.figure);
    // Of persons it is one line each, in an order that follows persons; and what adds up to a large number, or to none, may be small ones.
    if (blind && (figures[key.figure]!.kind === 'persons' || await tellOfFew(this.reads, this.measures, key.figure, value, extent))) return null;
    const { items, next, total } = await deltasOf(this.reads, this.measures, key.figure, extent, question);
    const stored = await this.events.readAt([...new Set(items.map(({ position }) => position))].sort());
    return { items: await this.told(key, items, new Map(stored.map((event) => [event.position, event])), question), next, total };
  }
  private async told(key: FigureKey, items: readonly Delta[], byPosition: ReadonlyMap<Position, Stored>, { tree, reader, language }: Question): Promise<FigureEvent[]> {
    const events = new Map([...byPosition].map(([position, stored]) => [position, { ...stored, data: read(stored.type, stored.version, stored.data)?.data ?? stored.data } as Recorded]));
    const persons = reader.persons || key.scope === 'member';
    const counted = items.flatMap(({ memberId }) => memberId ?? []);
    const names = await namesOf(this.directory, [...events.values()], { language, tree, persons, titles: await titlesOf(this.reads, [...events.values()]), counted });
    return items.map(({ position, delta, memberId }) => {
      const event = events.get(position);
      if (!event) throw new Error(`the log has no event at ${position}, from which a row was made: rebuild the rows`);
      const { id: eventId, type, occurredAt, recordedAt, actor, stream, revision } = event;
      const sentence = sentenceOf(event, memberId === undefined ? names : { ...names, counted: memberId })?.[language] ?? type;
      const anonymous = !persons && countsPeople(key.figure);
      // Who invited whom, and at which instant, is nothing that the number rests on: the day is left.
      if (anonymous) return { eventId, position: '', type, delta, sentence, occurredAt: shanghaiDay(occurredAt), recordedAt: shanghaiDay(recordedAt), actor: { id: '', name: '—' }, stream: '', revision };
      return { eventId, position, type, delta, ...(memberId !== undefined && { memberId }), sentence, occurredAt, recordedAt, actor: { id: persons || !actor.startsWith('member:') ? actor : '', name: names.actor(actor) }, stream, revision };
    });
  }

  /**
   * The newest rule that the weeks of a rhythm were judged by: weeks that nobody has judged yet have none, however many of them are newer.
   * Behind misses it is the rule that was missed, not that of another form which was kept.
   * Where none was judged, and the last is not over: the rule that asks for something in it.
   */
  private async policy({ figure, from, to }: FigureKey, extent: Extent, { tree, today }: Question): Promise<Explanation['policy']> {
    const leaf = figures[figure]!;
    if (leaf.kind !== 'sum' || leaf.from.unit?.projection !== unitWeek) return null;
    const within = filterOf(leaf.from.unit, extent);
    const newest = async (where: Filter): Promise<UnitWeek | undefined> =>
      (await this.reads.find(unitWeek, { where: { ...within, ...where }, sort: { by: 'week', descending: true }, limit: 1, ...(extent.asOf === undefined ? {} : { asOf: extent.asOf }) })).rows[0]?.row;
    const ofMiss = figure === 'missed' || figure === 'mended' ? await newest({ [figure]: { from: 1 } }) : undefined;
    const miss = ofMiss && (figure === 'missed' ? missOf(ofMiss) : ofMiss.misses.find(({ mended }) => mended));
    const rule = miss ?? await newest({ policyId: { from: '' } }) ?? await this.asking(extent.ids, { from, to, asOf: extent.asOf, today, tree });
    return rule ? policyShown(await this.reads.get<PolicyVersion>(policyVersion, `${rule.policyId}/${rule.policyVersion}`)) : null;
  }
  private async asking(unitIds: readonly string[], asked: Days & { readonly asOf: Position | undefined; readonly today: string; readonly tree: Tree }): Promise<Demand | undefined> {
    const demands = await Demands.read(this.reads, this.directory, unitIds, asked);
    const week = weekOf(asked.to);
    const unitId = unitIds.find((one) => demands.unmet(one, week)) ?? unitIds.find((one) => demands.on(one, week).length > 0);
    return unitId === undefined ? undefined : demands.on(unitId, week)[0];
  }
  private projection({ figure, scope }: FigureKey): Explanation['projection'] {
    const leaf = figures[leavesOf(figure)[0]!]!;
    const { name, version } = leaf.kind === 'sum' ? (leaf as Sum).from[placeOf(scope)]!.projection : memberYear;
    return { name, version };
  }
}

const veiled = ({ figure, scope, id }: FigureKey, question: Question): boolean => placeOf(scope) === 'unit' && isVeiled(figure, scope === 'own' ? null : id, question);

export const policyShown = (found: { readonly row: PolicyVersion } | undefined): Explanation['policy'] =>
  found ? { policyId: found.row.policyId, version: found.row.version, title: found.row.title, basis: found.row.basis } : null;
