import { setImmediate as breathe } from 'node:timers/promises';

/** Long work in small steps: pure, and whoever runs it decides when others may work between two of them. */
export type Steps<T> = Generator<void, T>;

const atOnce = 20; // milliseconds of work before others may work

/** Lets others work meanwhile: the steps are small, the work may be seconds. */
export const inTurns = async <T>(steps: Steps<T>): Promise<T> => {
  for (let begun = performance.now();;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - begun > atOnce) { await breathe(); begun = performance.now(); }
  }
};

/** For what is small. */
export const inOneGo = <T>(steps: Steps<T>): T => {
  for (;;) { const { done, value } = steps.next(); if (done) return value; }
};
