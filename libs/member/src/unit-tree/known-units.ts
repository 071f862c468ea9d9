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
  private looking: Promise<void> | undefined;
  constructor(private readonly store: EventStore) {}

  /** Refuses `unit-unknown` for a unit that is not there on the day. */
  async check(unitId: string, day: string): Promise<void> {
    // One look for all who ask at once, as an import does for hundreds. It may have begun before this was asked; a second one has not.
    for (let looks = 0; looks < 2 && !this.starts.has(unitId); looks++) await (this.looking ??= this.look());
    const since = this.starts.get(unitId);
    if (since === undefined || since > day) refuse('unit-unknown', { unit: unitId, day });
  }

  private async look(): Promise<void> {
    try { this.starts = startsOf(unitTree.fold(await pastOf(this.store, vocabulary, 'unit-tree-city'))); } finally { this.looking = undefined; }
  }
}
