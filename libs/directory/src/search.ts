import type { Position } from '@lyceum/core/event';

/** Where a person belongs from a day on. */
export type Place = { readonly memberId: string; readonly unitId: string; readonly from: string };
/** In clear: nothing but this table holds names and phones so. Phones: the first is shown, all are searched. */
export type Searchable = { readonly memberId: string; readonly name: string; readonly phones: readonly string[] };
export type SearchChanges = { readonly people: readonly Searchable[]; readonly places: readonly Place[]; readonly forgotten: readonly string[] };
/** `day`: whose unit is one of these on that day. `whole`: the text is a whole name or phone, not part of one. */
export type SearchFor = { readonly text: string; readonly whole?: boolean; readonly unitIds: readonly string[]; readonly day: string; readonly limit: number };
export type Match = { readonly memberId: string; readonly name: string; readonly phone: string | null; readonly unitId: string };

/** Names and phones in clear, by part; fed by `SearchFollower`, and emptied of whoever is forgotten. Kept per log and epoch, as rows are. */
export abstract class PersonSearch {
  abstract checkpoint(): Promise<Position>;
  /** All of it and the checkpoint, or nothing; applying it again changes nothing. What is forgotten leaves no copy behind. */
  abstract write(changes: SearchChanges, checkpoint: Position): Promise<void>;
  /** By part of a name or phone, or a whole one, ordered by name; at most `limit`. */
  abstract find(wanted: SearchFor): Promise<readonly Match[]>;
  abstract close(): Promise<void>;
}

/** Names that differ in width, case or blanks only are found by each other; phones by their digits. */
export const searchText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
