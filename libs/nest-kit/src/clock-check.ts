import { instants } from '@lyceum/directory/instants.projection';
import type { Clock } from '@lyceum/jobs/clock';
import type { ReadStore } from '@lyceum/read-store/read-store';

/** Clocks of machines differ by seconds; milliseconds. */
const tolerance = 5 * 60_000;
const minute = 16; // letters of an instant that name its minute

/** Throws where something was recorded later than it is now: the clock is behind, or was ahead then. Nothing tells which of the two. */
export const checkClock = async (reads: ReadStore, clock: Clock): Promise<void> => {
  const now = clock.now();
  const soon = new Date(Date.parse(now) + tolerance).toISOString().slice(0, minute);
  const { rows: [later] } = await reads.find(instants, { where: { length: minute, key: { from: `${soon}~` } }, sort: { by: 'key', descending: true }, limit: 1 });
  if (later) throw new Error(`the clock says ${now}, but something was recorded at ${later.key}Z: the clock is behind, or was ahead then. See that it is right now, and what follows from it in docs/OPERATIONS.md, "The clock"`);
};
