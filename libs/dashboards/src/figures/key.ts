import { addDays, dayNumber } from '@lyceum/core/calendar';
import { Day } from '@lyceum/contracts/ids';
import { figures, isKnownAt, type Days, type Place } from './figure.ts';

/** `unit`: with everything below it; `own`: that unit alone. */
export type ScopeKind = 'unit' | 'own' | 'session' | 'member';
/** `within`: of a person, only what counts with one unit's subtree. */
export type FigureKey = Days & { readonly figure: string; readonly scope: ScopeKind; readonly id: string; readonly within?: string };

const grammar = /^([a-z][a-z-]{0,30})\/(unit|own|session|member):([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?\/(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/;
const longest = 3700; // days: ten years

export const placeOf = (scope: ScopeKind): Place => (scope === 'own' ? 'unit' : scope);

/** `<figure>/<scope>:<id>/<from>..<to>`; of a person within a unit `member:<id>@<unit>`. */
export const keyText = ({ figure, scope, id, within, from, to }: FigureKey): string => `${figure}/${scope}:${id}${within === undefined ? '' : `@${within}`}/${from}..${to}`;

/** Reads a key strictly: known figures, at places where they are known, real days in order. `undefined` for anything else. */
export const parseKey = (text: string): FigureKey | undefined => {
  const [, figure, scope, id, within, from, to] = (grammar.exec(text) ?? []) as unknown as [string, string, ScopeKind, string, string | undefined, string, string];
  if (figure === undefined || !Object.hasOwn(figures, figure) || !isKnownAt(figure, placeOf(scope)) || !areDays({ from, to })) return undefined;
  if (within !== undefined && scope !== 'member') return undefined;
  return { figure, scope, id, from, to, ...(within === undefined ? {} : { within }) };
};

/** Real days in order, at most ten years. */
export const areDays = ({ from, to }: Days): boolean => isDay(from) && isDay(to) && from <= to && dayNumber(to) - dayNumber(from) < longest;
const isDay = (day: string) => Day.safeParse(day).success;

/** The day whose tree they are laid upon: past facts lie in the tree of their last day; a move that is only planned moves nothing yet. */
export const treeDayOf = ({ to }: Days, today: string): string => (to < today ? to : today);

/** The days just before, as many of them. */
export const before = ({ from, to }: Days): Days => {
  const length = dayNumber(to) - dayNumber(from) + 1;
  return { from: addDays(from, -length), to: addDays(from, -1) };
};
