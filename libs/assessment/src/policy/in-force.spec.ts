import { describe, expect, it } from '@jest/globals';
import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import { demandsFor, versionFor } from '@lyceum/contracts/assessment/in-force';
import { project, recorded } from '@lyceum/core/specify';
import { policyEnded, policyPublished, twice } from './policy.examples.ts';
import { policies } from './policy.projection.ts';

const rowsOf = (...facts: (ReturnType<typeof policyPublished> | ReturnType<typeof policyEnded>)[]) => Object.values(project(policies, ...facts.map((fact) => recorded(fact))));
const weekly = policyPublished(); // the city, from Monday, 5 January 2026
const july = policyPublished({ rule: twice, effectiveFrom: '2026-07-06', policyVersion: 2 });

describe('a policy in a week', () => {
  const [row] = rowsOf(weekly, july);
  it('does not hold before it takes effect', () => expect(versionFor(row!, '2026-W01')).toBeUndefined());
  it('holds from the Monday on which it takes effect', () => expect(versionFor(row!, '2026-W02')?.policyVersion).toBe(1));
  it('keeps its first version until the second takes effect', () => expect(versionFor(row!, '2026-W27')?.policyVersion).toBe(1));
  it('changes to the second on that Monday', () => expect(versionFor(row!, '2026-W28')?.policyVersion).toBe(2));
  it('does not judge a week by a version that came in its middle', () => {
    const [tuesday] = rowsOf(policyPublished({ effectiveFrom: '2026-01-06' }));
    expect(versionFor(tuesday!, '2026-W02')).toBeUndefined();
    expect(versionFor(tuesday!, '2026-W03')?.policyVersion).toBe(1);
  });
  it('holds through the week that ends on its last day, and no longer', () => {
    const [ended] = rowsOf(weekly, policyEnded('2026-06-28'));
    expect(versionFor(ended!, '2026-W26')?.policyVersion).toBe(1);
    expect(versionFor(ended!, '2026-W27')).toBeUndefined();
  });
  it('does not judge a week in whose middle it ended', () => expect(versionFor(rowsOf(weekly, policyEnded('2026-06-27'))[0]!, '2026-W26')).toBeUndefined());
});

describe('what binds a unit', () => {
  const path = ['station', 'office', 'city'];
  const strict = policyPublished({ policyId: 'strict', unitId: 'office', rule: twice });
  const near = policyPublished({ policyId: 'near', unitId: 'station' });
  const demands = (...facts: Parameters<typeof rowsOf>) => demandsFor(rowsOf(...facts), '2026-W10', path);

  it('is the policy of a unit above', () => expect(demands(weekly)).toEqual([{ form: 'weekly-collective', policyId: 'weekly', policyVersion: 1, atLeast: 1 }]));
  it('is the strictest of several', () => expect(demands(weekly, strict, near)).toMatchObject([{ policyId: 'strict', atLeast: 2 }]));
  it('is the nearest of equals', () => expect(demands(weekly, near)).toMatchObject([{ policyId: 'near' }]));
  it('is not a policy of another branch', () => expect(demands(policyPublished({ unitId: 'elsewhere' }))).toEqual([]));
  it('is not a policy that has not begun', () => expect(demands(policyPublished({ effectiveFrom: '2026-07-06' }))).toEqual([]));
  it('is one policy for each form, and a strict rule of one form does not hide that of another', () => {
    const ofDay = { ...strict, data: { ...strict.data, rule: { ...strict.data.rule, form: 'theme-day' as StudyForm } } };
    expect(demands(weekly, ofDay)).toMatchObject([{ form: 'theme-day', policyId: 'strict', atLeast: 2 }, { form: 'weekly-collective', policyId: 'weekly', atLeast: 1 }]);
  });
});
