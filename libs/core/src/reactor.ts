import type { Fact, Recorded, Wish } from './event.ts';

/** Whatever events of other contexts lead to, as commands of one's own. */
export type Reactor<C extends Wish = Wish> = {
  readonly name: string;
  readonly types: readonly string[];
  react(event: Recorded): readonly C[];
};

/**
 * An event to commands. Pure. The command's id is derived from the reactor's name, the event and an index, and its unit is the event's,
 * so that an event delivered twice is handled once.
 */
export const reactor = <E extends Fact, C extends Wish>(each: {
  name: string;
  on: { [T in E['type']]: (event: Recorded<Extract<E, { type: T }>>) => readonly C[] };
}): Reactor<C> => {
  const on = each.on as unknown as Record<string, ((event: Recorded) => readonly C[]) | undefined>;
  return { name: each.name, types: Object.keys(each.on), react: (event) => on[event.type]?.(event) ?? [] };
};
