import { readFileSync, realpathSync, statSync } from 'node:fs';
import { endianness } from 'node:os';
import { Damaged } from '@lyceum/event-store/event-store';

/**
 * SQLite cuts its write-ahead log at the first frame whose checksum is wrong, and says nothing. That is right for what a crash left half
 * written, which nobody was told of; it would also drop acknowledged commits behind a byte that flipped at rest. This tells them apart before
 * SQLite opens the file (format: https://sqlite.org/fileformat2.html, section 4): a commit is only begun when the one before it rests on the disk,
 * so a bad frame with another commit after its own is damage, and so is one that the index beside (`-shm`) counts: it throws `Damaged`, which ends with `remedy`. Answers what is worth a line in the
 * service's log, or null. For whatever can't be made again; one that can loses nothing by being cut.
 */
export const inspectWal = (name: string, remedy: string): string | null => {
  const file = real(name);
  for (let attempt = 1; ; attempt++) {
    const verdict = inspect(`${file}-wal`, file);
    if (verdict === null) return null;
    // Another process may be writing it at this very moment; what it is about to finish is not damage.
    if (attempt === 4) {
      if (verdict.damaged) throw new Damaged(`${verdict.what} ${remedy}`);
      return verdict.what;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40); // opening a file waits, too
  }
};

type Verdict = { readonly damaged: boolean; readonly what: string } | null;

const inspect = (wal: string, file: string): Verdict => {
  const index = indexIn(read(`${file}-shm`) ?? nothing); // before the log, which may grow meanwhile
  const bytes = read(wal);
  // SQLite removes the index first where it is done with both.
  if (!bytes) return index && index.frames > index.folded ? { damaged: true, what: `${wal} is lost: it held commits that are not in ${file} yet. Put it back if you can.` } : null;
  if (bytes.length <= 32) return null; // no frames
  const magic = bytes.readUInt32BE(0);
  const big = magic === 0x377f0683;
  const pageSize = bytes.readUInt32BE(8);
  const header = sum(bytes, 0, 24, [0, 0], big);
  if ((!big && magic !== 0x377f0682) || header[0] !== bytes.readUInt32BE(24) || header[1] !== bytes.readUInt32BE(28)) {
    return { damaged: true, what: `${wal}: the header of the write-ahead log is not what was written; what it holds would be dropped.` };
  }
  if (size(file) === 0) return { damaged: true, what: `${file} is empty although ${wal} holds commits of it.` };

  let chain = header;
  let bad = -1; // offset of the first bad frame of the newest generation
  let ended = false; // its commit's end was seen
  let whole = 0; // frames before it
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
      if (bad < 0) whole++;
    } else if (bad < 0) bad = at;
    if (bad >= 0 && bytes.readUInt32BE(at + 4) !== 0) ended = true;
    chain = stored; // the frames after a bad one were summed on from what it said of itself
  }
  if (index && index.salts.equals(bytes.subarray(16, 24)) && index.frames > whole) {
    return { damaged: true, what: `${wal}: what stands from byte ${32 + whole * (24 + pageSize)} on is not what was written, though it was committed.` };
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

/** What the index of a write-ahead log knows of it: how many frames are committed, which it learns when they are on the disk, and folded in; null where it is not whole. */
const indexIn = (bytes: Buffer): { readonly frames: number; readonly folded: number; readonly salts: Buffer } | null => {
  if (bytes.length < 100 || bytes.compare(bytes, 48, 96, 0, 48) !== 0) return null;
  const big = endianness() === 'BE';
  const word = (at: number) => (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const [a, b] = sum(bytes, 0, 40, [0, 0], big);
  return a === word(40) && b === word(44) ? { frames: word(16), folded: word(96), salts: bytes.subarray(32, 40) } : null;
};

const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Where a link leads, if it is one: there SQLite keeps the write-ahead log. */
const real = (name: string): string => {
  try { return realpathSync(name); } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return name;
    throw error;
  }
};

const nothing = Buffer.alloc(0);
const read = (file: string): Buffer | null => {
  try { return readFileSync(file); } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};
