import { Personal } from '@lyceum/core/event';
import { maskId } from '@lyceum/core/mask';
import type { ToldField } from '@lyceum/contracts/audit/history-fields';
import type { Tree } from '@lyceum/directory/tree';
import { unreadable, type Keys, type Opened } from '@lyceum/vault/vault';
import type { Fields } from './matter.projection.ts';

/** Which persons' data the reader may see in clear, by the unit that an event concerns. */
export type MayOpen = (unit: string) => boolean;
type Data = unknown;

const isSealed = (value: Data): value is Personal => Personal.safeParse(value).success;
export const veil = '•••';
const illegible = { zh: '（无法读取）', en: '(unreadable)' }; // what is `null` was forgotten
/** Nobody needs an id number whole to read a history. */
const masked = (name: string, plain: string) => (name === 'idNumber' ? maskId(plain) : plain);

/** Fields as a person reads them: personal ones opened where that is allowed, the person not forgotten and their key whole. */
export const opened = async <T extends Readonly<Record<string, Data>>>(keys: Keys, values: readonly { readonly fields: T; readonly open: boolean }[], language: 'zh' | 'en'): Promise<readonly T[]> => {
  const wanted = [...new Set(values.filter(({ open }) => open).flatMap(({ fields }) => Object.values(fields).filter(isSealed)))];
  const plain = new Map<string, Opened>((wanted.length === 0 ? [] : await keys.open(wanted)).map((text, at): [string, Opened] => [wanted[at]!, text]));
  return values.map(({ fields, open }) => Object.fromEntries(Object.entries(fields).map(([name, value]) => {
    if (!isSealed(value)) return [name, value];
    const text = open ? plain.get(value) : undefined;
    return [name, text === undefined ? veil : text === null ? null : text === unreadable ? illegible[language] : masked(name, text)];
  })) as T);
};

type Told = Readonly<Partial<Record<ToldField, string | number | boolean | null>>>;
/** Ids of units as names, beside what they stand for: `unitId` becomes `unit`. */
export const unitsNamed = (fields: Fields, tree: Tree): Told => Object.fromEntries(Object.entries(fields).map(([name, value]) =>
  /nitId$|^parentId$/.test(name) ? [name.replace(/Id$/, ''), value === null ? null : tree.unit(String(value))?.name ?? String(value)] : [name, value]));
