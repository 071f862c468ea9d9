import { addDays, dayNumber, mondayOf, mondayOfWeek, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import { figures } from '@lyceum/dashboards/figures/figure';
import { figureOf, termsOf } from '../tally.ts';
import { agree, now, type Answered, type Town } from './town.ts';

/** Which days, recorded by when: what a board is asked. */
export type Asked = { readonly from: string; readonly to: string; readonly asOf?: string | undefined };

/** Every figure of every unit's board, with what it became, its children's, its trend and its grid. */
export const boardsAgree = async (town: Town, asked: Asked, unitIds = town.city.units.map(({ unitId }) => unitId)): Promise<void> => {
  const { from, to, asOf } = asked;
  const recorded = asOf ?? now;
  const days = dayNumber(to) - dayNumber(from) + 1;
  for (const unitId of unitIds) {
    const where = (what: string) => `${what} of ${unitId}, ${from}..${to} as of ${recorded}`;
    const board = await town.ask(`/api/boards/unit/${unitId}?from=${from}&to=${to}`, asOf);
    const [sum, earlier] = [town.tally.expect(unitId, from, to, recorded), town.tally.expect(unitId, addDays(from, -days), addDays(from, -1), recorded)];
    for (const { key, value, change, among } of board.figures) {
      const [is, was] = [figureOf(nameOf(key), sum), figureOf(nameOf(key), earlier)];
      agree(where(key), value, is);
      if (change) agree(where(`the change of ${key}`), change.value, is === null || was === null ? null : is - was);
      if (among) agree(where(`what is settled of ${key}`), among.value, figureOf(nameOf(among.key), sum));
    }
    agree(where('the headline'), board.figures.map(({ key }: Answered) => nameOf(key)), ['attendance', 'coverage', 'held', 'missed']);
    agree(where('the children'), board.children.filter(({ own }: Answered) => !own).map(({ unitId: child }: Answered) => child).sort(), town.city.units.filter(({ parentId }) => parentId === unitId).map((unit) => unit.unitId).sort());
    for (const child of board.children) {
      const below = town.tally.expect(child.unitId, from, to, recorded, child.own === true);
      for (const [name, { value }] of Object.entries<Answered>(child.figures)) agree(where(`${name} of ${child.unitId}, on the board`), value, figureOf(name, below));
    }
    if (board.children.length > 0) for (const name of ['invited', 'signed', 'held', 'missed'])
      agree(where(`the rows of ${name}`), board.children.reduce((of: number, child: Answered) => of + child.figures[name].value, 0), figureOf(name, sum));
    for (const { week, attendance: { value } } of board.trend) agree(where(`the trend in ${week}`), value, figureOf('attendance', town.tally.expect(unitId, ...within(week, asked), recorded)));
    const today = shanghaiDay(board.at);
    for (const { week, state } of board.weekStates) agree(where(`the state of ${week}`), state, town.tally.stateOf(unitId, week, today, recorded));
    for (const { unitId: child, own, weeks } of board.children) for (const { week, state } of weeks) {
      agree(where(`the state of ${week} in the row of ${child}`), state, own ? town.tally.stateOf(child, week, today, recorded) : town.tally.worstOf(child, week, today, recorded));
    }
    for (const [of, cells] of [[unitId, board.weekStates], ...board.children.map(({ unitId: child, weeks }: Answered) => [child, weeks])]) {
      for (const { week, state, figure, missed, of: among } of cells) {
        agree(where(`how many in ${figure} held or were judged`), among, town.tally.knownIn(of, week, recorded, figure.includes('/own:')));
        agree(where(`that ${week} counts ${missed} of ${among} as missed where it is ${state}`), [missed > 0, missed <= among], [state === 'missed', true]);
        const there = figureOf(nameOf(figure), town.tally.expect(of, ...within(week, asked), recorded, figure.includes('/own:')));
        agree(where(`that ${figure} says why ${week} is ${state}`), state === 'none' || state === 'due' || there! > 0, true);
      }
    }
    agree(where('the weeks'), board.weekStates.map(({ week }: Answered) => week), weeksOf(asked));
  }
};

/** Every figure by its key, for a unit with all below it and by itself: its terms, and its events over all pages, add up to it. */
export const figuresAgree = async (town: Town, { from, to, asOf }: Asked, names: readonly string[] = Object.keys(figures), unitIds = town.city.units.map(({ unitId }) => unitId)): Promise<void> => {
  const recorded = asOf ?? now;
  const position: string | undefined = asOf === undefined ? undefined : (await town.ask(`/api/moments?at=${asOf}`)).position; // the same moment by the log's own count
  for (const unitId of unitIds) {
    const parts = town.city.units.some(({ parentId }) => parentId === unitId) ? ['unit', 'own'] as const : ['unit'] as const;
    for (const scope of parts) for (const name of names) {
      const key = `${name}/${scope}:${unitId}/${from}..${to}`;
      const counts = town.tally.expect(unitId, from, to, recorded, scope === 'own');
      await figureAgrees(town, key, figureOf(name, counts), termsOf(name, counts), position, recorded);
    }
  }
};

const figureAgrees = async (town: Town, key: string, expected: number | null, share: readonly [of: number, by: number] | undefined, asOf: string | undefined, recorded: string): Promise<void> => {
  const what = `${key} as of ${recorded}`;
  const url = `/api/figures/${encodeURIComponent(key)}?limit=100`;
  const figure = await town.ask(url, asOf);
  agree(what, figure.value, expected);
  agree(`that ${what} is a share, or none`, figure.unitOfCount === 'percent', share !== undefined);
  if (share) {
    agree(`the terms of ${what}`, figure.terms.map(({ value }: Answered) => value), share);
  } else if (figure.terms.length > 0) agree(`the terms of ${what}`, figure.terms.reduce((sum: number, { value }: Answered) => sum + value, 0), expected);
  else {
    const events: Answered[] = [];
    for (let page = figure.events; ; page = (await town.ask(`${url}&cursor=${encodeURIComponent(page.next)}`, asOf)).events) {
      events.push(...page.items);
      if (page.next === null) break;
    }
    agree(`the events of ${what}`, events.reduce((sum, { delta }) => sum + delta, 0), expected);
    agree(`how many events ${what} has`, events.length, figure.events.total);
    agree(`that none is later of the events of ${what}`, events.every(({ recordedAt }) => recordedAt <= recorded), true);
  }
};

const nameOf = (key: string) => key.slice(0, key.indexOf('/'));
const weeksOf = ({ from, to }: Asked): string[] => {
  const weeks: string[] = [];
  for (let monday = mondayOf(from); monday <= to; monday = addDays(monday, 7)) weeks.push(weekOf(monday));
  return weeks;
};
/** The days of a week that lie in what was asked for. */
const within = (week: string, { from, to }: Asked): [string, string] => {
  const days = Array.from({ length: 7 }, (_, n) => addDays(mondayOfWeek(week), n)).filter((day) => day >= from && day <= to);
  return [days[0]!, days.at(-1)!];
};
