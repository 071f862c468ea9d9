import type { ImportResult } from './import-state.ts';
import type { Steps } from '../roster-sheet/in-turns.ts';
import type { Decision } from '../roster-sheet/plan.ts';

const page = 1000; // rows

/** A result as text: a line with the first page of its decisions, and one more for each further page; as one, a hundred thousand rows would hold up everything else for a second. */
export function* textOf(result: ImportResult): Steps<string> {
  const { decisions } = result;
  const lines = [JSON.stringify({ ...result, decisions: decisions.slice(0, page) })];
  for (let from = page; from < decisions.length; from += page) { yield; lines.push(JSON.stringify(decisions.slice(from, from + page))); }
  return lines.join('\n');
}

export function* resultOf(text: string): Steps<ImportResult> {
  const [first, ...others] = text.split('\n');
  const result = JSON.parse(first!) as ImportResult;
  const decisions = [...result.decisions];
  for (const line of others) { yield; decisions.push(...(JSON.parse(line) as Decision[])); }
  return { ...result, decisions };
}
