// What a row of a log file's table of events must agree in, for whoever writes, reads or checks it. Plain JavaScript, for the threads among them.
import { crc32 } from 'node:zlib';

/** Begun with the position, so that a row that stands in another's place is noticed. */
export const checksum = (position, text) => crc32(text, position >>> 0);

/** Asks of each row of a log why it is not what was written; `null` where it is. Members are looked for from the end, as canonical text has them: data stand before. */
export const rowsOf = (log) => {
  const own = escaped(log);
  return (position, text, crc, stream, revision, id) => {
    if (typeof text !== 'string') return 'its text is none any more'; // the same bytes as a blob, of the same checksum
    if (checksum(position, text) !== crc) return 'its checksum differs';
    const named = (name) => runs(text, ',"id":"', name, '","log":"');
    const placed = (name) => runs(text, ',"revision":', String(revision), ',"stream":"', name, '","type":"');
    if (!(named(id) || named(escaped(id))) || !(placed(stream) || placed(escaped(stream)))) return 'its columns and its text differ';
    return runs(text, ',"log":"', own, '","occurredAt":"') ? null : 'it belongs to another log than the file says it is';
  };
};

const escaped = (name) => JSON.stringify(name).slice(1, -1);

/** Whether these stand one after the other where the first of them stands last. */
const runs = (text, ...parts) => {
  let at = text.lastIndexOf(parts[0]);
  for (const part of parts) {
    if (!text.startsWith(part, at)) return false;
    at += part.length;
  }
  return true;
};
