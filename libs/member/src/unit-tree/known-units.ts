import { Injectable } from '@nestjs/common';
import { refuse } from '@lyceum/core/decider';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { startsOf, unitTree } from './unit-tree.decider.ts';

/**
 * Which units there are, from the log itself: a unit that was created a moment ago is known here before any row shows it.
 * Units are never taken back and their first day never changes, so that what was once seen stays true.
 */
@Injectable()
export class KnownUnits {
  private starts: ReadonlyMap<string, string> = new Map();
  constructor(private readonly store: EventStore) {}

  /** Refuses `unit-unknown` for a unit that is not there on the day. */
  async check(unitId: string, day: string): Promise<void> {
    if (!this.starts.has(unitId)) this.starts = startsOf(await this.tree());
    const since = this.starts.get(unitId);
    if (since === undefined || since > day) refuse('unit-unknown', { unit: unitId, day });
  }

  private async tree() { return unitTree.fold(await pastOf(this.store, vocabulary, 'unit-tree-city')); }
}
