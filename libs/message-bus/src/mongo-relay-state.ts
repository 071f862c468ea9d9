import type { Position } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { Mongo } from '@lyceum/mongo/mongo';
import { value } from '@lyceum/mongo/values';
import { RelayState, type Lease } from './relay-state.ts';

type State = { readonly _id: 'relay'; readonly position: Position; readonly fence: number };
const relay = { _id: 'relay' } as const;

/** One document in a MongoDB database that all relays of a city share: what is changed of it is changed in one step. */
export class MongoRelayState extends RelayState {
  private constructor(private readonly mongo: Mongo, private readonly identity: Identity) { super(); }

  /** Another log or epoch starts from the beginning, and its fence makes every relay of the one before a zombie. */
  static async open({ url, identity: { log, epoch } }: { url: string; identity: Identity }): Promise<MongoRelayState> {
    const mongo = await Mongo.open({ url, prefix: 'relay', connections: 2 });
    try {
      const fresh = { log, epoch, position: '', holder: null, until: 0 };
      await mongo.insert('state', { ...relay, ...fresh, fence: 0 } as State);
      await mongo.in('state', (all) => all.updateOne({ ...relay, $or: [{ log: { $ne: value(log) } }, { epoch: { $ne: value(epoch) } }] }, { $set: fresh, $inc: { fence: 1 } }));
    } catch (error) {
      await mongo.close();
      throw error;
    }
    return new MongoRelayState(mongo, { log, epoch });
  }

  async acquire(holder: string, now: number, milliseconds: number): Promise<Lease | null> {
    const until = now + milliseconds;
    const mine = { ...relay, ...this.identity };
    const changed = (where: object, change: object) => this.mongo.in('state', (all) => all.findOneAndUpdate({ ...mine, ...where }, change, { returnDocument: 'after' })) as Promise<State | null>;
    const found = (await changed({ holder: value(holder), until: { $gte: now } }, { $set: { until } }))
      ?? (await changed({ $or: [{ holder: null }, { until: { $lt: now } }, { until: { $gt: until + milliseconds } }] }, { $set: { holder, until }, $inc: { fence: 1 } }));
    return found ? { fence: found.fence, until } : null;
  }
  async release(holder: string): Promise<void> { await this.mongo.in('state', (all) => all.updateOne({ ...relay, holder: value(holder) }, { $set: { holder: null, until: 0 } })); }
  async checkpoint(): Promise<Position> { return ((await this.mongo.in('state', (all) => all.findOne(relay))) as State | null)!.position; }
  async save(position: Position, fence: number): Promise<boolean> {
    return (await this.mongo.in('state', (all) => all.updateOne({ ...relay, ...this.identity, fence: value(fence) }, { $max: { position: value(position) } }))).matchedCount === 1;
  }
  async startAgain(): Promise<void> { await this.mongo.in('state', (all) => all.updateOne({ ...relay, ...this.identity }, { $set: { position: '' }, $inc: { fence: 1 } })); }
  close(): Promise<void> { return this.mongo.close(); }
}
