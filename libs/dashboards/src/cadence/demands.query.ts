import { mondayOf, weekOf } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import { demandsFor, type Demand } from '@lyceum/contracts/assessment/in-force';
import type { Directory } from '@lyceum/directory/directory';
import type { Tree } from '@lyceum/directory/tree';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { sessionPlan } from '../session/session-plan.projection.ts';
import { cadenceRule, type CadenceRule } from './cadence-rule.projection.ts';

type Question = { readonly from: string; readonly to: string; readonly asOf?: Position | undefined; readonly today: string; readonly tree: Tree };
type Parts = { readonly running: string; readonly tree: Tree; readonly rules: ReadonlyMap<string, readonly CadenceRule[]>; readonly held: ReadonlyMap<string, number>; readonly now: ReadonlyMap<string, number>; readonly monday: ReadonlyMap<string, number> };

/**
 * What policies ask of units in the running week and in later ones. It foretells what the week's end will judge: by the same rules, and only
 * units that had people on the Monday. Policies are few, and what was held is counted in one query, however many units there are.
 */
export class Demands {
  private constructor(private readonly parts: Parts) {}

  static async read(reads: ReadStore, directory: Directory, unitIds: readonly string[], { from, to, asOf, today, tree }: Question): Promise<Demands> {
    const running = weekOf(today), last = weekOf(to), first = weekOf(from);
    const when = asOf === undefined ? {} : { asOf };
    const places = new Set(unitIds.flatMap((unitId) => [unitId, ...tree.ancestors(unitId).map((unit) => unit.unitId)]));
    const rules = running > last ? [] : await allRows(reads, cadenceRule, { where: { unitId: [...places] }, ...when });
    if (rules.length === 0) return new Demands({ running, tree, rules: new Map(), held: new Map(), now: new Map(), monday: new Map() });
    const week = { from: running > first ? running : first, to: last };
    const [held, now, monday] = await Promise.all([
      reads.total(sessionPlan, { columns: [], by: 'unitWeekForm', where: { unitId: unitIds, status: 'held', week }, ...when }),
      directory.headcounts({ day: today, ...when }), directory.headcounts({ day: mondayOf(today), ...when }),
    ]);
    return new Demands({ running, tree, rules: Map.groupBy(rules, ({ unitId }) => unitId), held: new Map(held.map(({ group, count }) => [String(group), count])), now, monday });
  }

  /** What binds a unit in a week that is not over; nothing in one that is. */
  on(unitId: string, week: string): readonly Demand[] {
    const { running, tree, rules, now, monday } = this.parts;
    if (rules.size === 0 || week < running || !(week === running ? monday : now).get(unitId)) return [];
    const path = [unitId, ...tree.ancestors(unitId).map((unit) => unit.unitId)];
    return demandsFor(path.flatMap((each) => rules.get(each) ?? []), week, path);
  }
  /** Less has been held in the week so far than some policy asks for. */
  unmet(unitId: string, week: string): boolean {
    return this.on(unitId, week).some(({ form, atLeast }) => (this.parts.held.get(`${unitId}/${week}/${form}`) ?? 0) < atLeast);
  }
}

