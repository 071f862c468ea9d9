import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import type { Sight } from '@lyceum/directory/privacy';
import type { Tree } from '@lyceum/directory/tree';
import type { ReadStore } from '@lyceum/read-store/read-store';
import type { Shown } from '../figures/answers.ts';
import { added, countsDistinct, valueOf, type Days, type Values } from '../figures/figure.ts';
import { before, treeDayOf, uponTreeOf, type FigureKey } from '../figures/key.ts';
import type { Measures } from '../figures/measures.query.ts';
import { isVeiled, sightOfUnit, sightsOf, sightsOfParts, split, type Reader, type UnitSight } from '../figures/sight.query.ts';
import { itselfIn, show, withChange, type Language } from '../figures/shown.ts';
import { sessionPlan } from '../session/session-plan.projection.ts';
import type { Child, UnitBoard } from './answers.ts';
import { daysOf, Grid, weeksOf } from './grid.query.ts';

/** What a board shows at its top, under each child, and over time. */
const headline = ['attendance', 'coverage', 'held', 'missed'];
const perChild = ['attendance', 'held', 'missed', 'invited', 'signed'];
const overTime = ['attendance'];
/** What a figure of the headline counts although it is settled: told beside it, or it would pass for what waits. */
const among: Readonly<Record<string, string>> = { missed: 'mended' };
/** Of the headline: distinct persons are counted for all units at once, and without what they were before; the others are added up. */
const [addedUp, distinct] = [headline.filter((name) => !countsDistinct(name)), headline.filter(countsDistinct)];

export type BoardQuestion = Days & { readonly asOf?: Position | undefined; readonly today: string; readonly tree: Tree; readonly reader: Reader; readonly language: Language };

/** One unit with everything below it. However many units that are, each table of rows is read a fixed number of times. */
export class UnitBoards {
  constructor(private readonly reads: ReadStore, private readonly measures: Measures, private readonly directory: Directory) {}

  async of(unitId: string, question: BoardQuestion): Promise<UnitBoard> {
    const { from, to, asOf, tree } = question;
    const unit = tree.unit(unitId)!;
    const ids = tree.subtree(unitId).map((one) => one.unitId);
    const extent = { place: 'unit', ids, from, to, asOf } as const;
    const then = await this.before(unitId, question);
    const [byUnit, byWeek, persons, earlier, grid, openOn] = await Promise.all([
      this.measures.by([...addedUp, ...perChild, ...Object.values(among)], extent, 'unitId'), this.measures.by(overTime, extent, 'week'), this.measures.of(distinct, extent),
      then ? this.measures.of(addedUp, { ...extent, ...then, ids: then.tree.subtree(unitId).map((one) => one.unitId) }) : {}, Grid.read(this.reads, this.directory, ids, question),
      this.reads.total(sessionPlan, { columns: [], by: 'day', where: { unitId: ids, status: 'open' }, ...(asOf === undefined ? {} : { asOf }) }), // few are, of whatever day
    ]);
    const open = openOn.filter(({ group }) => String(group) >= from && String(group) <= to).reduce((sum, { count }) => sum + count, 0);
    const { unitIds, parts } = split(tree, unitId, byUnit);
    const values = { ...added(...parts), ...persons };
    const sight = await this.sight(unitId, [...headline, ...perChild], values, question);
    return {
      unit: { unitId, name: unit.name, type: unit.type }, path: this.path(unitId, question), from, to, open,
      figures: await this.figures(unitId, values, earlier, sight, question, then),
      children: this.children(unitIds, parts, grid, sight, question),
      weeks: [...weeksOf(question)], weekStates: grid.row([unitId], 'own', unitId), trend: await this.trend(unitId, byWeek, question),
    };
  }

  /** From the uppermost unit that the reader may see. */
  private path(unitId: string, { tree, reader }: BoardQuestion): UnitBoard['path'] {
    const within = [];
    for (const { unitId: id, name } of tree.ancestors(unitId)) { if (!reader.units.has(id)) break; within.unshift({ unitId: id, name }); }
    return [...within, { unitId, name: tree.unit(unitId)!.name }];
  }
  /** The period before, upon the tree of then, as its figures open; undefined of a unit that was not there: its figures are compared with nothing. */
  private async before(unitId: string, question: BoardQuestion): Promise<BoardQuestion | undefined> {
    const days = before(question);
    const tree = await this.directory.tree({ day: treeDayOf(days.to, question.today), ...(question.asOf === undefined ? {} : { asOf: question.asOf }) });
    return tree.unit(unitId) && { ...question, ...days, tree };
  }
  private sight(unitId: string, names: readonly string[], values: Values, { from, to, asOf, tree, reader }: BoardQuestion): Promise<UnitSight> {
    return sightOfUnit(this.measures, tree, reader, names, { unitId, own: false, from, to, asOf }, values);
  }
  private async figures(unitId: string, values: Values, earlier: Values, sight: UnitSight, { from, to, language }: BoardQuestion, then: BoardQuestion | undefined): Promise<Shown[]> {
    const sightThen = then && await this.sight(unitId, addedUp, earlier, then);
    const key = (figure: string, days: Days): FigureKey => ({ figure, scope: 'unit', id: unitId, ...days });
    const shown = (name: string) => show(key(name, { from, to }), valueOf(name, values), language, sight.of(name));
    const changing = (name: string) => (then && sightThen && !countsDistinct(name)
      ? withChange(shown(name), valueOf(name, earlier), key(name, { from: then.from, to: then.to }), sightThen.of(name), language) : shown(name));
    return headline.map((name) => ({ ...changing(name), ...(among[name] === undefined ? {} : { among: shown(among[name]) }) }));
  }
  /** The units right below, and before them the unit by itself where it has anything of its own: the rows add up to the head. */
  private children(unitIds: readonly string[], parts: readonly Values[], grid: Grid, sight: UnitSight, { from, to, tree, reader, language }: BoardQuestion): Child[] {
    const sights = new Map(perChild.map((name): [string, readonly Sight[]] => [name, sightsOfParts(name, parts, reader, sight)]));
    const row = (id: string, index: number): Child => {
      const { name, type } = tree.unit(id)!;
      const [scope, itself] = index === 0 ? ['own', { own: true }] as const : ['unit', {}] as const;
      const shown = (figure: string) => show({ figure, scope, id, from, to }, valueOf(figure, parts[index]!), language, sights.get(figure)![index]);
      return {
        unitId: id, name: index === 0 ? `${name}${itselfIn[language]}` : name, type, ...itself, figures: Object.fromEntries(perChild.map((figure) => [figure, shown(figure)])),
        weeks: grid.row(index === 0 ? [id] : tree.subtree(id).map((unit) => unit.unitId), scope, id),
      };
    };
    const [own, ...children] = unitIds.map(row);
    const hasOwn = Object.values(parts[0]!).some((value) => value !== 0) || own!.weeks.some(({ state }) => state !== 'none');
    return hasOwn && children.length > 0 ? [own!, ...children] : children;
  }
  private async trend(unitId: string, byWeek: ReadonlyMap<string | null, Values>, { from, to, asOf, today, tree, reader, language }: BoardQuestion): Promise<UnitBoard['trend']> {
    const weeks = weeksOf({ from, to });
    const parts = weeks.map((week) => byWeek.get(week) ?? {});
    const sights = sightsOf('attendance', parts, reader.persons);
    return Promise.all(weeks.map(async (week, index) => {
      const days = daysOf(week, { from, to });
      const ownTree = reader.persons ? tree : await this.directory.tree({ day: treeDayOf(days.to, today), ...(asOf === undefined ? {} : { asOf }) });
      const sight = isVeiled('attendance', unitId, { tree, ownTree, reader }) ? 'hidden' : sights[index];
      return { week, attendance: show({ figure: 'attendance', scope: 'unit', id: unitId, ...days, ...uponTreeOf({ from, to }, days, today) }, valueOf('attendance', parts[index]!), language, sight) };
    }));
  }
}
