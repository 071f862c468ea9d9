import { z } from 'zod';
import type { Language } from './call.ts';
import { messageOf, type Messages } from './messages.ts';
import type { BadInput } from './problem.ts';

const zh = z.locales.zhCN().localeError;
const en = z.locales.en().localeError;
const most = 50;

/**
 * Each fault of an input with its path, in the reader's language. A schema's own message is shown as it is in English; in Chinese
 * where it is a code of `messages`, else as the general message of its kind.
 */
export const faultsOf = ({ issues, input }: BadInput, messages: Messages, language: Language): { path: string; message: string }[] =>
  issues.slice(0, most).map((issue) => ({ path: issue.path.map(String).join('.'), message: say(issue, at(input, issue.path), messages, language) }));

const say = (issue: z.core.$ZodIssue, input: unknown, messages: Messages, language: Language): string => {
  if (Object.hasOwn(messages, issue.message)) return messageOf(messages, issue.message, language);
  if (language === 'en') return issue.message;
  return textOf(zh({ ...issue, input } as z.core.$ZodRawIssue)) ?? textOf(en({ ...issue, input } as z.core.$ZodRawIssue)) ?? issue.message;
};
const textOf = (made: string | { message: string } | null | undefined) => (typeof made === 'string' ? made : made?.message);
const at = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => (value !== null && typeof value === 'object' && Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined), input);
