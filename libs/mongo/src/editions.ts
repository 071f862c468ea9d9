import { createHash } from 'node:crypto';
import type { Identity } from '@lyceum/event-store/event-store';
import type { Mongo } from './mongo.ts';

type Edition = { readonly _id: string; readonly name: string; readonly log: string; readonly epoch: number; readonly position: string; readonly used: number; readonly dropped: number | null };
/** A live edition, as it stands. */
export type LiveEdition = { readonly id: string; readonly name: string; readonly position: string };

const register = 'editions';
/** Milliseconds. What no program here lists goes when none has written to it for so long: until then a process of the release before may read it. */
const grace = 3600_000;
/** From then on nobody can be in the middle of reading or writing what was dropped. */
const longestUse = 60_000;

/** What was read or written is not there any more: another log or epoch has taken its place, or it was dropped. */
export class Gone extends Error {
  constructor(name: string) { super(`the collections of ${name} are of another log or epoch now, or were dropped: restart this service`); }
}

/**
 * What is made from a log, in collections of one's own for each log, epoch and shape: no transaction spans collections here, so whoever still
 * writes for an epoch that is over writes where nobody reads. A register says which edition of a thing is live, and how far it is.
 */
export class Editions {
  constructor(private readonly mongo: Mongo, private readonly identity: Identity) {}

  /** From here on nothing of another log or epoch is live. */
  async open(): Promise<void> {
    const { log, epoch } = this.identity;
    await this.mongo.in(register, (all) => all.updateMany({ dropped: null, $or: [{ log: { $ne: log } }, { epoch: { $ne: epoch } }] }, { $set: { dropped: Date.now() } }));
  }

  /** The edition of a thing in one shape, made where there is none; those of other shapes are dropped. `collections` makes its collections. */
  async enter(name: string, shape: string, collections: (id: string) => Promise<void>): Promise<string> {
    const { log, epoch } = this.identity;
    const digest = createHash('sha256').update(JSON.stringify([log, epoch, shape])).digest('hex').slice(0, 12);
    for (let number = 1; ; number++) {
      const id = `${name}.${digest}.${number}`;
      await this.mongo.insert(register, { _id: id, name, log, epoch, position: '', used: Date.now(), dropped: null } as Edition);
      if ((await this.live(id)) === null) continue; // that one was dropped and is on its way out
      await this.mongo.in(register, (all) => all.updateMany({ name, _id: { $ne: id }, dropped: null }, { $set: { dropped: Date.now() } }));
      await collections(id);
      return id;
    }
  }

  /** Null where it is not live. */
  async live(id: string): Promise<LiveEdition | null> {
    const found = await this.mongo.in(register, (all) => all.findOne({ _id: id })) as Edition | null;
    return found && found.dropped === null ? { id, name: found.name, position: found.position } : null;
  }
  async all(): Promise<readonly LiveEdition[]> {
    const found = await this.mongo.in(register, (all) => all.find({ dropped: null }).toArray()) as unknown as Edition[];
    return found.map(({ _id, name, position }) => ({ id: _id, name, position }));
  }

  /** Notes how far it is, never backwards. Throws `Gone` where it is not live. */
  async advance(id: string, position: string): Promise<void> {
    const { matchedCount } = await this.mongo.in(register, (all) => all.updateOne({ _id: id, dropped: null }, { $max: { position }, $set: { used: Date.now() } }));
    if (matchedCount === 0) throw new Gone(id);
  }

  /** Drops what none of these names is and nobody writes to; takes away what was dropped before, with whatever a late writer has left. */
  async sweep(keep: readonly string[]): Promise<void> {
    const now = Date.now();
    await this.mongo.in(register, (all) => all.updateMany({ dropped: null, name: { $nin: [...keep] }, used: { $lt: now - grace } }, { $set: { dropped: now } }));
    const collections = (await this.mongo.collections()).filter((name) => name !== register);
    const editions = await this.mongo.in(register, (all) => all.find({}).toArray()) as unknown as Edition[]; // an edition is in the register before it has collections
    const over = editions.filter(({ dropped }) => dropped !== null && dropped < now - longestUse);
    const kept = new Set(editions.filter((each) => !over.includes(each)).map(({ _id }) => _id));
    for (const name of collections) if (!kept.has(name.slice(0, name.lastIndexOf('.')))) await this.mongo.drop(name);
    for (const { _id } of over) await this.mongo.in(register, (all) => all.deleteOne({ _id }));
  }
}
