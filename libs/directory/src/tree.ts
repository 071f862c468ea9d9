import type { UnitType } from '@lyceum/contracts/member/unit-tree';

/** A unit as it stood on one day. */
export type Unit = { readonly unitId: string; readonly name: string; readonly type: UnitType; readonly parentId: string | null };

/** The units of one day; units without a parent are its roots. Orders children by name. */
export class Tree {
  private readonly byId = new Map<string, Unit>();
  private readonly childrenOf = new Map<string | null, Unit[]>();

  constructor(units: Iterable<Unit>) {
    for (const unit of units) this.byId.set(unit.unitId, unit);
    for (const unit of this.byId.values()) {
      const siblings = this.childrenOf.get(unit.parentId);
      if (siblings) siblings.push(unit); else this.childrenOf.set(unit.parentId, [unit]);
    }
    for (const siblings of this.childrenOf.values()) siblings.sort((a, b) => a.name.localeCompare(b.name, 'zh') || (a.unitId < b.unitId ? -1 : 1));
  }

  unit(unitId: string): Unit | undefined { return this.byId.get(unitId); }
  roots(): readonly Unit[] { return this.children(null); }
  children(unitId: string | null): readonly Unit[] { return this.childrenOf.get(unitId) ?? []; }
  all(): readonly Unit[] { return [...this.byId.values()]; }

  /** From the unit's parent up to its root. */
  ancestors(unitId: string): readonly Unit[] {
    const path: Unit[] = [];
    for (let unit = this.parent(unitId); unit; unit = this.parent(unit.unitId)) path.push(unit);
    return path;
  }
  /** The unit and everything below it, parents before children; empty for an unknown unit. */
  subtree(unitId: string): readonly Unit[] {
    const top = this.byId.get(unitId);
    const found: Unit[] = top ? [top] : [];
    for (let next = 0; next < found.length; next++) found.push(...this.children(found[next]!.unitId));
    return found;
  }
  contains(ancestorId: string, unitId: string): boolean {
    return ancestorId === unitId ? this.byId.has(unitId) : this.ancestors(unitId).some((unit) => unit.unitId === ancestorId);
  }

  private parent(unitId: string): Unit | undefined {
    const parentId = this.byId.get(unitId)?.parentId;
    return parentId ? this.byId.get(parentId) : undefined;
  }
}
