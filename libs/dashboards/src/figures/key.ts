import { addDays, dayNumber } from '@lyceum/core/calendar';
import { Day } from '@lyceum/contracts/ids';
import { figures, isKnownAt, type Days, type Place } from './figure.ts';

/** `unit`: with everything below it; `own`: that unit alone. */
export type ScopeKind = 'unit' | 'own' | 'session' | 'member';
/**
 * `within`: of a person, only what counts with one unit's subtree. `treeOn`: of a unit, the day whose tree it is laid upon, where that is later than its last one: a
 * board lays one tree under all its weeks.
 */
export type FigureKey = Days & { readonly figure: string; readonly scope: ScopeKind; readonly id: string; readonly within?: string; readonly treeOn?: string };

const grammar = /^([a-z][a-z-]{0,30})\/(unit|own|session|member):([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?\/(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})(?:@(\d{4}-\d{2}-\d{2}))?$/;
const longest = 3700; // days: ten years

export const placeOf = (scope: ScopeKind): Place => (scope === 'own' ? 'unit' : scope);

/** `<figure>/<scope>:<id>/<from>..<to>`; of a person within a unit `member:<id>@<unit>`; upon the tree of another day `<from>..<to>@<day>`. */
export const keyText = ({ figure, scope, id, within, from, to, treeOn }: FigureKey): string =>
  `${figure}/${scope}:${id}${within === undefined ? '' : `@${within}`}/${from}..${to}${treeOn === undefined ? '' : `@${treeOn}`}`;

/** Reads a key strictly: known figures, at places where they are known, real days in order. `undefined` for anything else. */
export const parseKey = (text: string): FigureKey | undefined => {
  const [, figure, scope, id, within, from, to, treeOn] = (grammar.exec(text) ?? []) as unknown as [string, string, ScopeKind, string, string | undefined, string, string, string | undefined];
  if (figure === undefined || !Object.hasOwn(figures, figure) || !isKnownAt(figure, placeOf(scope)) || !areDays({ from, to })) return undefined;
  if (within !== undefined && scope !== 'member') return undefined;
  if (treeOn !== undefined && (placeOf(scope) !== 'unit' || !isDay(treeOn) || treeOn <= to)) return undefined; // of an earlier tree, a unit that has left one's reach since would tell what it does now
  return { figure, scope, id, from, to, ...(within === undefined ? {} : { within }), ...(treeOn === undefined ? {} : { treeOn }) };
};

/** Real days in order, at most ten years. */
export const areDays = ({ from, to }: Days): boolean => isDay(from) && isDay(to) && from <= to && dayNumber(to) - dayNumber(from) < longest;
const isDay = (day: string) => Day.safeParse(day).success;

/** The day whose tree days are laid upon, unless a key says another: past facts lie in the tree of their last day; a move that is only planned moves nothing yet. */
export const treeDayOf = (last: string, today: string): string => (last < today ? last : today);

/** What keys of some of a board's days say, so that they open upon the tree of the board: nothing where it is their own. */
export const uponTreeOf = (board: Days, { to }: Days, today: string): { readonly treeOn?: string } => {
  const treeOn = treeDayOf(board.to, today);
  return treeDayOf(to, today) === treeOn ? {} : { treeOn };
};

/** The days just before, as many of them. */
export const before = ({ from, to }: Days): Days => {
  const length = dayNumber(to) - dayNumber(from) + 1;
  return { from: addDays(from, -length), to: addDays(from, -1) };
};
