/** A byte order mark, by which Excel knows UTF-8. */
const mark = '\ufeff';

/**
 * A cell that no spreadsheet runs, rounds or reckons: what begins like a formula gets an apostrophe before it (some take full-width signs for
 * the usual ones), a long number and what reads as one (2345E678) a tab behind it. Reading the cell back takes both away.
 * What some programs take for the end of a cell is quoted, a comma or not: what stands behind it would begin one.
 */
export const inert = (cell: string): string => {
  const text = /^[=+\-@＝＋－＠\t\r]/.test(cell) ? `'${cell}` : /^(\d{11,}[\dXx]?|\d+[Ee]\d+)$/.test(cell) ? `${cell}\t` : cell;
  return /[",;|\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
export const csv = (rows: Iterable<readonly string[]>): string => mark + csvLines(rows);
/** Further lines of a file that begins with `csv`. */
export const csvLines = (rows: Iterable<readonly string[]>): string => [...rows].map((cells) => `${cells.map(inert).join(',')}\r\n`).join('');
