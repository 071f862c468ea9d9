import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Position } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { DerivedFile, type Opening } from '@lyceum/sqlite/derived';
import { assertSound } from '@lyceum/sqlite/errors';
import { layOut } from '@lyceum/sqlite/laid-out';
import { RelayState, type Lease } from './relay-state.ts';

/** One row in a file of its own. A checkpoint that is lost with it only repeats messages, so it need not be forced to the disk. */
export class SqliteRelayState extends RelayState {
  private constructor(private readonly file: DerivedFile, private readonly db: Database.Database) { super(); }

  /** `alone`: the caller has proof that no other process uses the folder, so that a lease in it is of one that was killed, and not waited for. */
  static open({ folder, identity, alone = false, ...opening }: { folder: string; identity: Identity; alone?: boolean } & Opening): SqliteRelayState {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = new DerivedFile(join(folder, 'relay.db'));
    const db = file.open(() => connected(file.path, identity), opening);
    if (alone) db.exec('update relay set holder = null, until = 0'); // the fence stays: the next lease raises it
    return new SqliteRelayState(file, db);
  }

  async acquire(holder: string, now: number, milliseconds: number): Promise<Lease | null> {
    const until = now + milliseconds;
    const row = this.file.run(() => this.db.prepare(`update relay set fence = fence + (holder is not @holder or until < @now), holder = @holder, until = @until
      where holder is null or holder = @holder or until < @now or until > @late returning fence`).get({ holder, now, until, late: until + milliseconds }) as { fence: number } | undefined);
    return row ? { fence: row.fence, until } : null;
  }
  async release(holder: string): Promise<void> {
    this.file.run(() => this.db.prepare('update relay set holder = null, until = 0 where holder = ?').run(holder));
  }
  async checkpoint(): Promise<Position> {
    return this.file.run(() => this.db.prepare('select position from relay').pluck().get() as string);
  }
  async save(position: Position, fence: number): Promise<boolean> {
    return this.file.run(() => this.db.prepare('update relay set position = max(position, ?) where fence = ?').run(position, fence).changes === 1);
  }
  async startAgain(): Promise<void> { this.file.run(() => this.db.prepare("update relay set position = '', fence = fence + 1").run()); }
  async close(): Promise<void> { this.db.close(); }
}

/** Throws what SQLite throws. */
const connected = (path: string, identity: Identity): Database.Database => {
  const db = new Database(path, { timeout: 5000 });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    assertSound(db);
    layOut(db, `create table if not exists relay (id integer primary key check (id = 1), log text not null, epoch integer not null,
      position text not null, holder text, until integer not null, fence integer not null) strict`);
    db.prepare(`insert into relay values (1, ?, ?, '', null, 0, 0) on conflict (id) do update set log = excluded.log, epoch = excluded.epoch, position = '', holder = null, until = 0, fence = relay.fence + 1
      where relay.log <> excluded.log or relay.epoch <> excluded.epoch`).run(identity.log, identity.epoch);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
