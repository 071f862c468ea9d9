import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files of one checkout, made and changed; nothing is ever overwritten. */
export class Checkout {
  private readonly files = new Set<string>();
  constructor(readonly root: string) {}

  /** What was made or changed, each file once. */
  get touched(): readonly string[] { return [...this.files]; }

  has(path: string): boolean { return existsSync(join(this.root, path)); }

  read(path: string): string { return readFileSync(join(this.root, path), 'utf8'); }

  create(path: string, text: string): void {
    if (this.has(path)) throw new Error(`${path} is there already; nothing was changed after ${this.files.size} files`);
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
    this.files.add(path);
  }

  /** Puts `text` behind the first match of `anchor`. */
  insert(path: string, anchor: RegExp, text: string): void {
    const before = this.read(path);
    const found = anchor.exec(before);
    if (!found) throw new Error(`${path} has no place for it: nothing matches ${anchor}`);
    const at = found.index + found[0].length;
    writeFileSync(join(this.root, path), before.slice(0, at) + text + before.slice(at));
    this.files.add(path);
  }

  replace(path: string, found: RegExp, text: string): void {
    const before = this.read(path);
    if (!found.test(before)) throw new Error(`${path} has no place for it: nothing matches ${found}`);
    writeFileSync(join(this.root, path), before.replace(found, text));
    this.files.add(path);
  }

  /** Behind the last import of a file. */
  addImport(path: string, line: string): void {
    const imports = [...this.read(path).matchAll(/^(?:import .*|\} from .*)$/gm)];
    const last = imports.at(-1)?.[0];
    if (!last) throw new Error(`${path} imports nothing`);
    this.insert(path, new RegExp(`^${last.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\n`, 'm'), `${line}\n`);
  }
}
