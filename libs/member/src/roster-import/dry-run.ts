import { cellsBy, checkRow, type Checked } from '../roster-sheet/check.ts';
import { decoding, Unreadable } from '../roster-sheet/decode.ts';
import { correctHeadings, has, readHeadings, type Remembered } from '../roster-sheet/headings.ts';
import type { ImportResult, ImportState } from './import-state.ts';
import { inTurns, type Steps } from '../roster-sheet/in-turns.ts';
import { placing, type UnitChoice } from '../roster-sheet/place.ts';
import { planning } from '../roster-sheet/plan.ts';
import { readSheet, type Line } from '../roster-sheet/sheet.ts';
import type { Surroundings } from './surroundings.ts';

const sampled = 5;

/** A file that can't be planned; what was understood of it so far is kept, so that its headings can be corrected. */
export class Unplannable extends Error {
  constructor(readonly why: Unreadable, readonly result?: ImportResult) { super(why.code); }
}

/** From bytes to a plan. Reads much and writes nothing. Throws `Unplannable`. */
export const dryRun = async (
  bytes: Uint8Array, state: ImportState, remembered: Remembered, surroundings: Surroundings, progress: (done: number, total: number) => void,
): Promise<ImportResult> => {
  const { encoding, text } = await inTurns(decoding(bytes)).catch((error) => unplannable(error));
  const sheet = await readSheet(text).catch((error) => unplannable(error));
  const { headingRow, lines, skipped } = sheet;
  const headings = correctHeadings(readHeadings(sheet.headings, remembered), state.headingChoices);
  const nothing: ImportResult = { encoding, headings, headingRow, skipped, sample: lines.slice(0, sampled).map(({ cells }) => cells), newUnits: [], decisions: [] };
  if (!has(headings, 'name')) throw new Unplannable(new Unreadable('headings-missing'), nothing);

  const units = await surroundings.units(state.memberId, state.unit, state.day, state.unitChoices);
  const top = units.unit(state.unit)?.path.join('/') ?? '';
  const circumstances = { today: state.day, ...(has(headings, 'unit', 'department') ? {} : { unit: top }) };
  const by = cellsBy(headings);
  const total = lines.length * 2; // a row is read, then looked up
  const checked = await inTurns(checking(lines, (line) => checkRow(line, by, circumstances), (done) => progress(done, total)));
  const choices = new Map(Object.entries(state.unitChoices).map(([path, choice]): [string, UnitChoice] => [path, choice === 'create' ? choice : { unitId: choice }]));
  const { placed, newUnits } = await inTurns(placing(checked, units, choices)).catch((error) => unplannable(error, nothing));
  const people = await surroundings.people(placed, units, state.day, (done) => progress(lines.length + done, total));
  return { ...nothing, newUnits, decisions: await inTurns(planning(placed, people, new Set(state.mainPosts))) };
};

/** Row by row, however much stands in each. */
function* checking(lines: readonly Line[], check: (line: Line) => Checked, progress: (done: number) => void): Steps<readonly Checked[]> {
  const checked: Checked[] = [];
  for (const line of lines) { checked.push(check(line)); progress(checked.length); yield; }
  return checked;
}
const unplannable = (error: unknown, result?: ImportResult): never => { throw error instanceof Unreadable ? new Unplannable(error, result) : error; };
