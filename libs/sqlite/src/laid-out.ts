import Database from 'better-sqlite3';

/*
 * SQLite keeps no checksum of what it holds: a bit that flips within a value is read as if it had been written. Tables that are small and matter
 * therefore keep each row's values a second time, as text, in a column that SQLite fills by itself; `assertSound`, and whoever else asks SQLite
 * whether a file is whole, is told by it where the two differ.
 */

/** The tables of a schema (`create table if not exists …;` and indexes), each row of which keeps a copy of itself; `but`: those that need none. */
export const copying = (schema: string, but: readonly string[] = []): string => inMemory(schema, (db) => schema.replaceAll(/create table if not exists (\w+) \(/g, (made, table: string) => {
  if (but.includes(table)) return made;
  const values = copyOf(db, table);
  return `${made}copy text generated always as (${values}) stored check (copy is ${values}), `;
}));

/** Which table has a row that differs from its copy; `null` where none has. For a connection that only reads: SQLite compares no copies there. */
export const findUncopied = (db: Database.Database): string | null => {
  const tables = db.prepare("select m.name from sqlite_schema m join pragma_table_xinfo(m.name) x where m.type = 'table' and x.name = 'copy' and x.hidden > 0").pluck().all() as string[];
  const table = tables.find((name) => db.prepare(`select 1 from ${name} where copy is not ${copyOf(db, name)}`).get());
  return table === undefined ? null : `a row of ${table} is not what was written`;
};

/**
 * Makes what is missing of a schema; the tables of a file from before its rows kept copies are made anew with them. Throws as SQLite does for
 * damage where the file holds anything else: one bit in what SQLite knows of a table, and an empty one would be made beside it.
 */
export const layOut = (db: Database.Database, schema: string, but: readonly string[] = []): void => {
  const wanted = copying(schema, but);
  const [plain, kept] = [inMemory(schema, objectsOf), inMemory(wanted, objectsOf)];
  const other = (): [string, string][] => [...objectsOf(db)].filter(([name, sql]) => kept.get(name) !== sql);
  if (objectsOf(db).size === kept.size && other().length === 0) return; // others may be writing
  db.transaction(() => {
    const before = other();
    for (const [name, sql] of before) if (plain.get(name) !== sql) throw Object.assign(new Error(`it holds ${JSON.stringify(name)}, which is not laid out as this program does it`), { code: 'SQLITE_CORRUPT' });
    for (const [name] of before) db.exec(`alter table ${name} rename to ${name}_before`);
    db.exec(wanted);
    for (const [name] of before) {
      const columns = columnsOf(db, `${name}_before`).join(', ');
      db.exec(`insert into ${name} (${columns}) select ${columns} from ${name}_before; drop table ${name}_before`);
    }
    db.exec(wanted); // the indexes of those went with them
  }).immediate();
};

const inMemory = <T>(schema: string, look: (db: Database.Database) => T): T => {
  const db = new Database(':memory:');
  try {
    db.exec(schema);
    return look(db);
  } finally { db.close(); }
};
const objectsOf = (db: Database.Database): ReadonlyMap<string, string> =>
  new Map(db.prepare('select name, sql from sqlite_schema where sql is not null').raw().all() as [string, string][]);
const copyOf = (db: Database.Database, table: string): string => columnsOf(db, table).map((name) => `quote(${name})`).join(' || ');
const columnsOf = (db: Database.Database, table: string): readonly string[] => db.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[];
