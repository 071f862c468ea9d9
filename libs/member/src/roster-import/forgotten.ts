import type { PlainDetails } from '../enrolment.ts';
import { nameKey } from '../person/names.ts';
import { narrow } from '../person/text.ts';
import type { Steps } from '../roster-sheet/in-turns.ts';
import type { ImportResult } from './import-state.ts';

/** Whom to look for: what is known of them before their key is destroyed. Of somebody forgotten before, the id alone. */
export type Forgotten = PlainDetails & { readonly memberId: string };

const numbersOf = ({ idNumber, phone, otherPhone }: PlainDetails): readonly string[] => [idNumber, phone, otherPhone].filter((each) => each !== undefined);

/** Whether a dry run has found the person in a row, or would by its numbers or its name; a namesake is taken for them: a file can be uploaded again, and a name not be taken back. */
export function* holding({ decisions, skipped }: Pick<ImportResult, 'decisions' | 'skipped'>, person: Forgotten): Steps<boolean> {
  const [name, numbers] = [nameKey(person.name), new Set(numbersOf(person))];
  for (const { memberId, values } of decisions) {
    yield;
    if (memberId === person.memberId || (name !== '' && nameKey(values.name ?? '') === name) || numbersOf(values as PlainDetails).some((each) => numbers.has(each))) return true;
  }
  for (const { text } of skipped) if (yield* mentioning(text, person)) return true;
  return false;
}

const piece = 16_384; // characters
/** Whether they stand in a text that nobody has read yet, or that was no row of a person: piece by piece, each with the end of the one before. */
export function* mentioning(text: string, person: PlainDetails): Steps<boolean> {
  const sought = [nameKey(person.name), ...numbersOf(person).map((each) => each.toLowerCase())].filter((each) => each !== '');
  const longest = Math.max(0, ...sought.map(({ length }) => length));
  let end = '';
  for (let at = 0; at < text.length; at += piece) {
    yield;
    const bare = end + nameKey(narrow(text.slice(at, at + piece)));
    if (sought.some((each) => bare.includes(each))) return true;
    end = longest > 1 ? bare.slice(1 - longest) : '';
  }
  return false;
}
