import type { Recorded } from '@lyceum/core/event';
import type { Names } from '@lyceum/contracts/sentences';
import { titled } from '@lyceum/contracts/titled';
import { unreadable } from '@lyceum/vault/vault';
import type { Directory, Name } from './directory.ts';
import type { Tree } from './tree.ts';

type Language = 'zh' | 'en';
type Titles = ReadonlyMap<string, string>;
/** `persons`: whether the reader may know names. `titles`: of sessions and policies, by id, from rows of the reader's context. `counted`: whom a sentence may name beside those that its event is about. */
export type Naming = { readonly language: Language; readonly tree: Tree; readonly persons: boolean; readonly titles?: Titles; readonly counted?: readonly string[] };

const words = {
  forgotten: { zh: '已删除个人信息的成员', en: 'a forgotten person' },
  unreadable: { zh: '个人信息无法读取的成员', en: 'a person whose details can’t be read' },
  somebody: { zh: '一名成员', en: 'a member' },
  unit: { zh: '其他单位', en: 'another unit' },
  session: { zh: '学习活动', en: 'the study session' },
  policy: { zh: '规则', en: 'the policy' },
  system: { zh: '系统', en: 'the system' },
  commandLine: { zh: '系统运维人员（命令行）', en: 'whoever runs the server (command line)' },
};

/** What some events' sentences need to call people, units, sessions and policies by name: one look-up for all of them. */
export const namesOf = async (directory: Directory, events: readonly Recorded[], { language, tree, persons, titles = new Map(), counted = [] }: Naming): Promise<Names & { readonly actor: (actor: string) => string }> => {
  const ids = persons ? [...new Set([...counted, ...events.flatMap(({ data, actor }) => [memberOf(data), actor.startsWith('member:') ? actor.slice(7) : undefined]).filter((id) => id !== undefined)])] : [];
  const names: ReadonlyMap<string, Name> = ids.length > 0 ? await directory.names(ids) : new Map<string, Name>();
  // A forgotten person is known without a name; who is not known at all has none either, and is not called forgotten.
  const member = (id: string) => {
    const name = names.get(id);
    return typeof name === 'string' ? name : words[name === null ? 'forgotten' : name === unreadable ? 'unreadable' : 'somebody'][language];
  };
  const quoted = (title: string | undefined, kind: 'session' | 'policy') =>
    title === undefined ? words[kind][language] : language === 'zh' ? `${words[kind].zh}${titled(title)}` : `${words[kind].en} ${title}`;
  return {
    persons,
    member,
    unit: (id) => tree.unit(id)?.name ?? words.unit[language],
    session: (id) => quoted(titles.get(id), 'session'),
    policy: (id) => quoted(titles.get(id), 'policy'),
    actor: (actor) => (actor.startsWith('member:') ? member(actor.slice(7)) : words[actor === 'system:command-line' ? 'commandLine' : 'system'][language]),
  };
};

const memberOf = (data: unknown): string | undefined => {
  const { memberId } = data as { memberId?: unknown };
  return typeof memberId === 'string' ? memberId : undefined;
};
