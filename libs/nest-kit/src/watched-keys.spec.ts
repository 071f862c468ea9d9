import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { flipKey } from '@lyceum/vault/testing/flip-key';
import { unreadable } from '@lyceum/vault/vault';
import { Telemetry } from './telemetry.ts';
import { WatchedKeys } from './watched-keys.ts';

let folder: string;
const sealed: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lyceum-watched-'));
  const keys = SqliteKeys.open({ folder });
  for (const subject of ['ada', 'bo', 'cy']) sealed.push(await keys.seal(subject, subject));
  await keys.close();
  for (const subject of ['ada', 'cy']) flipKey(join(folder, 'keys.db'), subject);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const watched = () => {
  const [said, telemetry] = [[] as string[], new Telemetry()];
  const note = (...words: unknown[]) => { said.push(words.map(String).join(' ')); };
  const keys = new WatchedKeys(SqliteKeys.open({ folder }), { error: note, warn: note }, telemetry);
  const figure = async () => Number(/^lyceum_damaged_keys (\d+)$/m.exec(await telemetry.registry.metrics())?.[1]);
  return { keys, said, figure };
};

it('tries all keys, says once how many are damaged, names nobody, and counts them', async () => {
  const { keys, said, figure } = watched();
  expect(await figure()).toBe(0);
  keys.tryAll();
  await keys.close(); // waits for what goes on
  expect(said).toEqual([expect.stringMatching(/^2 of 3 persons' keys in the vault are damaged\..*OPERATIONS/)]);
  expect(said[0]).not.toMatch(/\b(ada|cy)\b/);
  expect(await figure()).toBe(2);
});

it('says once that data were asked for that can’t be read, also where nothing was tried', async () => {
  const { keys, said, figure } = watched();
  for (const _ of [1, 2]) expect(await keys.open(sealed)).toEqual([unreadable, 'bo', unreadable]);
  expect(said).toEqual([expect.stringContaining('can\'t be read')]);
  expect(await figure()).toBe(2);
  await keys.forget('cy');
  expect([await keys.open(sealed), await figure()]).toEqual([[unreadable, 'bo', null], 1]);
  await keys.close();
});

const pages = async function* (...all: (readonly string[])[]) { yield* all; };

it('says how many people of the log have no key, beside the keys that are damaged, and names nobody', async () => {
  const { keys, said, figure } = watched();
  const lost = sealed.map((text, n) => text.replace(/^p1\.\w+/, `p1.lost${n}`));
  keys.tryAll();
  keys.tryPeople(pages(sealed, lost.slice(0, 2), []));
  for (let left = 200; said.length < 2 && left > 0; left--) await setTimeout(10);
  await keys.close();
  expect(said).toEqual([expect.stringMatching(/^1 of 2 persons' keys/), expect.stringMatching(/^2 of 5 persons have no key in the vault/)]);
  expect(said.join()).not.toMatch(/\b(ada|cy|lost\d)\b/);
  expect(await figure()).toBe(3);
});

it('takes a vault that opens nothing of many people for another city’s, and one that opens anything for its own', async () => {
  const { keys } = watched();
  const others = (count: number) => Array.from({ length: count }, (_, n) => sealed[1]!.replace('p1.bo', `p1.m${n}`));
  await expect(keys.assertOwn(pages(others(6), others(6)))).rejects.toThrow(/none of the 12 people .*belongs to another city.*lyceum restore/);
  await keys.assertOwn(pages(others(6), [sealed[1]!]));
  await keys.assertOwn(pages([...others(12), sealed[1]!])); // most keys are lost, and one is left
  await expect(keys.assertOwn(pages(others(10)))).rejects.toThrow(/none of the 10 people/);
  await keys.assertOwn(pages(others(9)));
  await keys.assertOwn(pages());
  await keys.forget('cy');
  await keys.assertOwn(pages(others(12), [sealed[2]!])); // whoever was forgotten was its own
  await keys.close();
});
