import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Claim } from './claim.ts';
import { fields, type Field, type Remembered } from '../roster-sheet/headings.ts';
import type { ImportResult, ImportState } from './import-state.ts';
import { inTurns } from '../roster-sheet/in-turns.ts';
import { resultOf, textOf } from './result-text.ts';
import { SealedFolder } from './sealed-folder.ts';

/** Of units by path, and of fields by heading. */
const [UnitNote, HeadingNote] = [z.record(z.string(), z.string()), z.record(z.string(), z.enum(fields).nullable())];
const remembered = 3; // results held in memory
const mostUnits = 2000; // choices of units that are remembered for one unit: the latest

/**
 * Imports as they rest: the file, how far it is, what was found. In memory are the states of those that this process works on, and a few results;
 * whatever else is asked for is read again, since another replica may have written it.
 */
@Injectable()
export class ImportArchive {
  private readonly states = new Map<string, ImportState>();
  private readonly results = new Map<string, { stamp: string | undefined; result: ImportResult }>();
  private saving: Promise<void> = Promise.resolve();
  private readonly logger = new Logger('roster-import');

  constructor(private readonly folder: SealedFolder) {}

  list(): Promise<readonly string[]> { return this.folder.list(); }
  claim(importId: string): Promise<Claim | null> { return this.folder.claim(importId); }
  age(importId: string): Promise<number> { return this.folder.age(importId); }

  async create(state: ImportState, bytes: Uint8Array): Promise<void> {
    await this.folder.create(state.importId);
    await this.folder.put(state.importId, 'file', bytes);
    await this.save(state);
  }
  async remove(importId: string): Promise<void> {
    this.states.delete(importId);
    this.results.delete(importId);
    await this.folder.remove(importId);
  }

  async state(importId: string): Promise<ImportState | undefined> {
    const known = this.states.get(importId);
    if (known || !(await this.folder.has(importId))) return known;
    const bytes = await this.folder.get(importId, 'state');
    return bytes && (JSON.parse(bytes.toString('utf8')) as ImportState);
  }
  /** This process works on it no longer. */
  async release(importId: string): Promise<void> {
    await this.saving;
    this.states.delete(importId);
  }
  /** As it is in memory: with the progress that was not saved yet. */
  now(state: ImportState): ImportState { return this.states.get(state.importId) ?? state; }
  /** Shown to who asks, and saved with the next save. */
  progress(state: ImportState, done: number, total: number): void { this.states.set(state.importId, { ...this.now(state), progress: { done, total } }); }
  /** One after another, so that what was saved last stays; told to nobody before it rests. */
  save(state: ImportState): Promise<void> {
    const saved = this.saving.then(async () => {
      await this.folder.put(state.importId, 'state', Buffer.from(JSON.stringify(state)));
      this.states.set(state.importId, state);
    });
    this.saving = saved.catch(() => undefined);
    return saved;
  }

  async result(importId: string): Promise<ImportResult | undefined> {
    const stamp = await this.folder.stamp(importId, 'result');
    const known = this.results.get(importId);
    if (known && known.stamp === stamp) return known.result;
    const bytes = await this.folder.get(importId, 'result');
    const result = bytes && (await inTurns(resultOf((await promisify(gunzip)(bytes)).toString('utf8'))));
    if (result) this.remember(importId, stamp, result);
    return result;
  }
  async keep(importId: string, result: ImportResult): Promise<void> {
    await this.folder.put(importId, 'result', await promisify(gzip)(await inTurns(textOf(result)), { level: 1 }));
    this.remember(importId, await this.folder.stamp(importId, 'result'), result);
  }

  /** The file as it was uploaded. */
  file(importId: string): Promise<Buffer | undefined> { return this.folder.get(importId, 'file'); }

  /** What a unit's administrators chose for headings before. */
  async headings(unit: string): Promise<Remembered> { return this.noted(`headings_${unit}`, HeadingNote); }
  async rememberHeadings(unit: string, chosen: readonly { readonly column: number; readonly field: Field | null }[], { headings }: ImportResult): Promise<void> {
    const named = chosen.flatMap(({ column, field }): [string, Field | null][] => { const heading = headings[column]?.heading; return heading ? [[heading, field]] : []; });
    await this.folder.putNote(`headings_${unit}`, JSON.stringify({ ...(await this.headings(unit)), ...Object.fromEntries(named) }));
  }

  /** Which units a unit's administrators said were meant by paths that the tree lacks. */
  async units(unit: string): Promise<Readonly<Record<string, string>>> { return this.noted(`units_${unit}`, UnitNote); }
  /**
   * Only of paths that the import asks about. Creating a unit is not remembered: once made it is found, and until then whoever uploads
   * next may have no right to make it.
   */
  async rememberUnits(unit: string, chosen: readonly { readonly path: string; readonly decision: string }[], { newUnits }: ImportResult): Promise<void> {
    const decisions = new Map(chosen.filter(({ path }) => newUnits.some((asked) => asked.path === path)).map(({ path, decision }) => [path, decision]));
    const kept = Object.entries(await this.units(unit)).filter(([path]) => !decisions.has(path));
    const meant = [...kept, ...[...decisions].filter(([, decision]) => decision !== 'create')].slice(-mostUnits);
    await this.folder.putNote(`units_${unit}`, JSON.stringify(Object.fromEntries(meant)));
  }

  /** A note of former choices, which spares somebody a few clicks: where it can't be read, it is as if there were none, and the next choice writes it anew. */
  private async noted<T>(name: string, shape: z.ZodType<Record<string, T>>): Promise<Readonly<Record<string, T>>> {
    const text = await this.folder.note(name);
    if (text === undefined) return {};
    try { return shape.parse(JSON.parse(text)); } catch {
      this.logger.warn(`the note of former choices ${name} is damaged: it is passed over, and written anew by the next import that chooses`);
      return {};
    }
  }

  private remember(importId: string, stamp: string | undefined, result: ImportResult): void {
    this.results.delete(importId);
    this.results.set(importId, { stamp, result });
    if (this.results.size > remembered) this.results.delete(this.results.keys().next().value!);
  }
}
