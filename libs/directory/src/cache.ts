/** Values by key, the last used ones: at most `limit`. */
export class Cache<K, V> {
  private readonly values = new Map<K, V>();
  constructor(private readonly limit: number) {}

  get(key: K): V | undefined {
    const value = this.values.get(key);
    if (value !== undefined) { this.values.delete(key); this.values.set(key, value); } // a Map keeps the order of insertion: the eldest is first
    return value;
  }
  set(key: K, value: V): V {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.limit) this.values.delete(this.values.keys().next().value!);
    return value;
  }
  delete(key: K): void { this.values.delete(key); }
}
