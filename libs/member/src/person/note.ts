/**
 * What a reader of one cell has to say. `error`: the row can't be written; `warning`: written, and worth a look;
 * `mended`: read for what was clearly meant; `guess`: filled in, to be confirmed; `waiting`: not written until somebody has decided, though nothing is wrong.
 * `code` finds the sentence.
 */
export type Severity = 'error' | 'waiting' | 'warning' | 'mended' | 'guess';
export type Note = { readonly severity: Severity; readonly code: string; readonly was?: string; readonly now?: string };
/** A cell as understood; `value` is absent where the cell is empty or can't be read. */
export type Reading<T> = { readonly value?: T; readonly notes: readonly Note[] };

export const error = (code: string, was: string): Note => ({ severity: 'error', code, was });
export const warning = (code: string, was: string, now?: string): Note => ({ severity: 'warning', code, was, ...(now === undefined ? {} : { now }) });
export const mended = (code: string, was: string, now: string): Note => ({ severity: 'mended', code, was, now });
export const guess = (code: string, was: string, now: string): Note => ({ severity: 'guess', code, was, now });
