import { describe, expect, it } from '@jest/globals';
import { readEmployment, readParty, readPost, readTier, tierOf } from './words.ts';

describe('political status', () => {
  it.each([['党员', 'party'], ['中共党员', 'party'], ['中共 党员', 'party'], ['中共预备党员', 'probationary'], ['预备党员', 'probationary'], ['群众', 'non-party'], ['非党员', 'non-party']])('%s is %s', (cell, party) => expect(readParty(cell)).toEqual({ value: party, notes: [] }));
  it.each(['共青团员', '民盟盟员', '九三学社社员', '农工党党员', '无党派人士'])('%s is no party member, which is told: the roster said more', (was) =>
    expect(readParty(was)).toEqual({ value: 'non-party', notes: [{ severity: 'mended', code: 'party-non-party', was, now: 'non-party' }] }));
  it('that is empty is guessed', () => expect(readParty('')).toMatchObject({ value: 'non-party', notes: [{ severity: 'guess' }] }));
  it('that is not understood is refused, not taken for none', () => expect(readParty('中共党贝')).toEqual({ notes: [{ severity: 'error', code: 'party-unknown', was: '中共党贝' }] }));
});

describe('employment', () => {
  it.each([['在编', 'staff'], ['聘用', 'contract'], ['临时', 'temporary'], ['借调', 'seconded'], ['劳务派遣', 'temporary']])('%s is %s', (cell, kind) => expect(readEmployment(cell).value).toBe(kind));
  it('that is not understood is refused', () => expect(readEmployment('火星').notes).toMatchObject([{ severity: 'error' }]));
});

describe('tiers', () => {
  it.each([['领导', 'leader'], ['中层', 'middle'], ['班组长', 'team-lead'], ['值机员', 'operator']])('%s is %s', (cell, tier) => expect(readTier(cell, '')).toEqual({ value: tier, notes: [] }));
  it('that are empty are suggested from the post, marked as a guess', () => expect(readTier('', '副科长')).toEqual({ value: 'middle', notes: [{ severity: 'guess', code: 'tier-guessed', was: '副科长', now: 'middle' }] }));
  it.each([['局长', 'leader'], ['副局长', 'leader'], ['台长', 'leader'], ['副台长', 'leader'], ['党委书记', 'leader'], ['处长', 'middle'], ['副处长', 'middle'], ['科长', 'middle'], ['站长', 'middle'],
    ['办公室主任', 'middle'], ['班长', 'team-lead'], ['组长', 'team-lead'], ['值机员', 'operator'], ['监测员', 'operator'], ['机务员', 'operator'], ['', 'operator']])('of a %s is %s', (post, tier) => expect(tierOf(post)).toBe(tier));
});

describe('posts', () => {
  it('are free text, also where they look like a formula', () => expect(readPost('@SUM(A1)', '')).toEqual({ value: '@SUM(A1)', notes: [] }));
  it('lose line breaks', () => expect(readPost('机务员\n（兼）', '').value).toBe('机务员 （兼）'));
  it('that are empty take the word of the tier', () => expect(readPost('', '值机员')).toMatchObject({ value: '值机员', notes: [{ severity: 'guess' }] }));
  it('are needed', () => expect(readPost('', '').notes).toMatchObject([{ severity: 'error', code: 'post-missing' }]));
});
