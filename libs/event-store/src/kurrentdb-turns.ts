/**
 * The order of appends of one process, where it matters: whoever writes a stream waits for those who asked before and name it; whoever only looks at
 * it waits for its writers. All others go at once.
 */
export class Turns {
  private readonly writers = new Map<string, Promise<unknown>>();
  private readonly lookers = new Map<string, Set<Promise<unknown>>>();
  private readonly running = new Set<Promise<unknown>>();

  take<T>(writes: ReadonlySet<string>, looks: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = new Set<Promise<unknown>>();
    for (const name of [...writes, ...looks]) if (this.writers.has(name)) before.add(this.writers.get(name)!);
    for (const name of writes) for (const looker of this.lookers.get(name) ?? []) before.add(looker);

    const turn = before.size === 0 ? work() : Promise.all(before).then(work);
    const done: Promise<void> = turn.then(() => {}, () => {}).then(() => {
      this.running.delete(done);
      for (const name of writes) if (this.writers.get(name) === done) this.writers.delete(name);
      for (const name of looks) if (this.lookers.get(name)?.delete(done) && this.lookers.get(name)!.size === 0) this.lookers.delete(name);
    });
    this.running.add(done);
    for (const name of writes) this.writers.set(name, done);
    for (const name of looks) this.lookers.set(name, (this.lookers.get(name) ?? new Set()).add(done));
    return turn;
  }

  /** Resolves when all that has been asked so far is done. */
  async drained(): Promise<void> { await Promise.all(this.running); }
}
