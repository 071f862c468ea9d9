// Whether a file of rows still holds what was written: every version's checksum, every current row against its version, and whether rows are found
// by all that they ever were. Of a large file this module is a thread of its own, which is told which projection to look at. Plain JavaScript: a
// worker thread starts without the loaders that let this program run TypeScript (jest has none to pass on).
import { isMainThread, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';

const page = 1000;

/** The checksum of a version: its key, its place, the place of the one before, its row's text, its columns. Texts are told from numbers, and bytes from both. */
export const sumOf = (values) => {
  let text = '';
  for (const value of values) text += typeof value === 'string' ? `'${value}\n` : `${value}\n`; // in half the time that joining them takes
  return crc32(text);
};

const quoted = (name) => `"${name}"`;
const columnsOf = (db, table) => db.prepare('select name from pragma_table_info(?)').pluck().all(table).filter((name) => name.startsWith('c_')).map(quoted);
const same = (a, b, columns) => columns.map((column) => `${a}.${column} is ${b}.${column}`).join(' and ') || 'true';

/** The tables and indexes of a projection, as SQLite knows them. */
export const tablesOf = (db, name) => db.prepare("select group_concat(sql, ';' order by name) from sqlite_schema where tbl_name in (@name, @name || ' versions', @name || ' former')").pluck().get({ name });

/** Projections that have tables, each as `name@version`; those with the least to read first. */
export const namesOf = (db) => {
  const names = db.prepare("select name || '@' || version from projections").pluck().all();
  const size = new Map(names.map((name) => [name, db.prepare(`select max(version) from ${quoted(`${name} versions`)}`).pluck().get() ?? 0]));
  return names.sort((a, b) => size.get(a) - size.get(b));
};

/** The first value that is not what was written; `null` where there is none. */
export const findWrong = (db) => {
  for (const name of namesOf(db)) {
    const wrong = wrongOf(db, name, () => false);
    if (wrong) return wrong;
  }
  return null;
};

/** What SQLite says of a table's pages, indexes and copies of values; `null` where all are well. */
export const findBroken = (db, table) => {
  const found = db.pragma(`integrity_check(${quoted(table)})`, { simple: true });
  return found === 'ok' ? null : found;
};

/** Values of one projection, and then pages too; `null` also where `stopped` said so in between, or where it was dropped meanwhile. */
const wrongOf = (db, name, stopped, pages = false) => {
  const tables = db.prepare("select tables from projections where name || '@' || version = ?").pluck();
  const dropped = () => tables.get(name) === undefined;
  try {
    if (dropped()) return null;
    const wrong = atOnce(db, () => dropped() || tablesOf(db, name) === tables.get(name)) ? wrongIn(db, name, stopped) : 'its tables are not those that were made';
    if (wrong) return dropped() ? null : `${name}: ${wrong}`;
    for (const table of pages ? ['projections', name, `${name} versions`, `${name} former`] : []) {
      const broken = stopped() ? null : findBroken(db, table);
      if (broken) return dropped() ? null : `${name}: ${broken}`;
    }
    return null;
  } catch (error) {
    if (dropped()) return null;
    throw error;
  }
};
/** Of one moment, while others write. */
const atOnce = (db, read) => (db.inTransaction ? read() : db.transaction(read)());

const wrongIn = (db, name, stopped) => {
  const [current, versions, former] = ['', ' versions', ' former'].map((what) => quoted(name + what));
  const [columns, places] = [columnsOf(db, name), columnsOf(db, `${name} former`)];
  // In the order in which they were written. Besides its values each has 1 where it is in its place: not newer than the current row, which is
  // the same where it is no older; the first where the row was born; and found by its filters, now or formerly.
  const select = db.prepare(`select v.version,
      (v.previous is null) = (v.position is k.born) and v.position <= k.position
      and (v.position < k.position or (k.version is case when v.row is null then null else v.version end and ${same('k', 'v', columns)}))
      and ((${same('k', 'v', places)}) or exists (select 1 from ${former} f where f.id = v.id and ${same('f', 'v', places)})),
      v.crc, k.key, v.position, v.previous, v.row${columns.map((column) => `, v.${column}`).join('')}
    from ${versions} v left join ${current} k on k.id = v.id where v.version > ? order by v.version limit ${page}`).raw();
  for (let last = 0, rows = select.all(0); rows.length > 0 && !stopped(); rows = select.all(last)) {
    for (const [version, placed, crc, ...values] of rows) {
      if (sumOf(values) !== crc) return `the checksum of version ${version} differs`;
      if (placed !== 1) return `version ${version} does not stand where it belongs`;
      last = version;
    }
  }
  const lost = db.prepare(`select k.id from ${current} k where not exists (select 1 from ${versions} v where v.id = k.id and v.position = k.position) limit 1`).pluck().get();
  return lost === undefined ? null : `row ${lost} has no version`;
};

if (!isMainThread && workerData?.rows) {
  const db = new Database(workerData.rows, { fileMustExist: true, timeout: 5000 });
  db.pragma('query_only = on'); // not read-only: of such a connection SQLite compares no copy of a value
  db.pragma('cache_size = -4000'); // each page is needed about once
  let stop = false;
  const stopped = () => (stop ||= receiveMessageOnPort(parentPort) !== undefined); // it is told nothing else while it looks
  const look = (name) => {
    try {
      const wrong = wrongOf(db, name, stopped, true);
      return wrong && { code: 'SQLITE_CORRUPT', message: wrong };
    } catch (error) { return { code: error.code ?? '', message: error.message }; }
  };
  parentPort.on('message', (name) => {
    if (name !== null) {
      const error = look(name);
      if (!stop) parentPort.postMessage(error);
    }
    if (name !== null && !stop) return;
    db.close();
    parentPort.close();
  });
}
