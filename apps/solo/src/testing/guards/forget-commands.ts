import { Folds } from '@lyceum/event-store/folds';

/** A control of the fault tests: nobody remembers which commands wrote a stream, so that a retry is decided anew. */
const load = Folds.prototype.load;
Folds.prototype.load = async function forgetful<S>(this: Folds, ...asked: Parameters<typeof load<S>>) {
  return { ...(await load.call(this, ...asked) as Awaited<ReturnType<typeof load<S>>>), commands: new Set<string>() };
} as typeof load;
