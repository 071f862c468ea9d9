import { refuse } from '@lyceum/core/decider';
import type { Position } from '@lyceum/core/event';
import type { Field, Heading } from '../roster-sheet/headings.ts';
import type { NewUnit } from '../roster-sheet/place.ts';
import { isWarned, writesGuess, type Decision } from '../roster-sheet/plan.ts';
import type { Skipped } from '../roster-sheet/sheet.ts';
import type { Encoding } from '../roster-sheet/decode.ts';

/** `reading`: the dry run waits or goes on; `checked`: it is to be looked at; `writing`, `done`; `failed`: see `error`. */
export type ImportStatus = 'reading' | 'checked' | 'writing' | 'done' | 'failed';

export type CreatedUnit = { readonly unitId: string; readonly path: string };

/** What is known of an import between requests and over a restart. */
export type ImportState = {
  readonly importId: string;
  /** The top of what it may touch; the importer's right is asked again whenever it goes on. */
  readonly unit: string;
  readonly memberId: string; readonly actor: string; readonly correlation: string;
  readonly fileName: string; readonly createdAt: string;
  /** From when posts hold: the day of the upload, also where writing goes on after midnight. */
  readonly day: string;
  readonly status: ImportStatus;
  readonly progress: { readonly done: number; readonly total: number };
  readonly error?: { readonly code: string; readonly details: Readonly<Record<string, string | number>> };
  /** How often work on what it is at was begun; who stops in good order takes theirs back, so that the others died in it. */
  readonly starts?: number;
  /** It was stopped in the middle of writing, and may be run again. */
  readonly writeStarted?: boolean;
  readonly headingChoices: readonly { readonly column: number; readonly field: Field | null }[];
  readonly unitChoices: Readonly<Record<string, string>>;
  readonly mainPosts: readonly number[];
  /** The units that it has made, with their paths from the top of what it may touch. */
  readonly created?: readonly CreatedUnit[];
  readonly position?: Position;
  /** The requests that it has taken, and a hash of what each said. */
  readonly taken: readonly { readonly command: string; readonly body: string }[];
};

/** Whether a request was taken before, so that it is a retry and changes nothing; refuses one that says something else under the same key. */
export const isTaken = ({ taken }: ImportState, command: string, body: string): boolean => {
  const before = taken.find((each) => each.command === command);
  if (before && before.body !== body) refuse('idempotency-key-reused');
  return before !== undefined;
};

/** What a dry run found, or a run did. */
export type ImportResult = {
  readonly encoding: Encoding; readonly headings: readonly Heading[]; readonly headingRow: number; readonly sample: readonly (readonly string[])[];
  readonly skipped: readonly Skipped[]; readonly newUnits: readonly NewUnit[]; readonly decisions: readonly Decision[];
};

export type Counts = { rows: number; people: number; skipped: number; waiting: number; errors: number; warnings: number; mended: number; new: number; unchanged: number; changed: number; duplicates: number; guessedMainPosts: number; guessedTiers: number };

const counted = new WeakMap<readonly Decision[], Counts>();
/**
 * Every line of the file but its headings is one row, and every row is one of these: rows = people + duplicates + waiting + errors + skipped, where
 * people = new + unchanged + changed. `people`: persons, each once, by their main rows; `duplicates`: their further rows; `waiting`: rows that
 * are not written until somebody decides about their unit; `errors`: rows that are not written; `skipped`: lines that are no person. `warnings` and `mended` say how many of the others have any, `guessedMainPosts` and `guessedTiers` how many write one, and are no further rows.
 * Counted once, however often a page asks how far it is.
 */
export const countsOf = ({ decisions, skipped }: Pick<ImportResult, 'decisions' | 'skipped'>): Counts => {
  const known = counted.get(decisions);
  if (known) return known;
  const counts: Counts = { rows: decisions.length + skipped.length, people: 0, skipped: skipped.length, waiting: 0, errors: 0, warnings: 0, mended: 0, new: 0, unchanged: 0, changed: 0, duplicates: 0, guessedMainPosts: 0, guessedTiers: 0 };
  for (const decision of decisions) {
    const { state, action, notes } = decision;
    if (state === 'waiting') counts.waiting++;
    if (state === 'error') counts.errors++;
    if (isWarned(notes)) counts.warnings++;
    if (notes.some(({ severity }) => severity === 'mended')) counts.mended++;
    if (writesGuess(decision, 'mainPost')) counts.guessedMainPosts++;
    if (writesGuess(decision, 'tier')) counts.guessedTiers++;
    if (action === 'duplicate') counts.duplicates++;
    if (action === 'new' || action === 'unchanged' || action === 'changed') { counts[action]++; counts.people++; }
  }
  counted.set(decisions, counts);
  return counts;
};
