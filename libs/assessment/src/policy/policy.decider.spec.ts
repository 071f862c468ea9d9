import { describe, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { policy } from './policy.decider.ts';
import { endPolicy, policyEnded, policyPublished, publishPolicy, twice } from './policy.examples.ts';

const { given } = specify(policy);
const july = { rule: twice, effectiveFrom: '2026-07-06' };

describe('publishing a policy', () => {
  it('makes version 1', () => given().when(publishPolicy()).then(policyPublished()));
  it('counts further versions', () => given(policyPublished()).when(publishPolicy(july)).then(policyPublished({ ...july, policyVersion: 2 })));
  it('records nothing where nothing differs', () => given(policyPublished()).when(publishPolicy()).thenNothing());
  it('compares with the last version', () =>
    given(policyPublished(), policyPublished({ ...july, policyVersion: 2 })).when(publishPolicy(july)).thenNothing());
  it('refuses a version that takes effect on the same day as the last', () =>
    given(policyPublished()).when(publishPolicy({ rule: twice })).thenRefuses('policy-not-later'));
  it('refuses a version that takes effect before the last', () =>
    given(policyPublished()).when(publishPolicy({ rule: twice, effectiveFrom: '2025-12-29' })).thenRefuses('policy-not-later'));
  it('refuses to move a policy to another unit', () =>
    given(policyPublished()).when(publishPolicy({ unitId: 'station', effectiveFrom: '2026-07-06' })).thenRefuses('policy-of-another-unit'));
  it('refuses what was written over a version that is no longer the newest', () =>
    given(policyPublished(), policyPublished({ ...july, policyVersion: 2 })).when(publishPolicy({ effectiveFrom: '2026-08-03', after: 1 })).thenRefuses('changed-meanwhile'));
  it('follows the version that was seen', () =>
    given(policyPublished()).when(publishPolicy({ ...july, after: 1 })).then(policyPublished({ ...july, policyVersion: 2 })));
  it('refuses after its end', () => given(policyPublished(), policyEnded()).when(publishPolicy(july)).thenRefuses('policy-ended'));
});

describe('ending a policy', () => {
  it('says the last day on which it holds', () => given(policyPublished()).when(endPolicy()).then(policyEnded()));
  it('ignores a second click', () => given(policyPublished(), policyEnded()).when(endPolicy()).thenNothing());
  it('does not move its end', () => given(policyPublished(), policyEnded()).when(endPolicy('2026-07-05')).thenRefuses('policy-ended'));
  it('can be the day on which it takes effect', () => given(policyPublished()).when(endPolicy('2026-01-05')).then(policyEnded('2026-01-05')));
  it('refuses an end before its last version takes effect', () =>
    given(policyPublished(), policyPublished({ ...july, policyVersion: 2 })).when(endPolicy()).thenRefuses('policy-ends-early'));
  it('refuses what was never published', () => given().when(endPolicy()).thenRefuses('policy-unknown'));
});
