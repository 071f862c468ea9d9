import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, NotFoundException, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Refusal, refuse } from '@lyceum/core/decider';
import { shanghaiDay } from '@lyceum/core/calendar';
import { Directory } from '@lyceum/directory/directory';
import { bodyHash, idOf } from '@lyceum/event-store/handle';
import { Clock } from '@lyceum/jobs/clock';
import type { Call } from '@lyceum/nest-kit/call';
import { decoding } from '../roster-sheet/decode.ts';
import { holding, mentioning, type Forgotten } from './forgotten.ts';
import type { Field } from '../roster-sheet/headings.ts';
import { inTurns } from '../roster-sheet/in-turns.ts';
import { readSheet, type Sheet } from '../roster-sheet/sheet.ts';
import { ImportArchive } from './import-archive.ts';
import { isTaken, type ImportResult, type ImportState } from './import-state.ts';
import { ImportSteps, Stopped } from './import-steps.ts';
import { Surroundings } from './surroundings.ts';

export type Choices = {
  readonly headings?: readonly { readonly column: number; readonly field: Field | null }[] | undefined;
  readonly units?: readonly { readonly path: string; readonly decision: string }[] | undefined;
  readonly mainPosts?: readonly { readonly row: number }[] | undefined;
};

export const kept = 24 * 3600_000; // milliseconds: how long an import's file and results stay
const sweepEvery = 3600_000;
const lookEvery = 60_000;
/** Imports of one person that rest at a time. */
export const mostResting = 50;
const mostStarts = 2; // without an end, until nobody begins it again unasked
const again = 1000; // milliseconds until an import that another replica works on is looked at again

/**
 * Imports as background work, one at a time: a dry run that can be corrected and repeated, then a run. Each rests sealed in its folder, so that
 * a closed tab or a restart loses nothing; whatever was under way goes on. Of replicas that share the folder one works on an import at a time;
 * another takes over when that one is gone. Should both write for a moment, that is harmless: every command of an import is the same at every try.
 */
@Injectable()
export class RosterImport implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('roster-import');
  private readonly stopping = new AbortController();
  private queue: Promise<void> = Promise.resolve();
  private reading: Promise<void> = Promise.resolve();
  private readonly queued = new Set<string>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly archive: ImportArchive, private readonly surroundings: Surroundings, private readonly steps: ImportSteps, private readonly directory: Directory, private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const every = (milliseconds: number, work: () => Promise<void>) =>
      this.timers.push(setInterval(() => void work().catch((failure: unknown) => this.logger.error(String(failure))), milliseconds).unref());
    await this.sweep();
    await this.look();
    every(sweepEvery, () => this.sweep());
    every(lookEvery, () => this.look());
  }
  /** What is under way stops at the next person and goes on at the next start. */
  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.stopping.abort();
    await this.queue;
  }

  /** Keeps the file and starts the dry run. A retry of the same request finds the same import. */
  async start(call: Call, unit: string, fileName: string, bytes: Uint8Array): Promise<string> {
    const importId = idOf(call.command);
    const body = bodyHash({ type: 'start', data: { unit, fileName, file: hash('sha256', bytes, 'base64url') } });
    const begun = await this.archive.state(importId);
    if (begun && isTaken(begun, call.command, body)) return importId;
    await this.makeRoom(call.memberId);
    const created = this.archive.create({
      importId, unit, memberId: call.memberId, actor: call.actor, correlation: call.correlation, fileName, createdAt: call.now, day: shanghaiDay(call.now),
      status: 'reading', progress: { done: 0, total: 0 }, headingChoices: [], mainPosts: [], taken: [{ command: call.command, body }],
      unitChoices: await this.archive.units(unit), // taken now: what others choose later changes nothing that this import has shown
    }, bytes);
    await created.catch((error: unknown) => { throw error instanceof Refusal && error.code === 'person-forgotten' ? new Refusal('import-gone') : error; }); // its key is destroyed with an import
    this.enqueue(importId);
    return importId;
  }

  /** Somebody's oldest imports go, as they would after their day, where as many rest as may; but none that is being written. */
  private async makeRoom(memberId: string): Promise<void> {
    const states = await Promise.all((await this.archive.list()).map((importId) => this.archive.state(importId).catch(() => undefined)));
    const theirs = states.filter((state) => state?.memberId === memberId).map((state) => state!).toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    const tooMany = theirs.length - mostResting + 1;
    if (tooMany <= 0) return;
    const oldest = theirs.filter(({ status }) => status !== 'writing').slice(0, tooMany);
    if (oldest.length < tooMany) refuse('too-many-imports', { most: mostResting });
    for (const { importId } of oldest) await this.archive.remove(importId);
  }

  /** Throws 404 for an import that is not there, or no longer. */
  async state(importId: string): Promise<ImportState> {
    return (await this.archive.state(importId)) ?? notFound();
  }
  result(importId: string): Promise<ImportResult | undefined> { return this.archive.result(importId); }
  async file(importId: string): Promise<Buffer> { return (await this.archive.file(importId)) ?? notFound(); }
  /** What is made of the sheet as it was uploaded: for one request after another, since its cells take ten times its bytes as long as they are looked at. */
  ofSheet<T>(importId: string, made: (sheet: Sheet) => T): Promise<T> {
    const answer = this.reading.then(async () => made(await readSheet((await inTurns(decoding(await this.file(importId)))).text)));
    this.reading = answer.then(() => undefined, () => undefined);
    return answer;
  }

  /** Corrects what the dry run has guessed or asked, and repeats it. A retry of the same request changes nothing. */
  async choose(importId: string, choices: Choices, call: Call): Promise<void> {
    const found = await this.state(importId);
    const body = bodyHash({ type: 'choose', data: choices });
    if (isTaken(found, call.command, body)) return;
    const state = this.idle(found);
    const unitChoices = { ...state.unitChoices, ...Object.fromEntries((choices.units ?? []).map(({ path, decision }) => [path, decision])) };
    const units = await this.surroundings.units(state.memberId, state.unit, state.day, unitChoices);
    for (const { path, decision } of choices.units ?? []) {
      if (decision !== 'create') { if (!units.unit(decision)) notFound(); continue; }
      if ('unitId' in units.find(path)) refuse('unit-there-already', { path });
      const { parentId } = units.placeFor(path);
      if (!(await this.directory.unitsWith(call.memberId, 'units.change')).has(parentId ?? state.unit)) refuse('units-not-yours-to-create');
    }
    const result = await this.result(importId);
    if (choices.headings && result) await this.archive.rememberHeadings(state.unit, choices.headings, result);
    if (choices.units && result) await this.archive.rememberUnits(state.unit, choices.units, result);
    const again = new Set(choices.headings?.map(({ column }) => column));
    await this.archive.save({
      ...afresh(state), status: 'reading', progress: { done: 0, total: 0 },
      headingChoices: [...state.headingChoices.filter(({ column }) => !again.has(column)), ...(choices.headings ?? [])],
      unitChoices, mainPosts: mainPosts(state.mainPosts, choices.mainPosts ?? [], result), taken: [...state.taken, { command: call.command, body }],
    });
    this.enqueue(importId);
  }

  /** Starts writing what the dry run has planned, in the name and within the rights of whoever says so. Again after it is done, and by a retry, changes nothing. */
  async run(importId: string, { memberId, actor, correlation, command }: Pick<Call, 'memberId' | 'actor' | 'correlation' | 'command'>): Promise<void> {
    const state = await this.state(importId);
    const body = bodyHash({ type: 'run', data: {} });
    if (isTaken(state, command, body)) return;
    if (state.status === 'writing' || state.status === 'done') return;
    if (state.status !== 'checked' && !(state.status === 'failed' && state.writeStarted)) refuse('import-not-checked');
    await this.archive.save({ ...afresh(state), memberId, actor, correlation, taken: [...state.taken, { command, body }], status: 'writing', progress: { done: 0, total: (await this.result(importId))?.decisions.length ?? 0 } });
    this.enqueue(importId);
  }

  /** Removes what is older than a day: the files, and the keys to any copy of them. */
  async sweep(): Promise<void> {
    const oldest = new Date(Date.parse(this.clock.now()) - kept).toISOString();
    for (const importId of await this.archive.list()) {
      const state = await this.archive.state(importId).catch(() => undefined); // damaged, or never whole
      if (state ? state.createdAt >= oldest || state.status === 'writing' : (await this.archive.age(importId)) < kept) continue;
      await this.archive.remove(importId);
    }
  }

  /**
   * Removes what holds a person who was forgotten, as it would be removed after its day: nobody sees their row any more, nor can register them again by it.
   * What is being written is not broken off, since half a roster would stay: it goes when it is done.
   */
  async forget(person: Forgotten): Promise<void> {
    for (const importId of await this.archive.list()) {
      const state = await this.archive.state(importId).catch(() => undefined);
      if (!state || !(await this.about(importId, person))) continue;
      if (state.status === 'writing') void pause(again, undefined, { signal: this.stopping.signal, ref: false }).then(() => this.forget(person)).catch(() => undefined);
      else await this.archive.remove(importId);
    }
  }
  private async about(importId: string, person: Forgotten): Promise<boolean> {
    const result = await this.archive.result(importId);
    if (result && await inTurns(holding(result, person))) return true;
    if (result?.decisions.length) return false;
    const file = await this.archive.file(importId); // the dry run goes on, or has failed
    try { return file !== undefined && await inTurns(mentioning((await inTurns(decoding(file))).text, person)); } catch { return false; } // a workbook, say: nobody is shown its rows
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    for (let last; last !== this.queue;) await (last = this.queue);
  }

  /** Goes on with what no process works on any more, and with what a replica left behind. */
  private async look(): Promise<void> {
    for (const importId of await this.archive.list()) {
      if (this.queued.has(importId)) continue;
      const state = await this.archive.state(importId).catch(() => undefined);
      if (state && isUnderWay(state)) this.enqueue(importId);
    }
  }

  private enqueue(importId: string): void {
    this.queued.add(importId);
    this.queue = this.queue.then(async () => {
      this.queued.delete(importId);
      await this.work(importId);
      await this.archive.release(importId);
    });
  }

  private async work(importId: string): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const claim = await this.archive.claim(importId).catch(() => null);
    await this.archive.release(importId); // another replica may have gone on with it meanwhile
    if (!claim) return this.lookAgain(importId);
    const signal = AbortSignal.any([this.stopping.signal, claim.signal]);
    try {
      const state = await this.begun(importId);
      if (state.status === 'reading') await this.steps.check(state, signal);
      if (state.status === 'writing') await this.steps.write(state, signal);
    } catch (failure) {
      if (failure instanceof Stopped || signal.aborted) return; // goes on at the next start, or elsewhere
      const state = await this.archive.state(importId).catch(() => undefined);
      this.logger.error(`import ${importId}: ${failure instanceof Error ? failure.stack : String(failure)}`);
      const code = state?.status === 'writing' ? 'import-interrupted' : 'import-failed';
      if (state) await this.archive.save({ ...state, status: 'failed', error: { code, details: { why: failure instanceof Refusal ? failure.code : failure instanceof Error ? failure.name : 'Error' } } }).catch(() => undefined);
    } finally {
      if (this.stopping.signal.aborted && !claim.signal.aborted) await this.takeBack(importId).catch(() => undefined);
      await claim.release();
    }
  }

  /** Counts that work on it begins, before it does; where it has brought down whoever began it, a restart must not go on with it for ever. */
  private async begun(importId: string): Promise<ImportState> {
    const found = await this.state(importId);
    const { starts = 0 } = found;
    if (!isUnderWay(found)) return found;
    const state: ImportState = starts < mostStarts ? { ...found, starts: starts + 1 } : { ...found, status: 'failed', error: { code: 'import-died', details: { times: starts } } };
    if (state.error) this.logger.error(`import ${importId}: the process ended ${starts} times while it was worked on; it is not begun again unless somebody asks for it`);
    await this.archive.save(state);
    return state;
  }
  private async takeBack(importId: string): Promise<void> {
    const state = await this.archive.state(importId);
    if (state && isUnderWay(state) && state.starts) await this.archive.save({ ...state, starts: state.starts - 1 });
  }

  /** Another replica works on it now: it may end, or leave something to do. */
  private async lookAgain(importId: string): Promise<void> {
    const state = await this.archive.state(importId).catch(() => undefined);
    if (!state || !isUnderWay(state)) return;
    void pause(again, undefined, { signal: this.stopping.signal, ref: false }).then(() => { if (!this.queued.has(importId)) this.enqueue(importId); }, () => undefined); // stopping ends it
  }

  private idle(state: ImportState): ImportState { return state.status === 'checked' || (state.status === 'failed' && !state.writeStarted) ? state : refuse('import-busy'); }
}

const isUnderWay = ({ status }: ImportState): boolean => status === 'reading' || status === 'writing';
const notFound = (): never => { throw new NotFoundException(); };
const afresh = ({ error: _error, starts: _starts, ...state }: ImportState): ImportState => state;

/** A person has one main post: choosing another row of the same person takes the place of the choice before. */
const mainPosts = (before: readonly number[], chosen: readonly { readonly row: number }[], result: ImportResult | undefined): readonly number[] => {
  const personOf = new Map(result?.decisions.map(({ row, mainRow }) => [row, mainRow ?? row]));
  return chosen.reduce<readonly number[]>((now, { row }) => [...now.filter((other) => personOf.get(other) !== personOf.get(row)), row], before);
};
