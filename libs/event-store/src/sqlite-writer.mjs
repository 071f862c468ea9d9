// The one writer of a log file, on a thread of its own: everything that waits goes into one transaction, so that its wait for the disk is shared.
// Plain JavaScript on purpose: a worker thread starts without the loaders that let this program run TypeScript (jest has none to pass on).
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { nameOf } from './sqlite-log-damage.mjs';
import { checksum } from './sqlite-row.mjs';

/** Appends in one transaction: bounds how long another process waits for the file, and how much a full disk takes with it. */
const most = 1024;
/** Events after which the write-ahead log is folded into the database; between answers, so that nobody waits for it. */
const checkpointAfter = 4000;

const schema = `
  create table meta (key text primary key, value text not null) strict, without rowid;
  create table head (one integer primary key check (one = 1), position integer not null) strict;
  create table stream (name text primary key, revision integer not null) strict, without rowid;
  create table event (
    position integer primary key,
    stream text not null,
    revision integer not null,
    id text not null unique,
    text text not null,
    crc integer not null,
    unique (stream, revision)
  ) strict;
  insert into head values (1, 0);`;

let db;
let statements;
let sinceCheckpoint = 0;

const open = () => {
  db = new Database(workerData.file, { timeout: 5000 });
  for (let attempt = 1; ; attempt++) {
    try { db.pragma('journal_mode = WAL'); break; } catch (error) { if (error.code !== 'SQLITE_BUSY' || attempt === 20) throw error; } // two first openers at once
  }
  db.pragma('synchronous = FULL');
  if (db.pragma('synchronous', { simple: true }) !== 2) throw new Error('SQLite does not wait for the disk: it did not take synchronous = FULL'); // a word that it does not know, it passes over in silence; no kill of a process tells
  db.pragma('wal_autocheckpoint = 20000');
};

const prepare = () => {
  db.transaction(() => {
    if (db.pragma('application_id', { simple: true }) === workerData.kind) return;
    if (db.prepare('select count(*) from sqlite_schema').pluck().get() > 0) throw Object.assign(new Error('it is a database of another program'), { code: 'SQLITE_NOTADB' });
    db.exec(schema);
    db.pragma(`application_id = ${workerData.kind}`);
    for (const [key, value] of Object.entries(workerData.meta)) db.prepare('insert into meta values (?, ?)').run(key, value);
  }).immediate();
  nameOf(db);
  statements = {
    begin: db.prepare('begin immediate'),
    commit: db.prepare('commit'),
    head: db.prepare('select position from head').pluck(),
    moveHead: db.prepare('update head set position = ?'),
    revision: db.prepare('select revision from stream where name = ?').pluck(),
    moveStream: db.prepare('insert into stream values (?, ?) on conflict (name) do update set revision = excluded.revision'),
    insert: db.prepare('insert into event values (?, ?, ?, ?, ?, ?)'),
    undo: db.prepare('delete from event where position > ?'),
  };
};

/** The new last position; or the stream that was elsewhere, and where. */
const append = ({ checks, events }, last) => {
  const at = new Map();
  for (let i = 0; i < checks.length; i += 2) {
    const [stream, expected] = [checks[i], checks[i + 1]];
    const revision = statements.revision.get(stream) ?? -1;
    if (expected === 'none' ? revision !== -1 : expected === 'exists' ? revision === -1 : revision !== expected) return { stream, actual: revision };
    at.set(stream, revision);
  }
  const moved = new Set();
  let position = last;
  for (const { stream, id, before, after } of events) {
    const revision = at.get(stream) + 1;
    const text = before + revision + after;
    try {
      statements.insert.run(position + 1, stream, revision, id, text, checksum(position + 1, text));
    } catch (error) {
      if (!error.code?.startsWith('SQLITE_CONSTRAINT')) throw error;
      if (!error.message.includes('event.id')) throw Object.assign(new Error(`${stream} holds revision ${revision} already (${error.message})`), { code: 'SQLITE_CORRUPT' });
      statements.undo.run(last);
      return { stream, actual: statements.revision.get(stream) ?? -1 };
    }
    position++;
    at.set(stream, revision);
    moved.add(stream);
  }
  for (const stream of moved) statements.moveStream.run(stream, at.get(stream));
  return position;
};

const commit = (appends) => {
  if (!db) { open(); prepare(); }
  statements.begin.run();
  const first = statements.head.get();
  let last = first;
  const outcomes = appends.map((each) => {
    const outcome = append(each, last);
    if (typeof outcome === 'number') last = outcome;
    return outcome;
  });
  if (last > first) statements.moveHead.run(last);
  statements.commit.run();
  sinceCheckpoint += last - first;
  return outcomes;
};

/** After a failure the connection's idea of the file is not to be trusted: the next batch opens it anew. */
const abandon = () => {
  try { if (db?.inTransaction) db.exec('rollback'); } catch { /* closing rolls back as well */ }
  try { db?.close(); } catch { /* it is given up in any case */ }
  db = undefined;
};

const attempt = (appends) => {
  try { return { outcomes: commit(appends) }; } catch (error) {
    abandon();
    return { failed: { code: error.code ?? '', message: error.message, appends: appends.length } };
  }
};

const checkpoint = () => {
  sinceCheckpoint = 0;
  try { db?.pragma('wal_checkpoint(PASSIVE)'); } catch { /* it is only put off; an append that fails says why */ }
};

let closing = false;
parentPort.on('message', (message) => {
  let appends = [];
  const answer = () => {
    if (appends.length > 0) parentPort.postMessage(attempt(appends));
    appends = [];
  };
  for (let next = { message }; next; next = receiveMessageOnPort(parentPort)) {
    if (next.message === 'close') closing = true;
    else for (const each of next.message) if (appends.push(each) === most) answer();
  }
  answer();
  if (closing) {
    try { db?.close(); } catch { /* what was acknowledged is in the write-ahead log */ }
    process.exit(0); // this thread only
  }
  if (sinceCheckpoint >= checkpointAfter) checkpoint();
});

try {
  open();
  prepare();
  parentPort.postMessage('ready');
} catch (error) {
  abandon();
  parentPort.postMessage({ failed: { code: error.code ?? '', message: error.message, appends: 0 } });
}
