/** What ends a command early; `code` is the exit code: 1 something is wrong, 2 it was asked for wrongly. */
export class Stop extends Error {
  constructor(message: string, readonly code: 1 | 2 = 1) { super(message); }
}

type Stream = { write(text: string): unknown; readonly isTTY?: boolean };

/** Answers on one stream, as lines for people or as one JSON object for programs; progress on the other. */
export class Report {
  private shown = '';
  private readonly noticed = new Set<string>();
  constructor(private readonly json: boolean, private readonly out: Stream, private readonly error: Stream) {}

  /** How far long work is: on one line of a terminal, elsewhere at every quarter. */
  readonly progress = (what: string, done: number, of: number): void => {
    const percent = of === 0 ? 100 : Math.floor((done / of) * 100);
    const line = `${what} ${percent} %`;
    if (line === this.shown || (!this.error.isTTY && percent % 25 !== 0)) return;
    this.shown = line;
    this.error.write(this.error.isTTY ? `\r${line}\u001b[K${done >= of ? '\n' : ''}` : `${line}\n`);
  };
  /** What was passed over and must be seen to; once, however often it was met. */
  readonly notice = (text: string): void => {
    if (this.noticed.has(text)) return;
    this.noticed.add(text);
    this.error.write(this.json ? `${JSON.stringify({ notice: text })}\n` : `NOTICE: ${text}\n`);
  };
  note(text: string): void { if (!this.json) this.error.write(`${text}\n`); }

  answer(value: object, lines: readonly string[]): void {
    this.out.write(this.json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
  }
  failure(message: string): void { this.error.write(this.json ? `${JSON.stringify({ error: message })}\n` : `${message}\n`); }
}

/** Columns as wide as they must be; the last is not padded. */
export const table = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join('  '));
};
