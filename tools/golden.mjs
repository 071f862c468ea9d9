// Golden samples of events, once they are released, are somebody's log. As a program: node tools/golden.mjs
// seals the samples that are new, for a release, in libs/contracts/released.json; what is sealed there it never changes.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const contracts = join(import.meta.dirname, '../libs/contracts');
const manifest = join(contracts, 'released.json');

/** A digest of what a sample says, however it is laid out. */
const digestOf = (text) => createHash('sha256').update(JSON.stringify(JSON.parse(text))).digest('hex');

/** Each sample's digest, by its file's name. */
export const samples = (folder = join(contracts, 'golden')) => Object.fromEntries(readdirSync(folder).sort().map((file) => [file, digestOf(readFileSync(join(folder, file), 'utf8'))]));
/** Those that were sealed at a release. */
export const released = () => JSON.parse(readFileSync(manifest, 'utf8'));

/** What is no longer as it was released, each with what to do. */
export const broken = (sealed, found) => Object.entries(sealed).flatMap(([file, digest]) => {
  if (found[file] === digest) return [];
  const what = found[file] === undefined ? 'was released and is gone' : 'was released and says something else now';
  return [`libs/contracts/golden/${file} ${what}: logs hold such events. Put it back as it was (git log -- libs/contracts/golden/${file}); for another shape raise the event's version and add a sample beside it`];
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [sealed, found] = [released(), samples()];
  const wrong = broken(sealed, found);
  if (wrong.length > 0) {
    console.error(wrong.join('\n'));
    process.exitCode = 1;
  } else {
    writeFileSync(manifest, `${JSON.stringify(found, null, 2)}\n`);
    console.log(`${Object.keys(found).length - Object.keys(sealed).length} sealed, ${Object.keys(found).length} in all`);
  }
}
