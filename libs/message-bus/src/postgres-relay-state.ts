import type { Position } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { Postgres } from '@lyceum/postgres/postgres';
import { RelayState, type Lease } from './relay-state.ts';

const schema = `create table if not exists relay (one integer primary key check (one = 1), log text not null, epoch integer not null,
  position text collate "C" not null, holder text, until bigint not null, fence bigint not null)`;
/** Another log or epoch starts from the beginning, and its fence makes every relay of the one before a zombie. */
const begin = `insert into relay values (1, $1, $2, '', null, 0, 0) on conflict (one) do update set log = excluded.log, epoch = excluded.epoch, position = '', holder = null, until = 0, fence = relay.fence + 1
  where relay.log <> excluded.log or relay.epoch <> excluded.epoch`;
/** A row is locked by who changes it, and looked at again by who waited: of two who ask at once, one finds it taken. */
const acquire = `update relay set fence = fence + (holder is distinct from $1 or until < $2)::integer, holder = $1, until = $3
  where log = $4 and epoch = $5 and (holder is null or holder = $1 or until < $2 or until > $6) returning fence::float8 as fence`;

/** One row in a PostgreSQL database that all relays of a city share. */
export class PostgresRelayState extends RelayState {
  private constructor(private readonly server: Postgres, private readonly identity: Identity) { super(); }

  static async open({ url, identity }: { url: string; identity: Identity }): Promise<PostgresRelayState> {
    const server = new Postgres({ url, connections: 2 });
    try {
      await server.shape(async (query, statements) => {
        await statements(schema);
        await query(begin, [identity.log, identity.epoch]);
      });
    } catch (error) {
      await server.close();
      throw error;
    }
    return new PostgresRelayState(server, identity);
  }

  async acquire(holder: string, now: number, milliseconds: number): Promise<Lease | null> {
    const until = now + milliseconds;
    const [row] = await this.server.query<{ fence: number }>(acquire, [holder, now, until, this.identity.log, this.identity.epoch, until + milliseconds]);
    return row ? { fence: row.fence, until } : null;
  }
  async release(holder: string): Promise<void> { await this.server.query('update relay set holder = null, until = 0 where holder = $1', [holder]); }
  async checkpoint(): Promise<Position> {
    const [row] = await this.server.query<{ position: Position }>('select position from relay');
    return row!.position;
  }
  async save(position: Position, fence: number): Promise<boolean> {
    return (await this.server.query('update relay set position = greatest(position, $1) where fence = $2 and log = $3 and epoch = $4 returning 1', [position, fence, this.identity.log, this.identity.epoch])).length === 1;
  }
  async startAgain(): Promise<void> { await this.server.query("update relay set position = '', fence = fence + 1 where log = $1 and epoch = $2", [this.identity.log, this.identity.epoch]); }
  close(): Promise<void> { return this.server.close(); }
}
