import type { Projection } from '@lyceum/core/projection';

/** What queries may name of one version of one projection's rows, whatever it rests in. */
export abstract class Columns {
  /** Columns that queries filter and sort by, then those that are only added up. */
  readonly filters: readonly string[];
  readonly columns: readonly string[];

  constructor(readonly projection: Projection) {
    const { name, indexes, totals } = projection;
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`a projection is named in small letters, digits and dashes, not ${name}`);
    this.filters = [...new Set(indexes.flat())];
    this.columns = [...new Set([...this.filters, ...totals])];
    if (new Set(this.columns.map((column) => column.toLowerCase())).size < this.columns.length) throw new Error(`${name}: columns differ only in case`);
  }

  /** Throws for what the projection does not declare; `key` is always there. */
  protected declared(name: string): string {
    if (name === 'key' || this.columns.includes(name)) return name;
    throw new Error(`${this.projection.name} declares no column ${name}; it has ${['key', ...this.columns].join(', ')}. To filter or sort by it, name it in the projection's indexes; to add it up, in its totals.`);
  }
  /** The same of a column that can be added up. */
  protected addedUp(name: string): string {
    if (this.isNumber(this.declared(name))) return name;
    throw new Error(`${this.projection.name} declares no column ${name} to add up; it has ${this.projection.totals.join(', ')}. Name it in the projection's totals.`);
  }
  protected isBoolean(name: string): boolean { return typeof (this.projection.initial as Record<string, unknown> | null)?.[name] === 'boolean'; }
  protected isNumber(name: string): boolean { return this.projection.totals.includes(name); }
}
