import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, mondayOf } from '@lyceum/core/calendar';
import { today, tomorrow } from './testing/aftermath.ts';
import { seedTown, type Answered, type Town } from './testing/town.ts';

/** A city whose units came, went, and were called otherwise: what a board shows must still be what its key opens to. */
describe('a city whose units were moved', () => {
  let town: Town;
  const weeks = (n: number) => addDays(mondayOf(today), -7 * n);
  const said = async (url: string, body: object) => { const { status, text } = await town.office.post(url, body); expect([url, status, status > 201 ? text : '']).toEqual([url, 201, '']); };

  beforeAll(async () => {
    town = await seedTown();
    const [first, second, third] = town.city.units.filter(({ parentId }) => parentId === 'd01' || parentId === 'd02').map(({ unitId }) => unitId);
    await said('/api/units', { unitId: 'd09', name: '新设处', type: 'department', parentId: 'agency', from: weeks(3) });
    await said(`/api/units/${first}/parent`, { parentId: 'd09', from: addDays(weeks(2), 2) });
    await said(`/api/units/${second}/parent`, { parentId: 'd02', from: addDays(today, -1) });
    await said(`/api/units/${second}/parent`, { parentId: 'd09', from: weeks(2) }); // recorded later, of an earlier day
    await said(`/api/units/${third}/name`, { name: '改名台', from: weeks(5) });
    await said(`/api/units/${third}/parent`, { parentId: 'd01', from: tomorrow });
    await town.host.settle();
  });
  afterAll(() => town.close());

  const shownOf = async (key: string, asOf?: string): Promise<Answered> => town.ask(`/api/figures/${encodeURIComponent(key)}?limit=1`, asOf);
  /** Every number of a board by its key, as [key, what it shows]. */
  const numbersOf = (board: Answered): [string, string][] => [
    ...board.figures.flatMap(({ key, shown, change, among }: Answered) => [[key, shown], ...(change ? [[change.against, change.before]] : []), ...(among ? [[among.key, among.shown]] : [])]),
    ...board.children.flatMap(({ figures }: Answered) => Object.values<Answered>(figures).map(({ key, shown }) => [key, shown])),
    ...board.trend.map(({ attendance: { key, shown } }: Answered) => [key, shown]),
  ];

  it.each([['of its last twelve weeks', ''], ['of weeks that are over', `?from=${weeks(8)}&to=${addDays(weeks(4), -1)}`], ['across the moves', `?from=${weeks(24)}&to=${addDays(weeks(2), 3)}`], ['of one day', `?from=${addDays(weeks(1), 4)}&to=${addDays(weeks(1), 4)}`]])(
    'opens each number of each board %s to that number, and each week to what it says', async (_, asked) => {
      for (const { unitId } of [...town.city.units, { unitId: 'd09' }]) {
        const { status, json: board } = await town.office.get(`/api/boards/unit/${unitId}${asked}`);
        if (status === 404 && unitId === 'd09') continue; // not there yet
        expect([unitId, status]).toEqual([unitId, 200]);
        for (const [key, shown] of numbersOf(board)) expect([key, (await shownOf(key)).shown]).toEqual([key, shown]);
        for (const { weeks: cells } of [{ weeks: board.weekStates }, ...board.children]) for (const { week, state, missed, figure } of cells) {
          const { value } = await shownOf(figure);
          expect([week, figure, value > 0, value >= missed]).toEqual([week, figure, !['none', 'due'].includes(state), true]); // a cell counts the misses that wait, its figure the mended as well
        }
      }
    });

  it('adds up, row by row, to its head', async () => {
    for (const unitId of ['agency', 'd01', 'd02', 'd09']) {
      const { figures, children } = await town.ask(`/api/boards/unit/${unitId}`);
      for (const name of children.length > 0 ? ['held', 'missed'] : []) {
        const head = figures.find(({ key }: Answered) => key.startsWith(`${name}/`));
        expect([unitId, name, children.reduce((sum: number, child: Answered) => sum + child.figures[name].value, 0)]).toEqual([unitId, name, head.value]);
      }
    }
  });
});
