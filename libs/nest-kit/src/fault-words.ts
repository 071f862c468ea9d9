import type { z } from 'zod';
import type { Language } from './call.ts';
import { meant } from './misspelt.ts';

/** A member that no schema knows, by its path; `known` are those that stand beside it. */
export type Stray = { readonly code: 'stray'; readonly path: readonly PropertyKey[]; readonly message: ''; readonly known: readonly string[] };
export type Fault = z.core.$ZodIssue | Stray;
type Said = Readonly<Record<Language, string>>;

const kinds: Readonly<Record<string, Said>> = {
  string: { zh: '应为文本。', en: 'This is to be text.' }, number: { zh: '应为数字。', en: 'This is to be a number.' }, int: { zh: '应为整数。', en: 'This is to be a whole number.' },
  boolean: { zh: '应为 true 或 false。', en: 'This is to be true or false.' }, array: { zh: '应为列表。', en: 'This is to be a list.' }, object: { zh: '应为 JSON 对象（{…}）。', en: 'This is to be a JSON object, {…}.' },
};
const formats: Readonly<Record<string, Said>> = {
  date: { zh: '应为存在的日期，如 2026-03-06。', en: 'This is to be a day that there is, such as 2026-03-06.' },
  datetime: { zh: '应为带时区的时间，如 2026-03-06T09:00:00Z。', en: 'This is to be an instant with its zone, such as 2026-03-06T09:00:00Z.' },
  url: { zh: '应为网址，如 https://lyceum.example。', en: 'This is to be an address, such as https://lyceum.example.' },
};
const missing: Said = { zh: '必填。', en: 'This is missing.' };
const otherwise: Said = { zh: '内容或格式不符合要求。', en: 'This does not have the form that is asked for here.' };

/** What a person reads of a fault whose schema says nothing of its own, in words of ours. Pure. */
export const wordsOf = (issue: Fault, input: unknown, language: Language): string => saidOf(issue, input)[language];

const saidOf = (issue: Fault, input: unknown): Said => {
  switch (issue.code) {
    case 'stray': return strayOf(String(issue.path.at(-1)), issue.known);
    case 'invalid_type': return input === undefined ? missing : kinds[issue.expected] ?? otherwise;
    case 'invalid_format': return formats[issue.format] ?? otherwise;
    case 'invalid_value': return input === undefined ? missing : oneOf(issue.values.map(String));
    case 'too_small': return boundOf(issue.origin, Number(issue.minimum), 'least', issue.inclusive !== false);
    case 'too_big': return boundOf(issue.origin, Number(issue.maximum), 'most', issue.inclusive !== false);
    case 'invalid_union': return unionOf(issue, input);
    default: return otherwise;
  }
};

const oneOf = (values: readonly string[]): Said => ({ zh: `应为以下之一：${values.join('、')}。`, en: `This is to be one of: ${values.join(', ')}.` });
const strayOf = (name: string, known: readonly string[]): Said => {
  const [close] = meant(name, known);
  if (close) return { zh: `没有“${name}”这一项；是否应为“${close}”？`, en: `${name} is not known here; is ${close} meant?` };
  return known.length === 0 ? { zh: `没有“${name}”这一项，此处不接受任何内容。`, en: `${name} is not known here; nothing is taken here.` }
    : { zh: `没有“${name}”这一项；可用：${known.join('、')}。`, en: `${name} is not known here. Known are: ${known.join(', ')}.` };
};

const boundOf = (origin: string, bound: number, end: 'least' | 'most', inclusive: boolean): Said => {
  const zh = end === 'least' ? '至少' : '最多';
  if (origin === 'string') return end === 'least' && bound === 1 ? { zh: '不能为空。', en: 'This must not be empty.' } : { zh: `${zh} ${bound} 个字符。`, en: `This has at ${end} ${bound} characters.` };
  if (origin === 'array' || origin === 'set') return { zh: `${zh} ${bound} 项。`, en: `This has at ${end} ${bound} ${bound === 1 ? 'item' : 'items'}.` };
  if (inclusive) return { zh: `应${end === 'least' ? '不小于' : '不大于'} ${bound}。`, en: `This is ${bound} at ${end}.` };
  return end === 'least' ? { zh: `应大于 ${bound}。`, en: `This is more than ${bound}.` } : { zh: `应小于 ${bound}。`, en: `This is less than ${bound}.` };
};

/** Of alternatives, what each would have wanted; of forms that differ in many members, only that it is none of them. */
const unionOf = ({ errors }: { readonly errors: readonly (readonly z.core.$ZodIssue[])[] }, input: unknown): Said => {
  if (input === undefined) return missing;
  const alone = errors.flatMap((issues) => (issues.length === 1 && issues[0]!.path.length === 0 ? [saidOf(issues[0]!, input)] : []));
  if (alone.length === 0 || alone.length < errors.length) return otherwise;
  return { zh: [...new Set(alone.map(({ zh }) => zh.replace(/。$/, '')))].join('；或者') + '。', en: [...new Set(alone.map(({ en }) => en.replace(/\.$/, '')))].join('; or: ') + '.' };
};
