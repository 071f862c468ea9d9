import { afterEach, expect, it, jest } from '@jest/globals';
import { utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, sheetOf } from '../roster-sheet/testing/rosters.ts';
import { UnitIndex } from '../roster-sheet/units.ts';
import { dryRun } from './dry-run.ts';
import type { ImportState } from './import-state.ts';
import type { Surroundings } from './surroundings.ts';

afterEach(() => { jest.restoreAllMocks(); });

it('lets others work between any two rows, whatever stands in them: a slice of rows may be megabytes', async () => {
  const rows = 60;
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 30)); // each row as slow as a slow one
  let turns = 0;
  const turn = () => { turns++; immediate = setImmediate(turn); };
  let immediate = setImmediate(turn);
  const seen: number[] = [];
  const surroundings = {
    units: async () => new UnitIndex([{ unitId: 'crew', name: '机务班', path: ['北台', '机务班'] }]),
    people: async () => ({ holder: () => undefined, known: () => undefined, named: () => [] }),
  } as unknown as Surroundings;
  const state = { memberId: 'ada', unit: 'crew', day: '2026-03-06', headingChoices: [], unitChoices: {}, mainPosts: [] } as unknown as ImportState;
  const { decisions } = await dryRun(utf8(sheetOf(heading, ...Array.from({ length: rows }, (_, n) => line(n)))), state, {}, surroundings, () => { seen.push(turns); });
  clearImmediate(immediate);
  expect([decisions.length, seen.length]).toEqual([rows, rows]);
  expect(seen.at(-1)! - seen[0]!).toBeGreaterThan(rows / 2);
});
