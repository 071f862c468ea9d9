import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Refusal } from '@lyceum/core/decider';
import type { Position } from '@lyceum/core/event';
import { EventStore } from '@lyceum/event-store/event-store';
import { Rows } from '@lyceum/read-store/rows';
import { error } from '../person/note.ts';
import { given } from '../roster-sheet/check.ts';
import { dryRun, Unplannable } from './dry-run.ts';
import { ImportArchive } from './import-archive.ts';
import type { ImportResult, ImportState } from './import-state.ts';
import { RosterWriter, type Outcome } from './roster-writer.ts';
import { Surroundings } from './surroundings.ts';

const saveEvery = 1000;
const patience = 250; // milliseconds between looks whether rows have followed the log

/** It is to stop, and goes on at the next start, or elsewhere. */
export class Stopped extends Error {}

/** The two steps of an import, each as often as it takes: both plan from the file as it was uploaded, and only the second writes. */
@Injectable()
export class ImportSteps {
  constructor(
    private readonly archive: ImportArchive, private readonly surroundings: Surroundings, private readonly writer: RosterWriter,
    private readonly store: EventStore, private readonly rows: Rows,
  ) {}

  /** Keeps a plan, or why there can be none. */
  async check(state: ImportState, signal: AbortSignal): Promise<void> {
    try {
      const result = await this.plan(state, signal);
      if (signal.aborted) throw new Stopped();
      await this.archive.keep(state.importId, result);
      await this.archive.save({ ...this.archive.now(state), status: 'checked' });
    } catch (failure) {
      if (!(failure instanceof Unplannable)) throw failure;
      if (failure.result) await this.archive.keep(state.importId, failure.result);
      await this.archive.save({ ...this.archive.now(state), status: 'failed', error: { code: failure.why.code, details: failure.why.details } });
    }
  }

  /** Plans once more, since others have written meanwhile; from then on, also over a restart, that plan is what is written. */
  async write(begun: ImportState, signal: AbortSignal): Promise<void> {
    let state = begun;
    if (!state.writeStarted) {
      const shown = await this.archive.result(state.importId);
      let result = await this.plan(state, signal, { told: false }); // what counts now is what is written
      const created = result.newUnits.filter(({ decision }) => decision === 'create').map(({ path }) => path);
      if (created.length > 0) {
        const { position, units } = await this.writer.createUnits(created, await this.surroundings.units(state.memberId, state.unit, state.day, state.unitChoices), state);
        await this.archive.save((state = { ...this.archive.now(state), created: units }));
        result = await this.plan(state, signal, { after: position, told: false });
      }
      if (signal.aborted) throw new Stopped();
      await this.archive.keep(state.importId, { ...result, decisions: asShown(decidedUpon(result.decisions), shown?.decisions ?? []) });
      await this.archive.save((state = { ...this.archive.now(state), writeStarted: true, progress: { done: 0, total: result.decisions.length } }));
    }
    const result = (await this.archive.result(state.importId))!;
    const { decisions } = result;
    await this.rowsAt(await this.store.head(), signal); // what the writer asks of rights; after a restart they may be behind
    const homeless = decisions.filter(({ action, unitId }) => action !== 'skip' && unitId === undefined).map(({ row }): Outcome => ({ rows: [row], refusal: new Refusal('unit-unknown') }));
    const outcomes: Outcome[] = [...homeless];
    let [done, saved] = [0, 0];
    await this.writer.write(decisions.filter(({ unitId }) => unitId !== undefined), state, (outcome) => {
      if (outcome.refusal) outcomes.push(outcome);
      done += outcome.rows.length;
      this.archive.progress(state, done, decisions.length);
      if (done - saved >= saveEvery) { saved = done; void this.archive.save(this.archive.now(state)).catch(() => undefined); } // only for who looks after a restart
    }, signal);
    if (signal.aborted) return;
    const written = { ...result, decisions: withRefusals(decisions, outcomes) };
    const position = await this.writer.end(written, state); // behind everything that it wrote
    await this.archive.keep(state.importId, written);
    await this.archive.save({ ...this.archive.now(state), status: 'done', progress: { done: decisions.length, total: decisions.length }, position });
  }

  /** Names are matched by rows of the directory: they must have followed the log. */
  private async plan(state: ImportState, signal: AbortSignal, { after, told = true }: { after?: Position; told?: boolean } = {}): Promise<ImportResult> {
    const head = await this.store.head();
    await this.rowsAt(after !== undefined && after > head ? after : head, signal);
    const file = await this.archive.file(state.importId);
    if (!file) throw new Error(`the file of import ${state.importId} is gone`);
    return dryRun(file, state, await this.archive.headings(state.unit), this.surroundings,
      (done, total) => { if (told) this.archive.progress(state, done, total); });
  }

  /** At a start, rows may take long to catch up, and are not even followed yet when the first import is looked at. */
  private async rowsAt(position: Position, signal: AbortSignal): Promise<void> {
    while (!(await this.rows.waitFor(position, patience))) {
      if (signal.aborted) throw new Stopped();
      await pause(patience);
    }
  }
}

/**
 * Those who were moved since the dry run that was looked at are not moved back, though the plan of now would: it knows where they are, and
 * whoever uploaded the file does not. Somebody who was to be new was expected where their row says.
 */
const asShown = (decisions: ImportResult['decisions'], shown: ImportResult['decisions']): ImportResult['decisions'] => {
  const before = new Map(shown.map(({ row, was }) => [row, was]));
  return decisions.map((decision) => (decision.was === undefined ? decision : { ...decision, ...given({ was: before.get(decision.row) ?? decision.unitId }) }));
};

/** What nobody has decided about is not written, and waits no more: also where something else was wrong with it. */
const decidedUpon = (decisions: ImportResult['decisions']): ImportResult['decisions'] => decisions.map((decision) => ({
  ...decision, state: decision.state === 'waiting' ? 'error' : decision.state, notes: decision.notes.map((note) => (note.severity === 'waiting' ? { ...note, severity: 'error' } : note)),
}));

const withRefusals = (decisions: ImportResult['decisions'], outcomes: readonly Outcome[]): ImportResult['decisions'] => {
  const refusals = new Map(outcomes.flatMap(({ rows, refusal }) => rows.map((row) => [row, refusal!] as const)));
  return decisions.map((decision) => {
    const refusal = refusals.get(decision.row);
    return refusal ? { ...decision, state: 'error', action: 'skip', changes: [], notes: [...decision.notes, { field: 'row', ...error(refusal.code, '') }] } : decision;
  });
};
