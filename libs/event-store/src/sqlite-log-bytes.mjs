// Reads a file as mere bytes, and prints how many there are and their checksum: a gigabyte takes a second, a third of what looking at its events does.
// A process of its own on purpose: where one closes a file that SQLite has open in the same process, the system takes SQLite's locks away with it, and
// the next program that looks at the log believes that it is the last, and removes the write-ahead log under whoever writes it.
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const file = openSync(process.argv[2]);
const buffer = Buffer.alloc(2 ** 20);
let [bytes, crc] = [0, 0];
for (let read; (read = readSync(file, buffer, 0, buffer.length, bytes)) > 0; bytes += read) crc = crc32(buffer.subarray(0, read), crc);
closeSync(file);
process.stdout.write(JSON.stringify({ bytes, crc }));
