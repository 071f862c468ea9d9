// Whether a log file still holds what was written: every page and index, every event's place, checksum and columns, and each stream whole; some
// seconds for a million events. (`verify` reads every event's text besides.) The writer's thread does it before a file is used; for a large file this
// module is a thread of its own, beside its use. Plain JavaScript as the writer is.
import { isMainThread, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';

const page = 1000;
const place = (position) => String(position).padStart(16, '0');

/** Throws as SQLite does where pages or indexes are damaged. */
export const checkPages = (db) => {
  const found = db.pragma('integrity_check(1)', { simple: true });
  if (found !== 'ok') throw Object.assign(new Error(found), { code: 'SQLITE_CORRUPT' });
};

/** Throws where the file does not say which log it is, and of which epoch. */
export const assertNamed = (db) => {
  const meta = new Map(db.prepare('select key, value from meta').raw().all());
  if (!meta.get('log') || !/^\d{1,15}$/.test(meta.get('epoch') ?? '')) throw Object.assign(new Error('it does not say which log it is, and of which epoch'), { code: 'SQLITE_CORRUPT' });
};

/** The first event that is not what was written, and why; `null` where there is none, or where `stopped` said so in between. */
export const findWrong = (db, stopped = () => false) => {
  const [head, end] = db.prepare('select (select position from head), (select coalesce(max(position), 0) from event)').raw().get(); // of one moment, while others append
  if (head !== end) return { position: null, why: `it should end at position ${place(head)} but ends at ${place(end)}` };
  const log = JSON.stringify(db.prepare("select value from meta where key = 'log'").pluck().get() ?? null);
  const select = db.prepare('select position, text, crc, stream, revision, id from event where position > ? and position <= ? order by position limit ?').raw();
  for (let last = 0; last < end && !stopped();) {
    const rows = select.all(last, end, page);
    if (rows.length === 0) return { position: last + 1, why: 'it is missing' };
    for (const [position, text, crc, stream, revision, id] of rows) {
      if (position !== ++last) return { position: last, why: 'it is missing' };
      if (crc32(text, position >>> 0) !== crc) return { position, why: 'its checksum differs' };
      // As canonical text has them, one after the other; looked for from the end, since data stand before.
      if (text.lastIndexOf(`,"revision":${revision},"stream":${JSON.stringify(stream)},"type":`) < 0 || text.lastIndexOf(`,"id":${JSON.stringify(id)},"log":`) < 0) return { position, why: 'its columns and its text differ' };
      if (text.lastIndexOf(`,"log":${log},"occurredAt":`) < 0) return { position, why: 'it belongs to another log than the file says it is' };
    }
  }
  return stopped() ? null : findUneven(db);
};

/** What is wrong with the first stream that is not whole; `null` where all are. */
export const findUneven = (db) => {
  const uneven = db.prepare(`select name from (select stream as name, min(revision) as low, max(revision) as high, count(*) as events from event group by stream) e
    full join stream s using (name) where low is not 0 or high is not events - 1 or high is not s.revision limit 1`).pluck().get();
  return uneven === undefined ? null : { position: null, why: `the revisions of ${uneven} are not dense` };
};

if (!isMainThread && workerData?.checks) {
  const db = new Database(workerData.checks, { readonly: true, timeout: 5000 });
  try {
    let stopped = false;
    const wrong = findWrong(db, () => (stopped ||= receiveMessageOnPort(parentPort) !== undefined));
    if (!wrong && !stopped) checkPages(db); // can't be stopped: a second for a million events, last
    parentPort.postMessage({ wrong });
  } catch (error) {
    parentPort.postMessage({ failed: { code: error.code ?? '', message: error.message } });
  } finally {
    db.close();
    parentPort.close();
  }
}
