/**
 * Values by key, the last used ones: between half the limit and all of it. Two generations: when the young one is full, the old one
 * goes, except for what was asked for meanwhile.
 */
export class Cache<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  constructor(private readonly limit: number) {}

  get(key: K): V | undefined {
    const found = this.young.get(key);
    if (found !== undefined) return found;
    const known = this.old.get(key);
    return known === undefined ? undefined : this.set(key, known);
  }
  set(key: K, value: V): V {
    if (this.young.size >= this.limit / 2) [this.old, this.young] = [this.young, new Map()];
    this.young.set(key, value);
    return value;
  }
  delete(key: K): void {
    this.young.delete(key);
    this.old.delete(key);
  }
}
