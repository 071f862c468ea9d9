import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Day, Line, Lines, Time, UnitId, Week } from '@lyceum/contracts/ids';
import { faultsOf, wordless } from './faults.ts';
import { ownMessages } from './messages.ts';
import { BadInput } from './problem.ts';

const said = (schema: z.ZodType, input: unknown) => {
  const { error } = schema.safeParse(input, wordless);
  return (['zh', 'en'] as const).map((language) => faultsOf(new BadInput(error!.issues, input), ownMessages, language)[0]!.message);
};
const person = z.strictObject({ name: z.string().optional(), phone: z.string().optional() });

it('takes rare characters, the middle dot, full-width blanks and joined emoji in a line, and line breaks and tabs in several', () => {
  for (const text of ['𠮷田', '阿·买', '张　三', '👩‍🏫']) expect(Line(80).parse(text)).toBe(text);
  for (const text of ['a\nb', 'a\r\nb', 'a\tb']) expect(Lines(80).parse(text)).toBe(text);
  expect(Line(80).safeParse('a\tb').success).toBe(false);
});

describe('the words of a fault', () => {
  it.each<[z.ZodType, unknown, string, string]>([
    [z.string(), undefined, '必填。', 'This is missing.'], [z.enum(['a', 'b']), undefined, '必填。', 'This is missing.'],
    [z.string(), 7, '应为文本。', 'This is to be text.'], [z.coerce.number(), 'abc', '应为数字。', 'This is to be a number.'], [z.number().int(), 1.5, '应为整数。', 'This is to be a whole number.'],
    [z.boolean(), 'yes', '应为 true 或 false。', 'This is to be true or false.'], [z.array(z.string()), {}, '应为列表。', 'This is to be a list.'],
    [z.string().max(3), 'long', '最多 3 个字符。', 'This has at most 3 characters.'], [z.string().min(3), 'x', '至少 3 个字符。', 'This has at least 3 characters.'], [z.string().min(1), '', '不能为空。', 'This must not be empty.'],
    [z.array(z.number()).max(1), [1, 2], '最多 1 项。', 'This has at most 1 item.'], [z.number().max(5), 6, '应不大于 5。', 'This is 5 at most.'], [z.number().gt(5), 5, '应大于 5。', 'This is more than 5.'],
    [z.enum(['held', 'missed']), 'hold', '应为以下之一：held、missed。', 'This is to be one of: held, missed.'],
    [UnitId, 'a b', '编号只能由字母、数字和“_”组成。', 'An id has letters, digits and _ only.'], [Day, 'March', '应为存在的日期，如 2026-03-06。', 'This is to be a day that there is, such as 2026-03-06.'],
    [Day, '2300-01-01', '日期应在 1900 年至 2199 年之间。', 'A day lies between 1900 and 2199.'], [Time, '9:30', '时间应为 HH:mm，如 09:30。', 'A time is HH:mm, such as 09:30.'], [Week, '2026-10', '周应为 YYYY-Www，如 2026-W10。', 'A week is YYYY-Www, such as 2026-W10.'],
    ...['\u200b', '\u0000', '\u202Ecba', 'a\nb', 'a\ud800', '\u3164', '\u200d'].map((text): [z.ZodType, unknown, string, string] => [Line(80), text, '含有看不见的字符或控制字符，或没有可见的内容；请删去后重新输入。', 'This has invisible or control characters, or nothing to see: delete it and type it anew.']),
    [Lines(80), 'a\u0007', '含有看不见的字符或控制字符，或没有可见的内容；请删去后重新输入。', 'This has invisible or control characters, or nothing to see: delete it and type it anew.'],
    [z.iso.datetime(), '2026-03-06T09:00', '应为带时区的时间，如 2026-03-06T09:00:00Z。', 'This is to be an instant with its zone, such as 2026-03-06T09:00:00Z.'],
    [z.string().regex(/^x$/), 'y', '内容或格式不符合要求。', 'This does not have the form that is asked for here.'], [z.string().regex(/^x$/, 'an x'), 'y', '内容或格式不符合要求。', 'an x'],
    [z.union([z.literal('me'), z.number()]), '-', '应为以下之一：me；或者应为数字。', 'This is to be one of: me; or: This is to be a number.'],
    [z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]), { kind: 'b' }, '内容或格式不符合要求。', 'This does not have the form that is asked for here.'],
    [person, { nmae: 'Ada' }, '没有“nmae”这一项；是否应为“name”？', 'nmae is not known here; is name meant?'], [person, { admin: true }, '没有“admin”这一项；可用：name、phone。', 'admin is not known here. Known are: name, phone.'],
    [z.strictObject({}), { admin: true }, '没有“admin”这一项，此处不接受任何内容。', 'admin is not known here; nothing is taken here.'],
    [z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a') })]), { kind: 'a', knid: 'a' }, '没有“knid”这一项；是否应为“kind”？', 'knid is not known here; is kind meant?'],
  ])('%# %p', (schema, input, zh, en) => expect(said(schema, input)).toEqual([zh, en]));

  it('name each member that is not known, where it stands', () => {
    const input = JSON.parse('{"people":[{"nam":"Ada","constructor":1},{"name":"Bo"}],"__proto__":{}}') as object;
    const { error } = z.strictObject({ people: z.array(person) }).safeParse(input, wordless);
    expect(faultsOf(new BadInput(error!.issues, input), ownMessages, 'en').map(({ path }) => path)).toEqual(['people.0.nam', 'people.0.constructor', '__proto__']);
  });

  it('are fifty at the most, however many members are not known', () => {
    const input = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`member${n}`, n]));
    const { error } = person.safeParse(input, wordless);
    expect(faultsOf(new BadInput(error!.issues, input), ownMessages, 'en')).toHaveLength(50);
  });
  it('makes no fault that it does not tell: a hundred thousand strange members took a second', () => {
    let asked = 0;
    const issue = { code: 'unrecognized_keys' as const, path: [], keys: Array.from({ length: 100_000 }, (_, n) => `k${n}`), get message() { asked++; return 'name'; } };
    expect(faultsOf(new BadInput([issue], {}), ownMessages, 'en')).toHaveLength(50);
    expect(asked).toBeLessThan(100);
  });
});
