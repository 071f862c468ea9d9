import { describe, expect, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { member } from './member.decider.ts';
import {
  became, become, correct, corrected, forget, forgotten, keepPost, kind, kindChanged, promote, promoted, register, registered, second, seconded, transfer, transferred,
} from './member.examples.ts';

const { given } = specify(member);

describe('registering', () => {
  it('is the first thing to know of a person', () => given().when(register()).then(registered()));
  it('needs no more than a name', () =>
    given().when(register({ idNumber: undefined, phone: undefined, joinedParty: undefined })).then(registered({ idNumber: undefined, phone: undefined, joinedParty: undefined })));
  it('happens once', () => given(registered()).when(register({ post: '班长' })).thenRefuses('member-exists'));
  it('takes no name in clear', () => expect(() => register({ name: '李明' })).toThrow('encrypted'));
});

describe('a transfer', () => {
  it('says where the person came from', () => given(registered()).when(transfer('south', '2026-03-01')).then(transferred('north', 'south', '2026-03-01')));
  it('follows an earlier one', () =>
    given(registered(), transferred('north', 'south', '2025-01-01')).when(transfer('harbour', '2026-03-01')).then(transferred('south', 'harbour', '2026-03-01')));
  it('changes nothing where the person is there already', () => given(registered()).when(transfer('north', '2026-03-01')).thenNothing());
  it('is refused where somebody else transferred them after one looked', () =>
    given(registered(), transferred('north', 'south', '2026-01-01')).when(transfer('harbour', '2026-03-01', 'north')).thenRefuses('changed-meanwhile'));
  it('is refused before the last one', () =>
    given(registered(), transferred('north', 'south', '2026-03-01')).when(transfer('harbour', '2026-02-01')).thenRefuses('transfer-before-last'));
  it('may set right the last one, from the same day', () =>
    given(registered(), transferred('north', 'south', '2026-03-01')).when(transfer('harbour', '2026-03-01')).then(transferred('south', 'harbour', '2026-03-01')));
  it('is recorded on its day in Shanghai', () => {
    const late = specify(member, { now: '2026-03-05T16:00:00.000Z' });
    late.given(registered()).when(transfer('south', '2026-03-06')).then(transferred('north', 'south', '2026-03-06'));
    late.given(registered()).when(transfer('south', '2026-03-07')).thenRefuses('transfer-in-future');
  });
  it('is refused before the person came', () => given(registered()).when(transfer('south', '2019-12-31')).thenRefuses('before-registration'));
  it('is refused for somebody unknown', () => given().when(transfer('south', '2026-03-01')).thenRefuses('member-unknown'));
});

describe('a post', () => {
  it('changes from a day on', () => given(registered()).when(promote('2026-03-01')).then(promoted('2026-03-01')));
  it('changes nothing where it is held already', () => given(registered()).when(keepPost('2026-03-01')).thenNothing());
  it('is refused where it is no longer the one that was seen', () => given(registered()).when(promote('2026-03-01', '技术员')).thenRefuses('changed-meanwhile'));
  it('changes where it is still the one that was seen', () => given(registered()).when(promote('2026-03-01', '值机员')).then(promoted('2026-03-01')));
  it('is refused where another is coming that was not seen, and changes where it was', () => {
    given(registered(), promoted('2027-01-01')).when(become('2027-01-01', { post: '值机员', tier: 'operator' })).thenRefuses('change-coming');
    given(registered(), promoted('2027-01-01')).when(become('2027-06-01', { post: '值机员', tier: 'operator' })).thenRefuses('change-coming');
    given(registered(), promoted('2027-01-01')).when(become('2027-01-01', { post: '班长', tier: 'team-lead' })).then(became('2027-01-01'));
    given(registered(), promoted('2027-01-01')).when(become('2026-12-31', { post: '值机员', tier: 'operator' })).then(became('2026-12-31'));
  });
  it('may be recorded late, before a later one', () => given(registered(), promoted('2026-03-01')).when(promote('2025-06-01')).then(promoted('2025-06-01')));
  it('may be a second one in another unit', () => given(registered()).when(second('south', '2026-03-01')).then(seconded('south', '2026-03-01')));
  it('is not added twice', () => given(registered(), seconded('south', '2026-03-01')).when(second('south', '2026-04-01')).thenNothing());
  it('is no second one in the main unit', () => given(registered()).when(second('north', '2026-03-01')).thenRefuses('secondary-post-in-main-unit'));
});

describe('what a person is', () => {
  it('changes', () => given(registered()).when(kind('non-party')).then(kindChanged('non-party')));
  it('stays where nothing differs', () => given(registered()).when(kind('party')).thenNothing());
  it('is refused where it is no longer what was seen', () => given(registered()).when(kind('non-party', 'probationary')).thenRefuses('changed-meanwhile'));
  it('changes where it is still what was seen', () => given(registered()).when(kind('non-party', 'party')).then(kindChanged('non-party')));
  it('changes twice, and back to what it was', () => {
    given(registered(), kindChanged('probationary')).when(kind('non-party')).then(kindChanged('non-party'));
    given(registered(), kindChanged('probationary'), kindChanged('non-party')).when(kind('party')).then(kindChanged('party'));
  });
  it('stays where nothing differs from the last change', () => given(registered(), kindChanged('non-party')).when(kind('non-party')).thenNothing());
  it('is corrected with a reason', () => given(registered()).when(correct('other')).then(corrected('other')));
  it('is not corrected to what it is', () => given(registered()).when(correct('phone')).thenNothing());
});

describe('a person who is forgotten', () => {
  it('leaves the fact behind', () => given(registered()).when(forget()).then(forgotten()));
  it('is forgotten once', () => given(registered(), forgotten()).when(forget()).thenNothing());
  it('is changed by nothing any more', () => {
    for (const wish of [transfer('south', '2026-03-01'), promote('2026-03-01'), second('south', '2026-03-01'), kind('non-party'), correct('other')]) {
      given(registered(), forgotten()).when(wish).thenRefuses('member-forgotten');
    }
  });
  it('does not come back under the same id', () => given(registered(), forgotten()).when(register()).thenRefuses('member-exists'));
  it('must have been known', () => given().when(forget()).thenRefuses('member-unknown'));
});
