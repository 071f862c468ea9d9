import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { assertSound, explained, explaining, isSqlite } from '@lyceum/sqlite/errors';
import { layOut } from '@lyceum/sqlite/laid-out';
import { inspectWal } from '@lyceum/sqlite/wal';

type Waiting = { run: () => unknown; resolve: (made: never) => void; reject: (error: unknown) => void };

const remedy = 'It can\'t be made again: stop the service, keep a copy of the folder, and restore the last backup (lyceum restore)';

/** A SQLite file of the vault. What SQLite refuses is `Damaged` or `Unavailable`, with what to do. What is written resolves when it is on the disk; writers that wait together share one commit. */
export class SqliteFile {
  readonly db: Database.Database;
  /** What was found where it was opened, for the service's log. */
  readonly notice: string | null;
  private readonly path: string;
  private waiting: Waiting[] = [];
  private readonly statements = new Map<string, Database.Statement>();

  /** `sealed`: tables whose rows tell by themselves whether they are what was written. */
  constructor(folder: string, name: string, schema: string, sealed: readonly string[] = []) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, name);
    this.notice = inspectWal(this.path, remedy);
    let db: Database.Database | undefined;
    try {
      db = new Database(this.path, { timeout: 5000 });
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('secure_delete = on'); // what is forgotten leaves no copy in the file's free pages
      assertSound(db);
      layOut(db, schema, sealed);
    } catch (error) {
      db?.close();
      throw this.explained(error);
    }
    this.db = db;
  }

  /** A statement, prepared once; its texts are written in the code, never made of data. */
  statement(text: string): Database.Statement {
    let found = this.statements.get(text);
    if (!found) this.statements.set(text, (found = explaining(this.db.prepare(text), this.explained)));
    return found;
  }

  write<T>(run: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ run, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Folds the write-ahead log, which still holds pages as they were, into the file. */
  fold(): void {
    try { this.db.pragma('wal_checkpoint(TRUNCATE)'); } catch (error) { throw this.explained(error); }
  }

  /** Commits what waits, then closes; the write-ahead log goes into the file, so that a copy of it is whole. */
  close(): void {
    if (!this.db.open) return;
    this.flush();
    this.db.pragma('wal_checkpoint(TRUNCATE)');
    this.db.close();
  }

  private readonly explained = (error: unknown): unknown => (isSqlite(error) ? explained(error, this.path, remedy) : error);

  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    const settle: (() => void)[] = [];
    try {
      this.db.transaction(() => {
        for (const { run, resolve, reject } of batch) {
          try {
            const made = this.db.transaction(run)(); // a savepoint: one that fails takes no other with it
            settle.push(() => resolve(made as never));
          } catch (error) {
            if (!this.db.inTransaction) throw error; // a full disk takes all of it back at once
            settle.push(() => reject(error));
          }
        }
      })();
    } catch (error) {
      for (const { reject } of batch) reject(this.explained(error));
      return;
    }
    for (const each of settle) each();
  }
}
