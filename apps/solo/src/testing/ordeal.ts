import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { pagesOf } from '@lyceum/core/pages';
import type { Projection } from '@lyceum/core/projection';
import { seeded } from '@lyceum/core/testing/seeded';
import type { Stored } from '@lyceum/event-store/event-store';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { Projector } from '@lyceum/read-store/projector';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { contexts } from '../contexts.ts';
import { everything } from '../demo-city/testing/town.ts';
import { client, Gone, Ledger, post, type Sent } from './load.ts';
import { Server } from './server.ts';
import { townFolder, type TownFolder } from './town-folder.ts';

/** `rounds`: all but each fifth and the last end with a kill. */
type Wanted = { readonly rounds: number; readonly guards?: readonly string[]; readonly say?: (line: string) => void };

/**
 * A city under load that is killed again and again at random moments, stopped in order now and then, and started with its clock set back.
 * After each start every command of the round before is sent again; at the end of each round the log is searched for all of them.
 * Throws at the first thing that does not hold.
 */
export const ordeal = async ({ rounds, guards = [], say = () => undefined }: Wanted): Promise<{ acknowledged: number; events: number; kills: number }> => {
  const town = await townFolder();
  const ledger = new Ledger();
  const random = seeded(20261121);
  let [fresh, events, kills, server] = [0, 0, 0, undefined as Server | undefined];
  try {
    for (let round = 1; round <= rounds; round++) {
      const ends = round % 5 === 0 || round === rounds ? 'SIGTERM' : 'SIGKILL';
      const back = round % 5 === 3; // the clock
      server = await Server.start(town.folder, back ? [...guards, 'an-hour-ago'] : guards);
      const last = ledger.sent.slice(fresh);
      fresh = ledger.sent.length;
      await repeated(server, town, last);
      if (back) await filed(town);
      await underLoad(server, town, ledger, random, ends);
      if (ends === 'SIGKILL') kills++;
      server = undefined;
      const log = await within(town, async (store) => { await store.verify(); return everything(store); });
      assertOnce(ledger.sent, log, town.seeded);
      events = log.length;
      if (round % 10 === 0 || round === rounds) {
        await caughtUp(town, guards, ledger.sent.slice(fresh));
        say(`${round} rounds, ${kills} kills: ${ledger.sent.filter(({ answer }) => answer).length} commands acknowledged, ${events} events, rows and learning files as new as they are`);
      }
    }
    return { acknowledged: ledger.sent.filter(({ answer }) => answer).length, events, kills };
  } finally {
    await server?.kill();
    rmSync(town.folder, { recursive: true, force: true });
  }
};

const within = async <T>({ folder }: TownFolder, use: (store: SqliteEventStore) => Promise<T>): Promise<T> => {
  const store = await SqliteEventStore.open({ folder: join(folder, 'log') });
  try { return await use(store); } finally { await store.close(); }
};

/** Six clients at once, until the server is killed or told to stop somewhere between the first answers and a second later. */
const underLoad = async (server: Server, town: TownFolder, ledger: Ledger, random: () => number, ends: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  const clients = Promise.all(Array.from({ length: 6 }, () => client(server.address, town, ledger, random).catch((error: unknown) => { if (!(error instanceof Gone)) throw error; })));
  const begun = ledger.sent.length;
  const answered = () => ledger.sent.slice(begun).some(({ answer }) => answer);
  for (let waited = 0; !answered() && waited < 20_000; waited += 5) await Promise.race([setTimeout(5), clients]);
  await Promise.race([setTimeout(random() * 900), clients.then(() => setTimeout(900))]);
  if (ends === 'SIGKILL') await server.kill();
  else {
    const { code, said } = await server.stop();
    if (code !== 0) throw new Error(`it was told to stop and ended with ${code}: ${said}`);
  }
  await clients;
};

/** Every command again, under its key: what was acknowledged gets the same answer and leaves no event, also where its code has expired; what was not is done now, if it was not then. */
const repeated = async ({ address }: Server, { folder }: TownFolder, sent: readonly Sent[]): Promise<void> => {
  for (const each of sent.filter(({ answer }) => !answer)) {
    const answer = await post(address, each);
    if (answer.status <= 201) each.answer = answer;
    else if (!/code-expired|session-not-open|not-signed/.test(answer.text)) throw new Error(`${each.url} was not acknowledged, and answers ${answer.status} to its repetition: ${answer.text}`);
  }
  const before = await count(folder);
  for (const each of sent.filter(({ answer }) => answer)) {
    const answer = await post(address, each);
    if (answer.text !== each.answer!.text) throw new Error(`${each.url} was answered ${each.answer!.text} and is answered ${answer.status} ${answer.text} when it is repeated`);
  }
  const [was, is] = [before, await count(folder)];
  if (was !== is) throw new Error(`repetitions left events: ${was} commands in the log became ${is}`);
};
/** How many commands of people the log holds. */
const count = async (folder: string): Promise<number> => {
  const store = await SqliteEventStore.open({ folder: join(folder, 'log') });
  try { return (await everything(store)).filter(({ actor }) => actor.startsWith('member:')).length; } finally { await store.close(); }
};

/** Every acknowledged command is in the log once and whole; every other one once and whole, or not at all; and nothing else is. */
const assertOnce = (sent: readonly Sent[], log: readonly Stored[], seeded: number): void => {
  const made = Map.groupBy(log.slice(seeded).filter(({ actor }) => actor.startsWith('member:')), ({ command }) => command);
  for (const { url, commands, makes, answer } of sent) for (const command of commands) {
    const types = (made.get(command) ?? []).map(({ type }) => type).join(', ');
    made.delete(command);
    if (answer && types === '') throw new Error(`${url} was acknowledged (${answer.text}), but is not in the log`);
    if (types !== '' && types !== makes.join(', ')) throw new Error(`${url} left ${types} in the log instead of ${makes.join(', ')}`);
  }
  for (const [command, events] of made) throw new Error(`nobody sent the command ${command} that made ${events.map(({ type }) => type).join(', ')}`);
  const next = new Map<string, number>();
  for (const { stream, revision } of log) {
    if (revision !== (next.get(stream) ?? 0)) throw new Error(`${stream} goes on with revision ${revision} after ${(next.get(stream) ?? 0) - 1}`);
    next.set(stream, revision + 1);
  }
};

/** Waits until each signature and each withdrawal has its one entry in a learning file. */
const filed = async (town: TownFolder): Promise<void> => {
  const due = (log: readonly Stored[]) => {
    const sources = (type: string) => log.filter((event) => event.type === type).map(({ data }) => (data['source'] as { eventId: string }).eventId).sort().join();
    const facts = (type: string) => log.filter((event) => event.type === type).map(({ id }) => id).sort().join();
    return sources('AttendanceFiled') === facts('AttendanceSigned') && sources('AttendanceStruck') === facts('AttendanceWithdrawn');
  };
  for (const end = Date.now() + 30_000; !(await within(town, async (store) => due(await everything(store)))); await setTimeout(100)) {
    if (Date.now() > end) throw new Error('learning files do not have one entry for each signature and each withdrawal');
  }
};

/** Once more started and stopped in order: each signature has one entry in a learning file, and rows are those of a fresh replay. */
const caughtUp = async (town: TownFolder, guards: readonly string[], last: readonly Sent[]): Promise<void> => {
  const server = await Server.start(town.folder, guards);
  try {
    await repeated(server, town, last);
    await filed(town);
  } catch (error) { await server.kill(); throw error; }
  const { code } = await server.stop();
  if (code !== 0) throw new Error(`it was told to stop and ended with ${code}`);
  await within(town, async (store) => {
    const kept = await SqliteReadStore.open({ folder: join(town.folder, 'rows'), identity: store.identity });
    const anew = await temporaryReadStore(store.identity);
    const projector = new Projector(store, anew.reads, projections, vocabulary);
    await projector.start();
    try {
      if (!(await projector.waitFor(await store.head(), 300_000))) throw new Error('the replay took too long');
      for (const projection of projections) {
        await kept.prepare(projection);
        if (await digest(kept, projection) !== await digest(anew.reads, projection)) throw new Error(`the rows of ${projection.name} are not those of a fresh replay`);
      }
    } finally {
      await projector.stop();
      await anew.close();
      await kept.close();
    }
  });
};
const projections = projectionsOf(contexts);

/** What all rows and all versions come to, page by page: as one text they are longer than one may be. */
const digest = async (reads: ReadStore, projection: Projection): Promise<string> => {
  const sum = createHash('sha256'), limit = 1_000;
  for await (const { rows } of pagesOf((at) => reads.find(projection, { limit, ...at }))) for (const row of rows) sum.update(JSON.stringify(row));
  for await (const { versions } of pagesOf((at) => reads.versions(projection, { where: {}, limit, ...at }))) for (const version of versions) sum.update(JSON.stringify(version));
  return sum.digest('hex');
};
