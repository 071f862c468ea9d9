/** A timer's firing. `id` is (subject, due time): firing twice changes nothing. */
export type Job = { readonly id: string; readonly name: string; readonly dueAt: string; readonly data: Readonly<Record<string, string | number>> };

/** Due work. Nothing here is a truth: timers are rebuilt from a projection of what is due, so losing them loses nothing. */
export abstract class Jobs {
  /**
   * Adding a job whose id is known already changes nothing, unless it was done before it is due: by a clock that was ahead, and once more in its time.
   */
  abstract schedule(jobs: readonly Job[]): Promise<void>;
  /** One worker per name; a rejection is retried with growing pauses, then shown by `healthy`. */
  abstract work(name: string, run: (job: Job) => Promise<void>): Promise<void>;
  abstract healthy(): Promise<void>;
  abstract close(): Promise<void>;
}
