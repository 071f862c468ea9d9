/** The server's clock was set back: it is an hour earlier than it was. */
const hour = 3_600_000;
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given: []) { super(...(given.length === 0 ? [Real.now() - hour] : given) as []); }
  static override now() { return Real.now() - hour; }
} as DateConstructor;
