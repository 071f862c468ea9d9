import { z } from 'zod';
import type { Language } from './call.ts';
import { wordsOf, type Fault } from './fault-words.ts';
import { messageOf, ownMessages, type Messages } from './messages.ts';
import type { BadInput } from './problem.ts';

const most = 50;

/**
 * How schemas are asked: a fault comes without the validator's own words, and so with those of its schema or with none; where members are not
 * known, with the names of those that are, which the validator leaves out.
 */
export const wordless: { error: z.core.$ZodErrorMap } = { error: ({ code, inst }) => (code === 'unrecognized_keys' && inst instanceof z.ZodObject ? Object.keys(inst.shape).join(' ') : '') };

/** Each fault of an input with its path, in the reader's language. */
export const faultsOf = ({ issues, input }: BadInput, messages: Messages, language: Language): { path: string; message: string }[] =>
  issues.slice(0, most).flatMap(eachOf).slice(0, most).map((issue) => ({ path: issue.path.map(String).join('.'), message: sayFault(issue, input, language, messages) }));
/** Each member that is not known is a fault of its own, where it stands; of a hundred thousand no more are made than are told. */
const eachOf = (issue: Fault): readonly Fault[] => {
  if (issue.code !== 'unrecognized_keys') return [issue];
  const known = issue.message.split(' ').filter(Boolean);
  return issue.keys.slice(0, most).map((key) => ({ code: 'stray', path: [...issue.path, key], message: '', known }));
};

/**
 * A schema's own message where it has one: what a code of `messages` says; a sentence as it is in English, in Chinese as the words of its
 * kind.
 */
export const sayFault = (issue: Fault, whole: unknown, language: Language, messages: Messages = ownMessages): string => {
  if (Object.hasOwn(messages, issue.message)) return messageOf(messages, issue.message, language);
  return language === 'en' && issue.message !== '' ? issue.message : wordsOf(issue, at(whole, issue.path), language);
};
const at = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => (value !== null && typeof value === 'object' && Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined), input);
