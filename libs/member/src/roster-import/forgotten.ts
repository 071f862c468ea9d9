import type { PlainDetails } from '../enrolment.ts';
import { nameKey } from '../person/names.ts';
import { narrow } from '../person/text.ts';
import type { ImportResult } from './import-state.ts';

/** Whom to look for: what is known of them before their key is destroyed. Of somebody forgotten before, the id alone. */
export type Forgotten = PlainDetails & { readonly memberId: string };

const numbersOf = ({ idNumber, phone, otherPhone }: PlainDetails): readonly string[] => [idNumber, phone, otherPhone].filter((each) => each !== undefined);

/** Whether a dry run has found the person in a row, or would by its numbers or its name; a namesake is taken for them: a file can be uploaded again, and a name not be taken back. */
export const holds = ({ decisions, skipped }: Pick<ImportResult, 'decisions' | 'skipped'>, person: Forgotten): boolean => {
  const [name, numbers] = [nameKey(person.name), new Set(numbersOf(person))];
  return decisions.some(({ memberId, values }) => memberId === person.memberId || (name !== '' && nameKey(values.name ?? '') === name) || numbersOf(values as PlainDetails).some((each) => numbers.has(each)))
    || skipped.some(({ text }) => mentions(text, person));
};

/** Whether they stand in a text that nobody has read yet, or that was no row of a person. */
export const mentions = (text: string, person: PlainDetails): boolean => {
  const bare = nameKey(narrow(text));
  return [nameKey(person.name), ...numbersOf(person)].some((each) => each !== '' && bare.includes(each.toLowerCase()));
};
