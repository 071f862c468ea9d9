import { describe, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { beside, roles } from './roles.decider.ts';
import { end, ended, grant, granted } from './roles.examples.ts';

const { given } = specify(roles, { actor: 'member:security' });
const byAda = specify(roles, { actor: 'member:ada' });

describe('granting a role', () => {
  it('holds for a unit, between two days', () => given().when(grant({ until: '2026-12-31' })).then(granted({ until: '2026-12-31' })));
  it('goes beside others', () => given(granted()).when(grant({ grantId: 'g2', role: 'auditor' })).then(granted({ grantId: 'g2', role: 'auditor' })));
  it('is refused to oneself', () => byAda.given().when(grant()).thenRefuses('own-role'));
  it('is refused where the end lies before the start', () => given().when(grant({ until: '2026-02-28' })).thenRefuses('until-before-from'));
  it('is not held twice where the other was taken back before it began', () =>
    given(granted({ from: '2027-01-01' }), ended('2026-12-31')).when(grant({ grantId: 'g2', from: '2026-12-31' })).then(granted({ grantId: 'g2', from: '2026-12-31' })));
  it('is refused twice for the same unit and days', () => given(granted()).when(grant({ grantId: 'g2' })).thenRefuses('role-held-already'));
  it('is possible for another unit', () => given(granted()).when(grant({ grantId: 'g2', unitId: 'north' })).then(granted({ grantId: 'g2', unitId: 'north' })));
  it('is possible again after its end', () =>
    given(granted(), ended('2026-05-31')).when(grant({ grantId: 'g2', from: '2026-06-01' })).then(granted({ grantId: 'g2', from: '2026-06-01' })));
  it('is refused under an id that is taken', () => given(granted()).when(grant({ role: 'auditor' })).thenRefuses('grant-exists'));
});

describe('the three administrators', () => {
  const system = granted({ role: 'system-administrator' });
  it.each(['security-administrator', 'audit-administrator'] as const)('are different people: the system administrator is no %s', (role) =>
    given(system).when(grant({ grantId: 'g2', role })).thenRefuses('roles-separated'));
  it('are different people in every unit', () =>
    given(system).when(grant({ grantId: 'g2', role: 'audit-administrator', unitId: 'north' })).thenRefuses('roles-separated'));
  it('may hold other roles', () => given(system).when(grant({ grantId: 'g2', role: 'office' })).then(granted({ grantId: 'g2', role: 'office' })));
  it('may follow one another, from the day after the last', () =>
    given(system, ended('2026-05-31', { role: 'system-administrator' }))
      .when(grant({ grantId: 'g2', role: 'audit-administrator', from: '2026-06-01' }))
      .then(granted({ grantId: 'g2', role: 'audit-administrator', from: '2026-06-01' })));
  it('may not overlap by a day', () =>
    given(system, ended('2026-05-31', { role: 'system-administrator' }))
      .when(grant({ grantId: 'g2', role: 'audit-administrator', from: '2026-05-31' })).thenRefuses('roles-separated'));
});

describe('ending a role', () => {
  it('names its last day', () => given(granted()).when(end('2026-05-31')).then(ended('2026-05-31')));
  it('is refused to oneself', () => byAda.given(granted()).when(end('2026-05-31')).thenRefuses('own-role'));
  it('changes nothing where it ends on that day', () => given(granted(), ended('2026-05-31')).when(end('2026-05-31')).thenNothing());
  it('is refused where it ends earlier', () => {
    given(granted(), ended('2026-05-31')).when(end('2026-06-01')).thenRefuses('role-already-ended');
    given(granted({ until: '2026-12-31' })).when(end('2027-01-01')).thenRefuses('role-already-ended');
  });
  it('may come earlier than was meant', () => given(granted({ until: '2026-12-31' })).when(end('2026-05-31')).then(ended('2026-05-31')));
  it('takes a grant back that never held', () => given(granted()).when(end('2026-02-28')).then(ended('2026-02-28')));
  it('is refused for days long before', () => given(granted()).when(end('2026-02-27')).thenRefuses('until-before-from'));
  it('is refused for a grant that nobody knows', () => given().when(end('2026-05-31')).thenRefuses('grant-unknown'));
});

describe('ending the role of one of the three administrators', () => {
  const audit = { role: 'audit-administrator' } as const;
  const alone = specify(beside([], new Set(['city'])), { actor: 'member:security' });
  it('is refused to the last', () => alone.given(granted(audit)).when(end('2026-05-31')).thenRefuses('last-administrator'));
  it('is refused where the other one ends as early, begins later, or is of a unit below', () => {
    for (const other of [{ until: '2026-05-31' }, { from: '2026-06-02' }, { unitId: 'north' }]) alone.given(granted(audit), granted({ ...audit, ...other, grantId: 'g2' })).when(end('2026-05-31')).thenRefuses('last-administrator');
  });
  it('is done where somebody goes on', () => alone.given(granted(audit), granted({ ...audit, grantId: 'g2', from: '2026-06-01' })).when(end('2026-05-31')).then(ended('2026-05-31', audit)));
  it('is done for every other role, and changes nothing twice', () => {
    alone.given(granted()).when(end('2026-05-31')).then(ended('2026-05-31'));
    alone.given(granted(audit), ended('2026-05-31', audit)).when(end('2026-05-31')).thenNothing();
  });
  it('is refused to oneself before that is asked', () => specify(beside([], new Set(['city'])), { actor: 'member:ada' }).given(granted(audit)).when(end('2026-05-31')).thenRefuses('own-role'));
});
