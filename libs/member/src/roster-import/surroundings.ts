import { valueOn } from '@lyceum/core/dated';
import { pagesOf } from '@lyceum/core/pages';
import { Injectable } from '@nestjs/common';
import { Directory } from '@lyceum/directory/directory';
import { Keys, unreadable } from '@lyceum/vault/vault';
import { Enrolment } from '../enrolment.ts';
import { nameKey } from '../person/names.ts';
import type { ImportState } from './import-state.ts';
import type { Known, People } from '../roster-sheet/match.ts';
import type { Placed } from '../roster-sheet/place.ts';
import { UnitIndex } from '../roster-sheet/units.ts';

const together = 64;
const pageSize = 500;
const illegible = '?'; // neither a name's key nor a number

/** What a roster is compared with: the units of the importer's scope, and the people whom its rows may mean. */
@Injectable()
export class Surroundings {
  constructor(private readonly directory: Directory, private readonly keys: Keys, private readonly enrolment: Enrolment) {}

  /** Units below `top` that the person's right `imports` reaches today; none where it reaches `top` no more. `decisions`: about paths that lead nowhere. */
  async units(memberId: string, top: string, day: string, decisions: ImportState['unitChoices']): Promise<UnitIndex> {
    const [tree, allowed] = await Promise.all([this.directory.tree({ day }), this.directory.unitsWith(memberId, 'imports')]);
    const above = tree.ancestors(top).map(({ name }) => name).reverse();
    const paths = new Map<string, readonly string[]>();
    const units = allowed.has(top) ? tree.subtree(top).filter(({ unitId }) => allowed.has(unitId)) : [];
    for (const { unitId, name, parentId } of units) paths.set(unitId, [...(unitId === top ? [] : (paths.get(parentId!) ?? [])), name]);
    return new UnitIndex(units.map(({ unitId, name }) => ({ unitId, name, path: paths.get(unitId)! })), above, decisions);
  }

  /** By id numbers and phones from the vault's claims, by names from the directory; the persons themselves as the log has them. */
  async people(rows: readonly Placed[], units: UnitIndex, day: string, progress: (done: number) => void): Promise<People> {
    const holders = { 'id-number': new Map<string, string>(), phone: new Map<string, string>() };
    await inBatches(rows, async ({ values: { idNumber, phone } }) => {
      for (const [kind, value] of [['id-number', idNumber], ['phone', phone]] as const) {
        const holder = value === undefined || holders[kind].has(value) ? null : await this.keys.holder(kind, value);
        if (holder !== null) holders[kind].set(value!, holder);
      }
    }, progress);

    // Names decide only about rows whose id number nobody has.
    const { named, unread } = await this.named(rows.filter(({ values: { idNumber } }) => !holders['id-number'].has(idNumber ?? '')));
    const candidates = new Set([...holders['id-number'].values(), ...holders.phone.values(), ...[...named.values(), ...unread.values()].flat()]);
    const known = new Map<string, Known>();
    await inBatches([...candidates], async (memberId) => {
      const person = await this.person(memberId, units, day);
      if (person) known.set(memberId, person);
    });
    return {
      holder: (kind, value) => holders[kind].get(value),
      known: (memberId) => known.get(memberId),
      named: (unitId, key) => [...(named.get(`${unitId}/${key}`) ?? []), ...(unread.get(unitId) ?? [])],
    };
  }

  /** Of the rows' units: who goes by the name of one of them, and who can't be read, by unit. */
  private async named(rows: readonly Placed[]): Promise<Record<'named' | 'unread', ReadonlyMap<string, readonly string[]>>> {
    const wanted = new Set(rows.map(({ unitId, nameKey: key }) => `${unitId}/${key}`));
    const unitIds = [...new Set(rows.flatMap(({ unitId }) => (unitId === undefined ? [] : [unitId])))];
    const [named, unread] = [new Map<string, string[]>(), new Map<string, string[]>()];
    const add = (found: Map<string, string[]>, key: string, memberId: string) => { const there = found.get(key); if (there) there.push(memberId); else found.set(key, [memberId]); };
    for await (const { people } of pagesOf((at) => this.directory.people(unitIds, { limit: pageSize, ...at }))) for (const { memberId, name, unitId } of people) {
      if (name === unreadable) add(unread, unitId, memberId);
      else if (name !== null && wanted.has(`${unitId}/${nameKey(name)}`)) add(named, `${unitId}/${nameKey(name)}`, memberId);
    }
    return { named, unread };
  }

  private async person(memberId: string, units: UnitIndex, day: string): Promise<Known | undefined> {
    const member = await this.enrolment.member(memberId);
    if (!member || member.forgotten) return undefined;
    const on = day > member.from ? day : member.from;
    const { plain, unread } = await this.enrolment.look(member.details);
    const unitId = valueOn(member.units, on)!;
    const secondary = [...new Map(member.secondary.filter(({ from }) => from <= on).map(({ value }) => [value.unitId, value])).values()];
    return {
      memberId, ...plain, ...Object.fromEntries(unread.map((field) => [field, illegible])), ...(unread.length > 0 ? { unreadable: true } : {}), unitId, unit: units.unit(unitId)?.path.join('/') ?? '', ...valueOn(member.posts, on)!, ...member.kind,
      secondary, within: units.unit(unitId) !== undefined,
    };
  }
}

/** Some at a time, so that a hundred thousand waits neither queue up nor hold other requests. */
export const inBatches = async <T>(items: readonly T[], each: (item: T) => Promise<void>, progress: (done: number) => void = () => {}): Promise<void> => {
  for (let from = 0; from < items.length; from += together) {
    await Promise.all(items.slice(from, from + together).map(each));
    progress(Math.min(from + together, items.length));
    await new Promise((resolve) => setImmediate(resolve));
  }
};
