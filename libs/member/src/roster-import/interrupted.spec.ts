import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@lyceum/core/testing/until';
import { batchesOf } from '@lyceum/event-store/event-store';
import { Commands } from '@lyceum/nest-kit/commands';
import { Enrolment } from '../enrolment.ts';
import { ImportArchive } from './import-archive.ts';
import { countsOf } from './import-state.ts';
import { ImportSteps, Stopped } from './import-steps.ts';
import { RosterImport } from './roster-import.ts';
import { RosterWriter } from './roster-writer.ts';
import { SealedFolder } from './sealed-folder.ts';
import { Surroundings } from './surroundings.ts';
import { cityForImports, ended, type CityForImports } from './testing/city.ts';
import { utf8 } from '../roster-sheet/testing/encode.ts';
import { heading, line, made, sheetOf } from '../roster-sheet/testing/rosters.ts';

let city: CityForImports;
beforeAll(async () => { city = await cityForImports(); });
afterAll(() => city.close());

/** Imports as another process of the same service works on them. */
const replica = (archive: ImportArchive, writer: RosterWriter) => {
  const { app, adapters, rows, directory } = city.host;
  const surroundings = app.get(Surroundings);
  return new RosterImport(archive, surroundings, new ImportSteps(archive, surroundings, writer, adapters.events, rows), directory, city.clock);
};

describe('an import', () => {
  it('that was stopped in the middle goes on where it starts again, and writes nothing twice', async () => {
    const people = 400;
    const file = utf8(sheetOf(heading, ...Array.from({ length: people }, (_, n) => line(1000 + n, { name: `甲${made(1000 + n).name}` }))));
    const start = await city.host.adapters.events.head();
    /** Ids of those registered since, as the log has them. */
    const registered = async () =>
      (await Array.fromAsync(batchesOf(city.host.adapters.events, { after: start }))).flat().filter(({ type }) => type === 'MemberRegistered').map(({ data }) => String(data['memberId']));
    const { importId } = await city.checked(city.office, 'city', file);
    const { app } = city.host;
    const fresh = (writer: RosterWriter) => replica(new ImportArchive(app.get(SealedFolder)), writer);
    /** Asks the import to stop once fifty are written; those under way then, at most 255, are still finished. */
    class StoppingWriter extends RosterWriter {
      override write(...[decisions, state, done, signal]: Parameters<RosterWriter['write']>) {
        let written = 0;
        return super.write(decisions, state, (outcome) => { done(outcome); if (++written === 50) void first.onModuleDestroy(); }, signal);
      }
    }
    const first = fresh(new StoppingWriter(app.get(Enrolment), app.get(Commands), city.host.directory, city.clock));
    await first.run(importId, { memberId: 'office', actor: 'member:office', correlation: 'c', command: 'run' });
    await first.settled();
    expect((await first.state(importId)).status).toBe('writing');
    const before = await registered();
    expect(before.length).toBeGreaterThan(49);
    expect(before.length).toBeLessThan(people);

    const second = fresh(app.get(RosterWriter));
    await second.onApplicationBootstrap();
    await second.settled();
    await second.onModuleDestroy();
    expect(await second.state(importId)).toMatchObject({ status: 'done', progress: { done: people, total: people } });
    expect(countsOf((await second.result(importId))!)).toMatchObject({ new: people, errors: 0 }); // what was written before is none of them refused now
    await city.host.settle();
    const { counts } = await city.checked(city.office, 'city', file);
    expect(counts).toMatchObject({ unchanged: people, new: 0, errors: 0 });
    const after = await registered();
    expect([after.length, new Set(after).size]).toEqual([people, people]);
  });
  it('is worked on by one of two replicas at a time, and taken over by the other where the first is gone', async () => {
    const people = 60;
    const { importId } = await city.checked(city.office, 'city', utf8(sheetOf(heading, ...Array.from({ length: people }, (_, n) => line(3000 + n, { name: `乙${made(3000 + n).name}` })))));
    const { app, adapters } = city.host;
    const wrote: string[] = [];
    let go = () => {};
    const gate = new Promise<void>((open) => { go = open; });
    const telling = (name: string) => {
      class Telling extends RosterWriter {
        override async write(...asked: Parameters<RosterWriter['write']>) { wrote.push(name); await gate; return super.write(...asked); }
      }
      return replica(new ImportArchive(new SealedFolder(city.folder, adapters.keys)), new Telling(app.get(Enrolment), app.get(Commands), city.host.directory, city.clock));
    };
    const [one, other] = [telling('one'), telling('other')];
    await one.run(importId, { memberId: 'office', actor: 'member:office', correlation: 'c', command: 'run' });
    await until('the import to be written', () => wrote.length > 0);
    await other.onApplicationBootstrap(); // sees that it is under way
    await other.settled();
    expect(wrote).toEqual(['one']);
    expect(await other.state(importId)).toMatchObject({ status: 'writing' });
    const stopped = one.onModuleDestroy();
    go();
    await stopped;
    await until('the import to be done', async () => (await other.state(importId)).status === 'done');
    expect(await other.state(importId)).toMatchObject({ status: 'done', progress: { done: people, total: people } });
    expect(wrote).toEqual(['one', 'other']);
    expect(countsOf((await other.result(importId))!)).toMatchObject({ new: people, errors: 0 });
    await other.onModuleDestroy();
  });
  it('that processes die of is begun twice, and again where somebody asks for it', async () => {
    const { importId: like } = await city.checked(city.office, 'city', utf8(sheetOf(heading, line(4000))));
    const { app, adapters } = city.host;
    /** A process that is gone holds its claim for a while; here, nobody holds any. */
    class Unclaimed extends SealedFolder {
      override claim() { return Promise.resolve({ signal: new AbortController().signal, release: () => Promise.resolve() }); }
    }
    const archive = () => new ImportArchive(new Unclaimed(city.folder, adapters.keys));
    const poison = { ...(await archive().state(like))!, importId: 'poison', status: 'reading' as const, starts: 0 };
    await archive().create(poison, utf8(sheetOf(heading, line(4000))));
    let begun = 0;
    const started = async (check: ImportSteps['check']) => {
      class Steps extends ImportSteps { override check(...asked: Parameters<ImportSteps['check']>) { begun++; return check(...asked); } }
      const kept = archive();
      const imports = new RosterImport(kept, app.get(Surroundings), new Steps(kept, app.get(Surroundings), app.get(RosterWriter), adapters.events, city.host.rows), city.host.directory, city.clock);
      const before = begun;
      await imports.onApplicationBootstrap();
      for (const late = Date.now() + 10_000; begun === before && Date.now() < late && (await kept.state('poison'))?.status === 'reading';) await new Promise((resolve) => setTimeout(resolve, 5));
      return imports;
    };
    const inGoodOrder = (_: unknown, signal: AbortSignal) => new Promise<void>((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new Stopped()); }); });
    let end = () => {};
    const gone = new Promise<void>((resolve) => { end = resolve; });
    for (let time = 0; time < 3; time++) await (await started(inGoodOrder)).onModuleDestroy();
    const dead = [await started(() => gone), await started(() => gone)];
    expect([begun, await archive().state('poison')]).toMatchObject([5, { status: 'reading', starts: 2 }]);

    const next = await started(() => gone);
    await next.settled();
    expect(begun).toBe(5);
    expect((await city.office.get('/api/imports/poison', { 'accept-language': 'en' })).json).toMatchObject({ status: 'failed', error: { code: 'import-died', message: expect.stringContaining('ended 2 times') } });
    expect((await city.office.post('/api/imports/poison/choices', {})).status).toBe(201);
    expect(await ended(city.office, 'poison')).toMatchObject({ status: 'checked', counts: { new: 1 } });
    end();
    for (const imports of [...dead, next]) await imports.onModuleDestroy();
  });
});
