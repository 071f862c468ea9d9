import type { Identity } from '@lyceum/event-store/event-store';
import type { Report } from './report.ts';

/** How many keys a vault holds, how many of them its master key does not open, and how many people of the log have none that opens their name. */
export type KeyCheck = { readonly keys: number; readonly damaged: number; readonly missing: number };

/** What of a copy's files only their engine can tell. */
export type Checks = {
  /** Walks a log's file and tells who was registered and who was forgotten in it; throws at the first thing that is not as it was written. */
  log(file: string, identity: Identity, report: Pick<Report, 'progress'>): Promise<{ events: number; streams: number; registered: readonly string[]; forgotten: readonly string[] }>;
  /** `names`: of everybody in the log who was not forgotten, as they are sealed. */
  keys(file: string, masterKeyFile: string, names?: readonly string[]): KeyCheck;
};

/** What a restore does to the copy before it is anybody's city: keys that are whole, a new epoch for its log, and every forgetting once more. */
export type Reopening = {
  /** Takes each damaged key from the first of the older files in which it is whole; answers how many. */
  bringBackKeys(file: string, older: readonly string[], masterKeyFile: string): number;
  raiseEpoch(file: string): number;
  /** Answers how many people had to be forgotten again. */
  forgetAgain(folder: string, subjects: ReadonlySet<string>): Promise<number>;
};
