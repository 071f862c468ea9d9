import { Injectable } from '@nestjs/common';
import type { Position } from '@lyceum/core/event';
import { EventStore } from '@lyceum/event-store/event-store';
import { Rows } from '@lyceum/read-store/rows';
import type { Moment } from './http.ts';

/** Which moment an answer shows: `{ position, at }`, the last event that it takes in and when that was recorded. */
@Injectable()
export class Moments {
  constructor(private readonly store: EventStore, private readonly rows: Rows) {}

  async shown(moment: Moment = {}): Promise<{ position: Position; at: string | null }> {
    const position = moment.asOf ?? this.rows.position();
    if (position === '') return { position, at: null };
    const [last] = await this.store.readLog({ asOf: position, backwards: true, limit: 1 });
    return { position, at: last?.recordedAt ?? null };
  }
}
