// What is wrong with a log file, where it no longer holds what was written: one look at every event, the other at pages and at the look-ups by which events
// are found. What each look-up says of an event is summed up on both sides, whatever the order, so that one that is astray shows in the sums.
// Plain JavaScript because threads use it, as the writer is.
import { crc32 } from 'node:zlib';
import { rowsOf } from './sqlite-row.mjs';

const page = 500;
const place = (position) => String(position).padStart(16, '0');
const none = (why) => ({ wrong: { position: null, why } });

/** Throws as SQLite does where pages are damaged; with `integrity_check` also where an index and its table differ, which takes many times as long. */
export const checkPages = (db, pragma) => {
  const found = db.pragma(`${pragma}(1)`, { simple: true });
  if (found !== 'ok') throw Object.assign(new Error(found), { code: 'SQLITE_CORRUPT' });
};

/** The log's id. Throws where the file does not say which log it is, and of which epoch. */
export const nameOf = (db) => {
  const meta = new Map(db.prepare('select key, value from meta').raw().all());
  if (!meta.get('log') || !/^\d{1,15}$/.test(meta.get('epoch') ?? '')) throw Object.assign(new Error('it does not say which log it is, and of which epoch'), { code: 'SQLITE_CORRUPT' });
  return meta.get('log');
};

/** Two numbers that each event adds what its look-ups say of it to. */
const sums = () => ({ ids: 0, streams: 0 });
const addId = (sum, id, position) => { sum.ids = (sum.ids + crc32(id, position)) >>> 0; };
const addStream = (sum, stream, revision, position) => { sum.streams = (sum.streams + crc32(stream, position) + Math.imul(revision, position)) >>> 0; };

/** Type and version, which canonical text has near its end and at it. */
const kindOf = (text) => {
  const at = text.lastIndexOf(',"type":"') + 9;
  return `${text.slice(at, text.indexOf('"', at))} ${text.slice(text.lastIndexOf(':') + 1, -1)}`;
};

/** What a statement answers after a key, which its first columns are; a page at a time, until `stopped`. */
function* walk(select, key, stopped) {
  for (let last = key; ;) {
    const rows = select.all(...last);
    if (rows.length === 0 || stopped()) return;
    for (const row of rows) yield row;
    last = rows.at(-1).slice(0, key.length);
  }
}

/** The first event up to `end` that is not what was written, `null` where there is none; and of each kind where its first stands. */
export const checkEvents = (db, end, stopped = () => false) => {
  const wrongIn = rowsOf(nameOf(db));
  const sum = sums();
  const kinds = new Map();
  let last = 0;
  const select = db.prepare(`select position, text, crc, stream, revision, id from event where position > ? and position <= ${end} order by position limit ${page}`).raw();
  for (const [position, text, crc, stream, revision, id] of walk(select, [0], stopped)) {
    const why = position === ++last ? wrongIn(position, text, crc, stream, revision, id) : 'it is missing';
    if (why) return { wrong: { position: last, why }, sum };
    addId(sum, id, position);
    addStream(sum, stream, revision, position);
    const kind = kindOf(text);
    if (!kinds.has(kind)) kinds.set(kind, position);
  }
  return { wrong: last < end && !stopped() ? { position: last + 1, why: 'it is missing' } : null, sum, kinds };
};

/** As SQLite orders text; not where the second is none any more. */
const before = (a, b) => typeof b === 'string' && (a < b || Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0);

/** What is wrong with the ways by which events are found: the end, the look-up by id, each stream, and pages. */
export const checkLookUps = (db, end, stopped = () => false) => {
  const [head, last] = db.prepare('select (select position from head), (select coalesce(max(position), 0) from event)').raw().get(); // of one moment, while others append
  if (head !== last) return none(`it should end at position ${place(head)} but ends at ${place(last)}`);
  const sum = sums();
  let previous = '';
  const ids = db.prepare(`select id, position from event indexed by sqlite_autoindex_event_1 where id > ? order by id limit ${page}`).raw();
  for (const [id, position] of walk(ids, [''], stopped)) {
    if (!before(previous, id)) return none(`the look-up by id is not in order at ${id}`);
    previous = id;
    if (position <= end) addId(sum, id, position);
  }
  const uneven = findUneven(db, stopped, (stream, revision, position) => { if (position <= end) addStream(sum, stream, revision, position); });
  if (uneven) return none(uneven);
  if (!stopped()) checkPages(db, 'quick_check'); // can't be stopped: a second for a million events
  return { wrong: null, sum };
};

/** What is wrong with the first stream that is not whole; `null` where all are. */
export const findUneven = (db, stopped = () => false, seen = () => undefined) => {
  const notDense = (stream) => `the revisions of ${stream} are not dense`;
  const ends = walk(db.prepare(`select name, revision from stream where name > ? order by name limit ${page}`).raw(), [''], stopped);
  let [stream, revision] = ['', -1]; // none yet
  const endsSo = () => {
    const [name, last] = ends.next().value ?? [];
    return name === stream && last === revision;
  };
  const select = db.prepare(`select stream, revision, position from event indexed by sqlite_autoindex_event_2 where (stream, revision) > (?, ?) order by stream, revision limit ${page}`).raw();
  for (const [name, number, position] of walk(select, [stream, revision], stopped)) {
    if (name !== stream && !((stream === '' || endsSo()) && before(stream, name))) return notDense(stream || name);
    if (number !== (name === stream ? revision + 1 : 0)) return notDense(name);
    [stream, revision] = [name, number];
    seen(name, number, position);
  }
  if (stream !== '' && !stopped() && !endsSo()) return notDense(stream);
  const more = stopped() ? undefined : ends.next().value;
  return more ? notDense(more[0]) : null;
};
