import { afterAll, expect, it } from '@jest/globals';
import { Setup, type FirstPerson } from './setup.ts';
import { temporaryHost } from '@lyceum/nest-kit/testing';
import { memberContext } from './member.context.ts';

const people: FirstPerson[] = [
  { role: 'system-administrator', name: '周一鸣', account: 'system', password: 'quiet herons wade north' },
  { role: 'security-administrator', name: '吴小安', account: 'security', password: 'seven lanterns drift by' },
  { role: 'audit-administrator', name: '郑审言', account: 'audit', password: 'old bridges keep secrets' },
  { role: 'office', name: '王学文', account: 'office', password: 'paper boats on the canal' },
];
const made = await temporaryHost({ contexts: [memberContext] });
afterAll(() => made.close());

it('takes up a set-up that broke off, with what is given then', async () => {
  const setup = made.host.app.get(Setup);
  const at = (correlation: string) => ({ now: '2026-03-06T09:00:00.000Z', correlation });
  const breaking = people.map((person) => (person.role === 'audit-administrator' ? { ...person, password: 'short' } : person));
  await expect(setup.run('临江局', breaking, at('first'))).rejects.toMatchObject({ code: 'password-too-short' });
  expect(await setup.needed()).toBe(true);

  await setup.run('临江市局', people.map((person) => (person.role === 'security-administrator' ? { ...person, name: '吴大安', account: 'safety' } : person)), at('second'));
  expect(await setup.needed()).toBe(false);
  await made.host.settle();
  const { directory, accounts, keys } = { directory: made.host.directory, ...made.host.adapters };
  const tree = await directory.tree();
  const all = (await directory.people(tree.all().map(({ unitId }) => unitId))).people;
  expect(all.map(({ name }) => name).sort()).toEqual(['周一鸣', '吴大安', '王学文', '郑审言'].sort());
  expect([await keys.holder('account', 'security'), await keys.holder('account', 'safety')]).toEqual([null, all.find(({ name }) => name === '吴大安')!.memberId]);
  for (const { memberId } of all) expect(await accounts.isActive(memberId)).toBe(true);
});
