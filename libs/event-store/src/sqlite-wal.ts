import { open, stat } from 'node:fs/promises';
import { Damaged } from './event-store.ts';
import { remedy } from './envelope.ts';

/**
 * SQLite cuts its write-ahead log at the first frame whose checksum is wrong, and says nothing. That is right for what a crash left half
 * written, which nobody was told of; it would also drop acknowledged commits behind a byte that flipped at rest. This tells them apart before
 * SQLite opens the file (format: https://sqlite.org/fileformat2.html, section 4): a commit is only begun when the one before it rests on the disk,
 * so a bad frame with another commit after its own is damage.
 */
export const inspectWal = async (file: string): Promise<string | null> => {
  for (let attempt = 1; ; attempt++) {
    const verdict = await inspect(`${file}-wal`, file);
    if (verdict === null) return null;
    // Another process may be writing it at this very moment; what it is about to finish is not damage.
    if (attempt === 4) {
      if (verdict.damaged) throw new Damaged(`${verdict.what} ${remedy}`);
      return verdict.what;
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
};

type Verdict = { readonly damaged: boolean; readonly what: string } | null;

const inspect = async (wal: string, file: string): Promise<Verdict> => {
  const bytes = await read(wal);
  if (bytes.length <= 32) return null; // no frames
  const magic = bytes.readUInt32BE(0);
  const big = magic === 0x377f0683;
  const pageSize = bytes.readUInt32BE(8);
  const header = sum(bytes, 0, 24, [0, 0], big);
  if ((!big && magic !== 0x377f0682) || header[0] !== bytes.readUInt32BE(24) || header[1] !== bytes.readUInt32BE(28)) {
    return { damaged: true, what: `${wal}: the header of the write-ahead log is not what was written; what it holds would be dropped.` };
  }
  if ((await size(file)) === 0) return { damaged: true, what: `${file} is empty although ${wal} holds commits of it.` };

  let chain = header;
  let bad = -1; // offset of the first bad frame of the newest generation
  let ended = false; // its commit's end was seen
  for (let at = 32; at + 24 + pageSize <= bytes.length; at += 24 + pageSize) {
    if (bytes.compare(bytes, 16, 24, at + 8, at + 16) !== 0) {
      // Frames of an older generation of the file follow the newest; a flipped salt would look the same, but then later frames have the right one.
      if (!later(bytes, at, 24 + pageSize)) break;
      bad = bad < 0 ? at : bad;
      continue;
    }
    const next = sum(bytes, at + 24, pageSize, sum(bytes, at, 8, chain, big), big);
    const stored: [number, number] = [bytes.readUInt32BE(at + 16), bytes.readUInt32BE(at + 20)];
    if (next[0] === stored[0] && next[1] === stored[1]) {
      if (bad >= 0 && ended) return { damaged: true, what: `${wal}: the frame at byte ${bad} is not what was written, though commits follow it.` };
    } else if (bad < 0) bad = at;
    if (bad >= 0 && bytes.readUInt32BE(at + 4) !== 0) ended = true;
    chain = stored; // the frames after a bad one were summed on from what it said of itself
  }
  return bad < 0 ? null : { damaged: false, what: `${wal}: the last commit is not whole and was cut at byte ${bad}. If the machine died while it was written, nothing acknowledged is lost; if not, compare with the last backup.` };
};

/** Whether a frame of the newest generation stands anywhere behind. */
const later = (bytes: Buffer, from: number, frame: number): boolean => {
  for (let at = from + frame; at + frame <= bytes.length; at += frame) if (bytes.compare(bytes, 16, 24, at + 8, at + 16) === 0) return true;
  return false;
};

/** SQLite's checksum over words of 32 bits, in the byte order that the magic number names. */
const sum = (bytes: Buffer, from: number, length: number, [a, b]: readonly [number, number], big: boolean): [number, number] => {
  for (let at = from; at < from + length; at += 8) {
    a = (a + (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (big ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
};

const size = async (file: string) => (await stat(file).catch(() => ({ size: 0 }))).size;

const read = async (file: string): Promise<Buffer> => {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return null; throw error; });
  if (!handle) return Buffer.alloc(0);
  try { return await handle.readFile(); } finally { await handle.close(); }
};
