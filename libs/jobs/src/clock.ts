/** The server's time: an input of every command, so that a demo year or a test can supply its own. ISO instant, UTC, milliseconds. */
export abstract class Clock { abstract now(): string; }
export class SystemClock extends Clock { now() { return new Date().toISOString(); } }
/** Set by hand: tests and the demo city. */
export class ManualClock extends Clock {
  constructor(private instant: string) { super(); }
  now() { return this.instant; }
  set(instant: string) { this.instant = instant; }
}
