import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

type Waiting = { run: () => unknown; resolve: (made: never) => void; reject: (error: unknown) => void };

/** A SQLite file of the vault. What is written resolves when it is on the disk; writers that wait together share one commit. */
export class SqliteFile {
  readonly db: Database.Database;
  private waiting: Waiting[] = [];
  private readonly statements = new Map<string, Database.Statement>();

  constructor(folder: string, name: string, schema: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.db = new Database(join(folder, name), { timeout: 5000 });
    this.db.pragma('journal_mode = WAL');
    this.db.pragma('synchronous = FULL');
    this.db.pragma('secure_delete = on'); // what is forgotten leaves no copy in the file's free pages
    this.db.exec(schema);
  }

  /** A statement, prepared once; its texts are written in the code, never made of data. */
  statement(text: string): Database.Statement {
    let found = this.statements.get(text);
    if (!found) this.statements.set(text, (found = this.db.prepare(text)));
    return found;
  }

  write<T>(run: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ run, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits what waits, then closes; the write-ahead log goes into the file, so that a copy of it is whole. */
  close(): void {
    if (!this.db.open) return;
    this.flush();
    this.db.pragma('wal_checkpoint(TRUNCATE)');
    this.db.close();
  }

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
          } catch (error) { settle.push(() => reject(error)); }
        }
      })();
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const each of settle) each();
  }
}
