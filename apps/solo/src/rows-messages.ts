import type { Position } from '@lyceum/core/event';
import { Damaged, DerivedDamaged, LostEnd, NewerRelease, Unavailable } from '@lyceum/event-store/event-store';
import type { Progress } from '@lyceum/read-store/rows';

/** What the thread that makes rows is asked: to begin, to look for events up to a position at once, to end. */
export type Asked = 'start' | 'stop' | { readonly look: Position };
/** What it tells: how its start went, and how its projections stand, with the names of those whose rows are others than at the last time. */
export type Told = { readonly started: Fault | null } | { readonly progress: readonly PlainProgress[]; readonly away: Fault | null; readonly changed: readonly string[] };
export type PlainProgress = Omit<Progress, 'error'> & { readonly error: Fault | null };

/** An error as it passes between threads, which keep its text and not its class. */
export type Fault = { readonly kind: string; readonly message: string };
/** Those that a host tells apart. */
const kinds: Readonly<Record<string, new (message: string) => Error>> = { Damaged, DerivedDamaged, LostEnd, NewerRelease, Unavailable };

export const faultOf = (error: unknown): Fault => ({ kind: error instanceof Error ? error.constructor.name : '', message: error instanceof Error ? error.message : String(error) });
export const errorOf = ({ kind, message }: Fault): Error => new (kinds[kind] ?? Error)(message);
