// Whether a log file still holds what was written: every page, and every event's place and checksum; about 2.5 seconds for a million events. The
// writer's thread does it before a file is used; a large file's is a thread of its own (this module), beside its use. Plain JavaScript as the writer is.
import { isMainThread, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';

const page = 1000;

/** Throws as SQLite does where pages are damaged. */
export const checkPages = (db) => {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw Object.assign(new Error(found), { code: 'SQLITE_CORRUPT' });
};

/** The first event that is not what was written, and why; `null` where there is none, or where `stopped` said so in between. */
export const findWrong = (db, stopped = () => false) => {
  const end = db.prepare('select max(position) from event').pluck().get();
  const select = db.prepare('select position, text, crc from event where position > ? and position <= ? order by position limit ?').raw();
  for (let last = 0; last < end && !stopped();) {
    const rows = select.all(last, end, page);
    if (rows.length === 0) return { position: last + 1, why: 'it is missing' };
    for (const [position, text, crc] of rows) {
      if (position !== ++last) return { position: last, why: 'it is missing' };
      if (crc32(text, position >>> 0) !== crc) return { position, why: 'its checksum differs' };
    }
  }
  return null;
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
