import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beginning, type Position } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { DerivedFile, type Opening } from '@lyceum/sqlite/derived';
import { assertSound } from '@lyceum/sqlite/errors';
import { layOut } from '@lyceum/sqlite/laid-out';
import { PersonSearch, searchText, type Match, type SearchChanges, type SearchFor } from './search.ts';

const schema = `
  create table if not exists person (member_id text primary key, name text not null, phone text, sought text not null) without rowid;
  create table if not exists place (member_id text, from_day text, unit_id text not null, primary key (member_id, from_day)) without rowid;
  create index if not exists place_unit on place (unit_id);
  create table if not exists state (log text, epoch int, position text);`;

/** More matches than this are not sorted by name: who searches for one common sign must say more. */
const sortedMost = 2000;
/** In so many units or fewer, the units' people are looked at instead of everybody. */
const fewUnits = 20;

/** The search table in a file of its own, `search.sqlite`: it alone holds personal data in clear. */
export class SqliteSearch extends PersonSearch {
  private readonly collator = new Intl.Collator('zh');
  private constructor(private readonly file: DerivedFile, private readonly db: Database.Database) { super(); }

  /** Opens or makes the file; what was made from another log or epoch is dropped, to be made again; so is a whole file that is damaged. */
  static open({ folder, identity, ...opening }: { folder: string; identity: Identity } & Opening): SqliteSearch {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = new DerivedFile(join(folder, 'search.sqlite'), { secret: true });
    return new SqliteSearch(file, file.open(() => connected(file.path, identity), opening));
  }

  async checkpoint(): Promise<Position> { return this.file.run(() => this.db.prepare('select position from state').pluck().get() as Position); }

  async write(changes: SearchChanges, checkpoint: Position): Promise<void> { this.file.run(() => this.put(changes, checkpoint)); }

  private put({ people, places, forgotten }: SearchChanges, checkpoint: Position): void {
    const person = this.db.prepare('insert or replace into person values (?, ?, ?, ?)');
    const place = this.db.prepare('insert or replace into place values (?, ?, ?)');
    this.db.transaction(() => {
      for (const { memberId, name, phones } of people) person.run(memberId, name, phones[0] ?? null, [name, ...phones].map(searchText).join('\n'));
      for (const { memberId, from, unitId } of places) place.run(memberId, from, unitId);
      for (const memberId of forgotten) {
        this.db.prepare('delete from person where member_id = ?').run(memberId);
        this.db.prepare('delete from place where member_id = ?').run(memberId);
      }
      this.db.prepare('update state set position = ? where position < ?').run(checkpoint, checkpoint);
    }).immediate();
    if (forgotten.length > 0) this.db.pragma('wal_checkpoint(TRUNCATE)'); // the log beside the file still holds the pages as they were
  }

  async find({ text, whole = false, unitIds, day, limit }: SearchFor): Promise<readonly Match[]> {
    const sought = searchText(text);
    if (sought === '' || unitIds.length === 0) return [];
    const few = unitIds.length <= fewUnits;
    const tables = few ? 'place w cross join person p' : 'person p cross join place w';
    const unit = few ? 'w.unit_id' : '+w.unit_id'; // the plus keeps the planner from seeking every unit for every person
    // The unit on the day; whoever starts later is found where they will be.
    const found = this.file.run(() => this.db.prepare(`
      select p.member_id as memberId, p.name, p.phone, w.unit_id as unitId from ${tables}
      where w.member_id = p.member_id and instr(char(10) || p.sought || char(10), ?) > 0 and ${unit} in (select value from json_each(?))
        and w.from_day = coalesce((select max(x.from_day) from place x where x.member_id = p.member_id and x.from_day <= ?),
                                  (select min(x.from_day) from place x where x.member_id = p.member_id))
      limit ?`).all(whole ? `\n${sought}\n` : sought, JSON.stringify(unitIds), day, Math.max(limit, sortedMost)) as Match[]);
    return found.sort((a, b) => this.collator.compare(a.name, b.name) || (a.memberId < b.memberId ? -1 : 1)).slice(0, limit);
  }

  async close(): Promise<void> { this.db.close(); }
}

/** Throws what SQLite throws. */
const connected = (path: string, { log, epoch }: Identity): Database.Database => {
  const db = new Database(path, { timeout: 5000 });
  try {
    for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'secure_delete = on', 'temp_store = MEMORY']) db.pragma(pragma);
    assertSound(db);
    layOut(db, schema);
    db.transaction(() => {
      if (db.prepare('select 1 from state where log = ? and epoch = ?').get(log, epoch)) return;
      db.exec('delete from person; delete from place; delete from state');
      db.prepare('insert into state values (?, ?, ?)').run(log, epoch, beginning);
    }).immediate();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
