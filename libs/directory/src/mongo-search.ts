import type { Position } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { Editions, Gone } from '@lyceum/mongo/editions';
import { Mongo, type Limits } from '@lyceum/mongo/mongo';
import { patternOf, value, values } from '@lyceum/mongo/values';
import { PersonSearch, searchText, type Match, type SearchChanges, type SearchFor } from './search.ts';

/** `at`: the checkpoint of the log that this is of. Somebody forgotten is an id that is `gone`, newer than anything. */
type Person = { readonly _id: string; readonly at: Position; readonly name: string | null; readonly phone: string | null; readonly sought: string };
type Placed = { readonly _id: string; readonly at: Position; readonly member: string; readonly from: string; readonly unit: string };

/** More matches than this are not sorted by name: who searches for one common sign must say more. */
const sortedMost = 2000;
/** In so many units or fewer, the units' people are looked at instead of everybody. */
const fewUnits = 20;
const atOnce = 500;
const gone = '~'; // after any position
const longest = 500; // characters that are searched for

/**
 * The search table in a MongoDB database, in collections that alone hold personal data in clear; for any number of processes that follow the
 * same log. Each document is written over an older one only, so that a slower process changes nothing.
 */
export class MongoSearch extends PersonSearch {
  private readonly collator = new Intl.Collator('zh');
  /** The checkpoint that the server has acknowledged here: less than this must not be gone on from. */
  private seen: Position = '';
  private constructor(private readonly mongo: Mongo, private readonly editions: Editions, private readonly edition: string) { super(); }

  /** What was made from another log or epoch is read no more, and taken away; who still follows that one can't write any more. */
  static async open({ url, identity, connections = 4, limits = {} }: { url: string; identity: Identity; connections?: number; limits?: Partial<Limits> }): Promise<MongoSearch> {
    const mongo = await Mongo.open({ url, prefix: 'search', connections, limits });
    try {
      const editions = new Editions(mongo, identity);
      await editions.open();
      const edition = await editions.enter('search', 'people and places, 1', async (id) => {
        await mongo.index(`${id}.places`, [{ key: { member: 1 } }, { key: { unit: 1 } }]);
      });
      await editions.sweep(['search']);
      return new MongoSearch(mongo, editions, edition);
    } catch (error) {
      await mongo.close();
      throw error;
    }
  }

  async checkpoint(): Promise<Position> { return (this.seen = (await this.live()).position); }

  /** First whoever is forgotten, then details and places, then the checkpoint: done again, it comes to the same. */
  async write({ people, places, forgotten }: SearchChanges, checkpoint: Position): Promise<void> {
    const { position } = await this.live();
    if (position < this.seen) throw new Error(`the search table went back from ${this.seen} to ${position || 'the beginning'}: the server has lost what it acknowledged. The log is read from there again`);
    const leaving = values(forgotten);
    await this.mongo.writeNewer<Person>(`${this.edition}.people`, 'at', leaving.map((_id) => ({ _id, at: gone, name: null, phone: null, sought: '' })));
    for (const part of inParts(leaving)) await this.mongo.in(`${this.edition}.places`, (all) => all.deleteMany({ member: { $in: part } }));
    const at = value(checkpoint);
    await this.mongo.writeNewer<Person>(`${this.edition}.people`, 'at', people.map(({ memberId, name, phones }) =>
      ({ _id: value(memberId), at, name: value(name), phone: value(phones[0] ?? null), sought: [name, ...phones].map((each) => searchText(value(each))).join('\n') })));
    const last = new Map(places.map(({ memberId, from, unitId }) => [`${value(memberId)}\n${value(from)}`, { at, member: memberId, from, unit: value(unitId) }]));
    await this.mongo.writeNewer<Placed>(`${this.edition}.places`, 'at', [...last].map(([_id, placed]) => ({ _id, ...placed })));
    await this.editions.advance(this.edition, checkpoint);
    this.seen = checkpoint > position ? checkpoint : position;
  }

  async find({ text, whole = false, unitIds, day, limit }: SearchFor): Promise<readonly Match[]> {
    const sought = searchText(text);
    if (sought === '' || sought.length > longest || unitIds.length === 0) return [];
    const units = new Set(values(unitIds));
    const found: Match[] = [];
    for (const part of await this.candidates(whole ? `(?:^|\n)${patternOf(sought)}(?:\n|$)` : patternOf(sought), units)) {
      const unitOf = await this.unitsOn(value(day), part.map(({ _id }) => _id));
      for (const { _id, name, phone } of part) {
        const unitId = unitOf.get(_id);
        if (name !== null && unitId !== undefined && units.has(unitId)) found.push({ memberId: _id, name, phone, unitId });
      }
      if (found.length >= Math.max(limit, sortedMost)) break;
    }
    return found.sort((a, b) => this.collator.compare(a.name, b.name) || (a.memberId < b.memberId ? -1 : 1)).slice(0, limit);
  }

  close(): Promise<void> { return this.mongo.close(); }

  private async live() {
    const live = await this.editions.live(this.edition);
    if (!live) throw new Gone('the search table');
    return live;
  }

  private async candidates(pattern: string, units: ReadonlySet<string>): Promise<readonly (readonly Person[])[]> {
    const named = (further: object) => this.mongo.in(`${this.edition}.people`, (all) => all.find({ sought: { $regex: pattern }, ...further }).limit(sortedMost * 10).toArray()) as Promise<unknown> as Promise<Person[]>;
    if (units.size > fewUnits) return inParts(await named({}));
    const placed = (await this.mongo.in(`${this.edition}.places`, (all) => all.find({ unit: { $in: [...units] } }, { projection: { member: 1 } }).toArray())) as unknown as Placed[];
    return Promise.all(inParts([...new Set(placed.map(({ member }) => member))]).map((members) => named({ _id: { $in: members } })));
  }

  /** The unit on the day; whoever starts later is found where they will be. */
  private async unitsOn(day: string, members: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const placed = (await this.mongo.in(`${this.edition}.places`, (all) => all.find({ member: { $in: [...members] } }).toArray())) as unknown as Placed[];
    const best = new Map<string, Placed>();
    const rank = ({ from }: Placed) => (from <= day ? `1${from}` : '0');
    for (const each of placed) {
      const kept = best.get(each.member);
      if (!kept || rank(each) > rank(kept) || (rank(each) === '0' && rank(kept) === '0' && each.from < kept.from)) best.set(each.member, each);
    }
    return new Map([...best].map(([member, { unit }]) => [member, unit]));
  }
}

const inParts = <T>(all: readonly T[]): T[][] => Array.from({ length: Math.ceil(all.length / atOnce) }, (_, n) => all.slice(n * atOnce, (n + 1) * atOnce));
