import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { Stop, type Report } from './report.ts';

const File = z.object({ bytes: z.number().int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const Manifest = z.object({
  format: z.literal(1), kind: z.enum(['city', 'keys']), at: z.iso.datetime(), log: z.string(), epoch: z.number().int(), position: z.string(),
  /** Of keys: whoever was forgotten by then, so that a restore can forget them again. */
  forgotten: z.array(z.string()), files: z.record(z.string().regex(/^[\w.@-]+(\/[\w.@-]+)*$/), File),
});
/** What a backup holds. It is written last: a set without it is none. */
export type Manifest = z.infer<typeof Manifest>;
export type BackupSet = { readonly folder: string; readonly manifest: Manifest };

/** Not named yet; tells which process fills it. */
const partial = /^\.partial-(?:p(\d+)-)?/;
const day = 86_400_000; // milliseconds
/** What this process fills: its own id says nothing, as a container gives the same one to each. */
const filling = new Set<string>();

const namesIn = async (root: string): Promise<readonly string[]> => {
  const found = statSync(root, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw new Stop(`${root} is a file: name the folder in which backups are`, 2);
  return found ? readdir(root) : [];
};

/** Removes what backups that broke off have left. Refuses while another fills one: its process is there, and began it within the day. */
export const clearPartial = async (root: string): Promise<void> => {
  for (const name of await namesIn(root)) {
    const found = partial.exec(name);
    if (!found) continue;
    const folder = join(root, name);
    if (isFilled(folder, Number(found[1]))) throw new Stop(`another backup is under way in ${folder}: make this one when it has ended. If none is, delete that folder`);
    await rm(folder, { recursive: true, force: true });
  }
};
const isFilled = (folder: string, pid: number): boolean => {
  if (pid === process.pid) return filling.has(folder);
  return pid > 0 && isThere(pid) && Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) < day;
};
const isThere = (pid: number): boolean => {
  try { return process.kill(pid, 0); } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM'; }
};

/** Fills a new set beside the others and gives it its name in one step: whatever ends it before leaves the others as they were. */
export const writeSet = async (root: string, name: string, fill: (folder: string) => Promise<Omit<Manifest, 'format' | 'files'>>): Promise<BackupSet> => {
  if (existsSync(join(root, name))) throw new Stop(`${join(root, name)} is there already: make the next backup a moment later`);
  await namesIn(root);
  await mkdir(root, { recursive: true, mode: 0o700 });
  await clearPartial(root);
  const folder = join(root, `.partial-p${process.pid}-${name}`);
  filling.add(folder);
  try { return await filled(folder, root, name, fill); } finally { filling.delete(folder); }
};

const filled = async (folder: string, root: string, name: string, fill: (folder: string) => Promise<Omit<Manifest, 'format' | 'files'>>): Promise<BackupSet> => {
  await mkdir(folder, { mode: 0o700 });
  const about = await fill(folder);
  const files: Record<string, z.infer<typeof File>> = {};
  for (const path of await filesIn(folder)) {
    await toDisk(path);
    files[relative(folder, path).replaceAll('\\', '/')] = await digest(path);
  }
  const manifest: Manifest = { format: 1, ...about, files };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  await toDisk(folder);
  await rename(folder, join(root, name));
  await toDisk(root);
  return { folder: join(root, name), manifest };
};

/** Whole sets, the newest first. One whose manifest is damaged is passed over, and said so: it must stop neither a restore from another nor the removal of old keys. */
export const setsIn = async (root: string, kind: Manifest['kind'], { notice }: Pick<Report, 'notice'>): Promise<readonly BackupSet[]> => {
  const found: BackupSet[] = [];
  for (const name of await namesIn(root)) {
    if (!name.startsWith('.') && existsSync(join(root, name, 'manifest.json'))) {
      try { found.push(await readSet(join(root, name))); } catch (error) {
        if (!(error instanceof Stop)) throw error;
        notice(`${error.message}. It is passed over: look at ${join(root, name)}, or delete it. If it holds keys, it is not removed after 30 days by itself, and whoever it alone knew to be forgotten is not known`);
      }
    }
  }
  return found.filter(({ manifest }) => manifest.kind === kind).sort((a, b) => (a.manifest.at < b.manifest.at ? 1 : -1));
};

export const readSet = async (folder: string): Promise<BackupSet> => {
  const file = join(folder, 'manifest.json');
  let text: string;
  try { text = await readFile(file, 'utf8'); } catch { throw new Stop(`${folder} holds no backup: ${file} is missing`); }
  try { return { folder, manifest: Manifest.parse(JSON.parse(text)) }; } catch (error) { throw new Stop(`${file} is damaged, or of another program: ${String(error).split('\n')[0]}`); }
};

/** Of a folder of backups the newest of a city; else the one that it is. */
export const newestOf = async (place: string, report: Pick<Report, 'notice'>): Promise<BackupSet> => {
  const [newest] = await setsIn(place, 'city', report);
  return newest ?? readSet(place);
};

/** Throws at the first file that is not what was written, is missing, or does not belong. */
export const checkFiles = async ({ folder, manifest: { files } }: BackupSet, progress: (what: string, done: number, of: number) => void): Promise<void> => {
  const all = Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const [path, expected] of Object.entries(files)) {
    const found = await digest(join(folder, path)).catch(() => undefined);
    if (!found) throw new Stop(`${join(folder, path)} is missing`);
    if (found.bytes !== expected.bytes || found.sha256 !== expected.sha256) throw new Stop(`${join(folder, path)} is not what was written: use another backup`);
    progress('reading files', done += expected.bytes, all);
  }
  const strangers = (await filesIn(folder)).map((path) => relative(folder, path).replaceAll('\\', '/')).filter((path) => path !== 'manifest.json' && !Object.hasOwn(files, path));
  if (strangers.length > 0) throw new Stop(`${join(folder, strangers[0]!)} does not belong to this backup`);
};

export const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();

export const toDisk = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try { await handle.sync(); } finally { await handle.close(); }
};

const digest = async (path: string): Promise<z.infer<typeof File>> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) { hash.update(chunk); bytes += chunk.length; }
  return { bytes, sha256: hash.digest('hex') };
};
