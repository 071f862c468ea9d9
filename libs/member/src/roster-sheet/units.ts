import { narrow, tidy } from '../person/text.ts';
import { otherNames } from './other-names.ts';

/** A unit that a roster may name: `path` holds the names from the top of the importer's scope down to it. */
export type PlaceableUnit = { readonly unitId: string; readonly name: string; readonly path: readonly string[] };
export type Near = { readonly unitId: string; readonly name: string; readonly path: string };
/** `exact`: written in full; `short`: only the end of the path, or with a remark in brackets, but no other unit can be meant; `implied`: by what was decided about units around it. */
export type Found = { readonly unitId: string; readonly how: 'exact' | 'short' | 'implied' } | { readonly nearest: readonly Near[]; readonly ambiguous: boolean };

const suggestions = 3;
/** What rosters call the agency without its name: 市局机关, 局机关, 本级, 市局. Only ever offered: it may as well be an office that is to be made. */
const itself = /^(?:[省市县区州]?[局厅委]?(?:机关|本级|本部)|本(?:[局厅委]|单位|机关)|[省市县区州][局厅委])$/;
const likeness = 0.4;

/** A path as written, tidied: what choices about unknown units are kept under. */
export const pathOf = (unit: string, department = ''): string =>
  [unit, department].flatMap((text) => narrow(tidy(text)).split(/[/\\>→]/)).map((part) => part.trim()).filter((part) => part !== '').join('/');

/** Paths are compared without separators, blanks and case: 市局机关/办公室 and 市局机关办公室 are one. */
const key = (path: string): string => path.replace(/[\s/\\>→·—-]/g, '').toLowerCase();
const withoutRemarks = (path: string): string => path.replace(/\([^()]*\)/g, '');
const plain = (names: readonly string[]): readonly string[] => names.map((name) => narrow(tidy(name)));
const namesOf = (path: string): readonly string[] => withoutRemarks(path).split('/').map((name) => name.trim()).filter(Boolean);
/** 第一发射台（原总控室）: the old name in place of the new. */
const byOldName = (path: string): string => path.replace(/[^/()]*\((?:原名?|曾用名|旧称)[:：]?([^()]*)\)/g, '$1');

/** One for all ways to write a path: without remarks, blanks and case. */
export const spelling = (path: string): string => withoutRemarks(path).split('/').map(key).filter(Boolean).join('/');
/** Finds for a path the longer ones of some that end in it, each spelling once: 第一发射台/机务二班 for 机务二班. All who ask for one ending share its list. */
export const longerThan = (some: Iterable<string>): ((path: string) => readonly string[]) => {
  const byEnd = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const path of some) {
    const whole = spelling(path);
    if (seen.has(whole)) continue;
    seen.add(whole);
    for (let cut = whole.indexOf('/'); cut !== -1; cut = whole.indexOf('/', cut + 1)) {
      const ending = byEnd.get(whole.slice(cut + 1));
      if (ending) ending.push(path); else byEnd.set(whole.slice(cut + 1), [path]);
    }
  }
  return (path) => byEnd.get(spelling(path)) ?? [];
};

/** All units of the importer's scope, to be found by what rosters call them. Looks each path up once. */
export class UnitIndex {
  private readonly bySuffix = new Map<string, string[]>();
  private readonly byFullPath = new Map<string, string>();
  private readonly units = new Map<string, PlaceableUnit>();
  private readonly spelt: { readonly unitId: string; readonly last: string; readonly whole: string }[] = [];
  private readonly looked = new Map<string, Found>();
  private top: readonly string[] = [];
  private agency: string | undefined; // where the scope is all of it

  private readonly otherNames: ReadonlyMap<string, string>;

  /** `above`: the names of the units over the scope's top, which a path may begin with. `decisions`: about paths that lead nowhere, `create` or the unit that is meant. */
  constructor(units: Iterable<PlaceableUnit>, above: readonly string[] = [], decisions: Readonly<Record<string, string>> = {}) {
    for (const unit of units) {
      this.units.set(unit.unitId, unit);
      if (unit.path.length === 1) this.top = unit.path;
      if (unit.path.length === 1 && above.length === 0) this.agency = unit.unitId;
      this.spelt.push({ unitId: unit.unitId, last: key(unit.name), whole: key(unit.path.slice(-3).join('/')) });
      const whole = plain([...above, ...unit.path]);
      for (let from = 0; from < whole.length; from++) {
        for (const suffix of new Set([key(whole.slice(from).join('/')), key(withoutRemarks(whole.slice(from).join('/')))])) {
          const known = this.bySuffix.get(suffix);
          if (!known) this.bySuffix.set(suffix, [unit.unitId]); else if (!known.includes(unit.unitId)) known.push(unit.unitId);
        }
      }
      // In full: with everything above, from the scope's top, or from just below it.
      for (const path of [whole, whole.slice(above.length), whole.slice(above.length + 1)]) if (path.length > 0 && !this.byFullPath.has(key(path.join('/')))) this.byFullPath.set(key(path.join('/')), unit.unitId);
    }
    const there = Object.entries(decisions).flatMap(([path, decision]) => (decision === 'create' || this.units.has(decision) ? [[spelling(path), decision] as const] : []));
    this.otherNames = otherNames(there, (unitId) => this.byFullPath.get(key(plain(this.units.get(unitId)!.path.slice(0, -1)).join('/'))));
  }

  /** What a path of several names shares, above its last, with a branch: from the scope's top. All of it where there is no branch yet. */
  shared(path: string, branch: readonly string[] | null): readonly string[] {
    const parents = this.whole(path).slice(0, -1);
    const end = (branch ?? parents).findIndex((name, at) => name !== parents[at]);
    return end === -1 ? branch ?? parents : branch!.slice(0, end);
  }
  /** Whether a unit lies in a branch, or is its top. */
  within(unitId: string, branch: readonly string[]): boolean {
    const { path } = this.units.get(unitId)!;
    return branch.every((name, at) => path[at] === name);
  }
  /** Units in a branch whose path ends so. */
  endingIn(path: string, branch: readonly string[]): readonly Near[] {
    return (this.bySuffix.get(key(path)) ?? []).filter((unitId) => this.within(unitId, branch)).map((unitId) => this.near(unitId));
  }

  unit(unitId: string): PlaceableUnit | undefined { return this.units.get(unitId); }

  find(path: string): Found {
    const before = this.looked.get(path);
    if (before) return before;
    const found = this.look(path);
    this.looked.set(path, found);
    return found;
  }

  /** Where a unit that is to be created goes: the nearest unit above it that exists, with its path, and the names still to be made. */
  placeFor(path: string): { readonly parentId: string | undefined; readonly above: readonly string[]; readonly names: readonly string[] } {
    const names = namesOf(path);
    for (let length = names.length - 1; length > 0; length--) {
      const parentId = this.called(names.slice(0, length));
      if (parentId !== undefined) return { parentId, above: this.units.get(parentId)!.path, names: names.slice(length) };
    }
    return { parentId: undefined, above: this.top, names };
  }

  private look(path: string): Found {
    const full = this.byFullPath.get(key(path));
    if (full) return { unitId: full, how: 'exact' };
    const meant = this.meant(path);
    if (meant.length === 1) return { unitId: meant[0]!, how: 'short' };
    const implied = meant.length === 0 ? this.implied(namesOf(path)) : undefined;
    if (implied !== undefined) return { unitId: implied, how: 'implied' };
    return meant.length > 0
      ? { nearest: meant.slice(0, 10).map((unitId) => this.near(unitId)), ambiguous: true }
      : { nearest: this.nearest(path), ambiguous: false };
  }
  /** The units that a path may mean, however much of it is written. */
  private meant(path: string): readonly string[] {
    let several: readonly string[] = [];
    for (const spelling of [path, withoutRemarks(path), byOldName(path)]) {
      const spelled = key(spelling);
      const found = spelled === '' ? [] : this.byFullPath.has(spelled) ? [this.byFullPath.get(spelled)!] : (this.bySuffix.get(spelled) ?? []);
      if (found.length === 1) return found;
      if (found.length > 1 && several.length === 0) several = found;
    }
    return several;
  }
  /** All names down to where a path leads, or would lead once it is made. */
  private whole(path: string): readonly string[] {
    const names = namesOf(path);
    for (let length = names.length; length > 0; length--) {
      const unitId = this.called(names.slice(0, length));
      if (unitId !== undefined) return [...this.units.get(unitId)!.path, ...names.slice(length)];
    }
    return [...this.top, ...names];
  }
  /** The one unit that a list calls so, by its own name or by another. */
  private called(names: readonly string[]): string | undefined {
    const path = names.join('/');
    const [only, ...others] = this.meant(path);
    return others.length === 0 && only !== undefined ? only : this.otherNames.get(spelling(path));
  }
  /** The unit of that name below the one that its list calls otherwise. */
  private implied(names: readonly string[]): string | undefined {
    for (let length = names.length - 1; length > 0; length--) {
      const above = this.otherNames.get(spelling(names.slice(0, length).join('/')));
      if (above === undefined) continue;
      const { path } = this.units.get(above)!;
      const [only, ...others] = this.meant([...plain(path), ...names.slice(length)].join('/'));
      return only !== undefined && others.length === 0 && this.within(only, path) ? only : undefined;
    }
    return undefined;
  }

  near(unitId: string): Near {
    const { name, path } = this.units.get(unitId)!;
    return { unitId, name, path: path.join('/') };
  }

  /** By the last name and by the whole path, whichever is more alike; first what its list means by it elsewhere, or the agency itself, where its name may be left out. */
  private nearest(path: string): readonly Near[] {
    const spellings = [...new Set([withoutRemarks(path), byOldName(path)])].map((spelling) => ({ whole: key(spelling).slice(0, 60), last: key(spelling.split('/').at(-1)!).slice(0, 60) }));
    const scored: { unitId: string; score: number }[] = [];
    for (const { unitId, last, whole } of this.spelt) {
      const score = Math.max(...spellings.map((spelling) => Math.max(alike(spelling.last, last) - 0.05, alike(spelling.whole, whole))));
      if (score >= likeness) scored.push({ unitId, score });
    }
    const first = this.otherNames.get(spelling(path)) ?? (itself.test(key(withoutRemarks(path))) ? this.agency : undefined);
    const alikes = scored.sort((a, b) => b.score - a.score).map(({ unitId }) => unitId);
    return [...new Set([...(first === undefined ? [] : [first]), ...alikes])].slice(0, suggestions).map((unitId) => this.near(unitId));
  }
}

/** 1 for equal, 0 for nothing in common: by the number of characters to change (Levenshtein). */
const alike = (a: string, b: string): number => {
  const length = Math.max(a.length, b.length);
  if (length === 0) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return 1 - row[b.length]! / length;
};
