import { z } from 'zod';
import { maskId } from '@lyceum/core/mask';
import { csv } from '@lyceum/core/csv';
import { UnitId } from '@lyceum/contracts/ids';
import { pageOf, type Paging } from '@lyceum/nest-kit/answers';
import type { Language } from '@lyceum/nest-kit/call';
import type { Messages } from '@lyceum/nest-kit/messages';
import type { FieldNote } from '../roster-sheet/check.ts';
import { fields } from '../roster-sheet/headings.ts';
import { countsOf, type ImportResult, type ImportState } from './import-state.ts';
import { BadCursor } from '@lyceum/read-store/read-store';
import { sentence } from './messages.ts';
import { isWarned, writesGuess, type Decision, type Guess } from '../roster-sheet/plan.ts';
import type { Sheet, Skipped } from '../roster-sheet/sheet.ts';

const Heading = z.object({ column: z.number().int(), heading: z.string(), field: z.enum(fields).nullable() });
const Near = z.object({ unitId: UnitId, name: z.string(), path: z.string() });
const count = z.number().int();
export const RosterImportAnswer = z.object({
  importId: z.string(), fileName: z.string(), encoding: z.string().nullable(), unitId: UnitId, createdAt: z.iso.datetime(), expiresAt: z.iso.datetime(),
  status: z.enum(['reading', 'checked', 'writing', 'done', 'failed']), progress: z.object({ done: count, total: count }),
  headings: z.array(Heading), sample: z.array(z.array(z.string())),
  counts: z.object({ rows: count, people: count, skipped: count, waiting: count, errors: count, warnings: count, mended: count, new: count, unchanged: count, changed: count, duplicates: count, guessedMainPosts: count, guessedTiers: count })
    .meta({ description: 'rows = people + duplicates + waiting + errors + skipped; waiting: for a decision about their units; people = new + unchanged + changed; warnings, mended and what is written though it was guessed are rows among them' }),
  skipped: z.array(z.object({ row: count, reason: z.string(), text: z.string(), message: z.string() })),
  newUnits: z.array(z.object({ path: z.string(), nearest: z.array(Near),
    longer: z.array(z.string()).meta({ description: 'other paths here that end in this one, the first ten; once one alone is to be created, this is taken for it' }), longerTotal: count,
    makes: z.object({ below: z.string(), names: z.array(z.string()) }).meta({ description: 'what is made where it is to be created: each of the names below the one before, the first of them below a unit that is there; two paths may make the same units' }),
    decision: z.string().optional().meta({ description: 'create, or the unit that is meant: chosen for this import, or for the same path in an earlier one into this unit, or where others below the same path are' }) })),
  created: z.array(z.object({ unitId: UnitId, path: z.string() })).meta({ description: 'the units that it has made, those above first' }),
  error: z.object({ code: z.string(), message: z.string() }).optional(), position: z.string().optional(),
}).meta({ id: 'RosterImport' });

const Note = z.object({ field: z.string(), severity: z.enum(['error', 'waiting', 'warning', 'mended', 'guess']), code: z.string(), was: z.string().optional(), now: z.string().optional(), message: z.string() });
export const ImportedRow = z.object({
  row: count, state: z.enum(['ok', 'warning', 'waiting', 'error', 'skipped']), action: z.enum(['new', 'unchanged', 'changed', 'duplicate', 'skip']),
  values: z.record(z.string(), z.string()), mainRow: count.optional(), notes: z.array(Note),
}).meta({ id: 'ImportedRow' });
export const ImportedRows = pageOf(ImportedRow);

const nothing = { decisions: [], skipped: [] };
const shownSkipped = 200;

export const importAnswer = (state: ImportState, result: ImportResult | undefined, keptFor: number, messages: Messages, language: Language): z.infer<typeof RosterImportAnswer> => ({
  importId: state.importId, fileName: state.fileName, encoding: result?.encoding ?? null, unitId: state.unit, createdAt: state.createdAt,
  expiresAt: new Date(Date.parse(state.createdAt) + keptFor).toISOString(),
  status: state.status, progress: state.progress,
  headings: [...(result?.headings ?? [])], sample: (result?.sample ?? []).map((cells) => [...cells]), counts: countsOf(result ?? nothing),
  skipped: (result?.skipped ?? []).slice(0, shownSkipped).map((line) => ({ ...line, message: sentence(messages, `skipped-${line.reason}`, language, {}) })),
  newUnits: (result?.newUnits ?? []).map(({ path, nearest, longer, longerTotal, makes, decision }) => ({ path, nearest: [...nearest], longer: [...longer], longerTotal, makes: { below: makes.below, names: [...makes.names] }, ...(decision === undefined ? {} : { decision }) })),
  created: (state.created ?? []).map((unit) => ({ ...unit })),
  ...(state.error ? { error: { code: state.error.code, message: sentence(messages, state.error.code, language, state.error.details) } } : {}),
  ...(state.position === undefined ? {} : { position: state.position }),
});

type Filter = { readonly [K in 'state' | 'action']?: z.infer<typeof ImportedRow>[K] | undefined } & { readonly guess?: Guess | undefined };
/** `state: warning` finds every row that has a warning, also one that waits or is refused: as many as are counted; `guess` every row that writes one. Rows in the order of the file; the cursor is the row that a page ended with. It may have changed its state since, but not its place. */
export const rowsAnswer = (result: ImportResult | undefined, { state, action, guess }: Filter, { limit, cursor }: Paging, messages: Messages, language: Language): z.infer<typeof ImportedRows> => {
  const { decisions, skipped } = result ?? nothing;
  const rows: readonly (Decision | Skipped)[] = [
    ...decisions.filter((each) => (state === 'warning' ? isWarned(each.notes) : (state ?? each.state) === each.state) && (action ?? each.action) === each.action && (guess === undefined || writesGuess(each, guess))),
    ...((state ?? 'skipped') === 'skipped' && action === undefined && guess === undefined ? skipped : []),
  ].sort((a, b) => a.row - b.row);
  if (cursor !== undefined && ![...decisions, ...skipped].some(({ row }) => String(row) === cursor)) throw new BadCursor();
  const from = cursor === undefined ? 0 : rows.findIndex(({ row }) => row > Number(cursor));
  const page = from === -1 ? [] : rows.slice(from, from + limit);
  const last = page.at(-1);
  return { items: page.map((row) => rowAnswer(row, messages, language)), next: last && last !== rows.at(-1) ? String(last.row) : null, total: rows.length };
};

const rowAnswer = (row: Decision | Skipped, messages: Messages, language: Language): z.infer<typeof ImportedRow> => {
  if ('reason' in row) {
    const code = `skipped-${row.reason}`;
    return { row: row.row, state: 'skipped', action: 'skip', values: {}, notes: [{ field: 'row', severity: 'mended', code, was: row.text, message: sentence(messages, code, language, {}) }] };
  }
  const { idNumber, ...values } = row.values;
  return {
    row: row.row, state: row.state, action: row.action, values: { ...values, ...(idNumber === undefined ? {} : { idNumber: maskId(idNumber) }) },
    ...(row.mainRow === undefined ? {} : { mainRow: row.mainRow }), notes: row.notes.map((note) => noteAnswer(note, messages, language)),
  };
};

/** Whole id numbers are masked wherever a note quotes them. */
const noteAnswer = ({ field, severity, code, was, now }: FieldNote, messages: Messages, language: Language) => {
  const masked = (text: string) => (field === 'idNumber' ? text.replace(/[0-9A-Za-z]{10,}/g, maskId) : text);
  const [before, after] = [was === undefined ? undefined : masked(was), now === undefined ? undefined : masked(now)];
  return {
    field, severity, code, message: sentence(messages, code, language, { was: before ?? '', now: after ?? '' }),
    ...(before === undefined ? {} : { was: before }), ...(after === undefined ? {} : { now: after }),
  };
};

/** The rows that could not be written as they were sent, with the reasons behind them: to be corrected there and uploaded again. */
export const failedRows = (sheet: Sheet, { decisions }: Pick<ImportResult, 'decisions'>, messages: Messages, language: Language): string => {
  const cells = new Map(sheet.lines.map((line) => [line.row, line.cells]));
  const width = Math.max(sheet.headings.length, ...decisions.map(({ row }) => cells.get(row)?.length ?? 0));
  const padded = (row: readonly string[]) => Array.from({ length: width }, (_, column) => row[column] ?? '');
  const reasons = ({ notes }: Decision) => notes.filter(({ severity }) => severity === 'error').map(({ code, was = '', now = '' }) => sentence(messages, code, language, { was, now })).join(language === 'zh' ? '；' : '; ');
  return csv([
    [...padded(sheet.headings), language === 'zh' ? '原因' : 'Reason'],
    ...decisions.filter(({ state }) => state === 'error').map((decision) => [...padded(cells.get(decision.row) ?? []), reasons(decision)]),
  ]);
};
