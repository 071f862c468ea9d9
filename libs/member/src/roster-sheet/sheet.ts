import { setImmediate as breathe } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { narrow, tidy } from '../person/text.ts';
import { Unreadable } from './decode.ts';
import { headingScore } from './headings.ts';
import { inTurns, type Steps } from './in-turns.ts';

/** A line of a table: its number as a spreadsheet counts (from 1), and its cells. */
export type Line = { readonly row: number; readonly cells: readonly string[] };
/** A line that is no person, and why. */
export type Skipped = { readonly row: number; readonly reason: SkipReason; readonly text: string };
export type SkipReason = 'title' | 'empty' | 'subtotal' | 'signature' | 'heading-again';
export type Sheet = { readonly headingRow: number; readonly headings: readonly string[]; readonly lines: readonly Line[]; readonly skipped: readonly Skipped[] };

export const limits = { cell: 10_000, columns: 100, rows: 100_000 } as const;
const headingWithin = 30;
/** Characters that are divided before others may work: as many lines may begin in them, each of which costs its time. */
const piece = 4096;

/** Reads a table in pieces, so that other requests are answered meanwhile. Throws `Unreadable` where a limit is passed. */
export const readSheet = async (text: string): Promise<Sheet> => {
  const row = await inTurns(overlongLine(text));
  if (row !== undefined) throw new Unreadable('cell-too-long', { row, limit: limits.cell });
  const lines: Line[] = [];
  for await (const line of records(text)) lines.push(line);
  return inTurns(arrange(lines));
};

/** The first line longer than any record may be: dividing millions of cells would hold everything up before the parser could refuse them. */
function* overlongLine(text: string): Steps<number | undefined> {
  for (let at = 0, begun = 0, row = 1; at <= text.length; at++) {
    if (at % 100_000 === 99_999) yield;
    const sign = text.charCodeAt(at); // NaN at the end
    if (sign !== 10 && sign !== 13 && at < text.length) continue;
    if (at - begun > limits.cell * limits.columns) return row;
    begun = at + 1;
    if (sign !== 13 || text.charCodeAt(begun) !== 10) row++;
  }
  return undefined;
}

async function* records(text: string): AsyncGenerator<Line> {
  const delimiter = delimiterOf(text);
  const pieces = async function* () {
    // csv-parse measures every record by the first, and makes an error of each that differs, even where it then lets it pass:
    // a line as wide as most stands before the titles, and is passed over below.
    yield `${delimiter.repeat(usualWidth(text, delimiter))}\n`;
    for (let at = 0; at < text.length; at += piece) { yield text.slice(at, at + piece); await breathe(); }
  };
  const parser = Readable.from(pieces()).pipe(parse({
    delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: false,
    max_record_size: limits.cell * limits.columns, record_delimiter: ['\r\n', '\n', '\r'],
  }));
  let row = -1;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (++row === 0) continue;
      if (row > limits.rows) throw new Unreadable('too-many-rows', { limit: limits.rows });
      const width = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
      if (width > limits.columns) throw new Unreadable('too-many-columns', { row, limit: limits.columns });
      if (cells.some((cell) => cell.length > limits.cell)) throw new Unreadable('cell-too-long', { row, limit: limits.cell });
      yield { row, cells: cells.slice(0, width) };
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('quote-open', { row: row + 1 }); // what csv-parse refuses when it is this lenient: a quote that never ends
  }
}

/** The first lines, without what stands in quotes. */
const firstLines = (text: string): readonly string[] =>
  text.slice(0, 20_000).replace(/(^|[,\t;|\r\n])"(?:[^"]|"")*"/g, '$1').split(/\r\n|\n|\r/).slice(0, headingWithin);

/** How many separators a line has at most, by the first lines. */
const usualWidth = (text: string, delimiter: string): number => Math.min(limits.columns, Math.max(...firstLines(text).map((line) => line.split(delimiter).length - 1)));

/** The separator that leaves most known headings in one line, or else divides the first lines most often; a comma where none does. */
export const delimiterOf = (text: string): string => {
  const lines = firstLines(text);
  const rank = (delimiter: string) => {
    const cells = lines.map((line) => line.split(delimiter));
    return Math.max(...cells.map(headingScore)) * 1_000_000 + cells.reduce((sum, each) => sum + each.length - 1, 0);
  };
  return [',', '\t', ';', '|'].reduce((best, each) => (rank(each) > rank(best) ? each : best));
};

/** Finds the heading row below titles, and sets aside what is no person. */
function* arrange(lines: readonly Line[]): Steps<Sheet> {
  const heading = lines.slice(0, headingWithin).reduce<Line | undefined>((best, line) => (headingScore(line.cells) > (best ? headingScore(best.cells) : 1) ? line : best), undefined);
  if (!heading) throw new Unreadable('no-headings', { within: headingWithin });
  const headings = heading.cells.map((cell) => tidy(cell));
  const skipped: Skipped[] = [];
  const people: Line[] = [];
  for (const line of lines) {
    yield;
    if (line === heading) continue;
    const reason = line.row < heading.row ? (isEmpty(line.cells) ? 'empty' : 'title') : reasonToSkip(line.cells, headings);
    if (reason) skipped.push({ row: line.row, reason, text: line.cells.map(tidy).filter(Boolean).join(' ').slice(0, 120) });
    else people.push(line);
  }
  return { headingRow: heading.row, headings, lines: people, skipped };
}

const isEmpty = (cells: readonly string[]) => cells.every((cell) => tidy(cell) === '');

/** Why a line below the headings is no person. A line with more than a few filled cells always is one: names like 小计 are not assumed of people. */
const reasonToSkip = (cells: readonly string[], headings: readonly string[]): SkipReason | undefined => {
  if (isEmpty(cells)) return 'empty';
  if (cells.filter((cell, column) => cell !== '' && tidy(cell) === headings[column]).length >= 2) return 'heading-again';
  const written = cells.map(tidy).filter((cell) => cell !== '');
  if (written.length > 4) return undefined;
  const filled = written.map(narrow);
  if (filled.some((cell) => /^(小计|合计|总计|共计|本页小计|累计)|^共\s*\d+\s*人|^(sub)?total\b/i.test(cell.replace(/\s/g, '')))) return 'subtotal';
  if (filled.some((cell) => /^(填表|制表|审核|负责|填报|经办|审批|单位负责|主管|联系)人?\s*(\(?签[字章]\)?)?\s*:|签字|签章|盖章|^(填表|填报|制表)(日期|时间|单位)|^日期:|^(注|说明|备注)\s*:/.test(cell))) return 'signature';
  return undefined;
};
