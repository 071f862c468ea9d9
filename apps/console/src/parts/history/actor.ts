import type { Actor } from '../../api-types.ts';

/** The name of who did it; of a machine, its id. */
export const actorName = (actor: Actor | undefined): string => (actor === undefined ? '–' : typeof actor === 'string' ? actor : actor.name || actor.id);
