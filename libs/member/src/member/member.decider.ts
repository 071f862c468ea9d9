import { shanghaiDay } from '@lyceum/core/calendar';
import { lastStart, valueOn, type Dated } from '@lyceum/core/dated';
import { decider, refuse } from '@lyceum/core/decider';
import { mustHaveSeen } from '@lyceum/core/seen';
import {
  DetailsCorrected, KindChanged, MemberForgotten, MemberRegistered, MemberTransferred, PostChanged, SecondaryPostAdded,
  type Employment, type MemberCommand, type MemberEvent, type Party, type Tier,
} from '@lyceum/contracts/member/member';

/** Sealed with the person's key; nothing here reads them. */
export type Details = { readonly name: string; readonly idNumber?: string | undefined; readonly phone?: string | undefined; readonly otherPhone?: string | undefined };
type Kind = { readonly employment: Employment; readonly party: Party; readonly joinedParty?: string | undefined };
type Post = { readonly post: string; readonly tier: Tier };

export type Member = {
  readonly from: string;
  readonly details: Details;
  readonly units: Dated<string>;
  readonly posts: Dated<Post>;
  readonly secondary: Dated<Post & { readonly unitId: string }>;
  readonly kind: Kind;
  readonly forgotten: boolean;
} | null;
type Registered = NonNullable<Member>;

/** One person, from registration on. Units are checked before, against the tree: a unit that was once there stays, so the check can't grow stale. */
export const member = decider<Member, MemberCommand, MemberEvent>({
  category: 'member',
  id: ({ memberId }) => memberId,
  initial: null,

  decide: {
    RegisterMember: ({ memberId, name, idNumber, phone, otherPhone, unitId, post, tier, employment, party, joinedParty, from }, state) => {
      if (state) refuse('member-exists');
      return [MemberRegistered({ memberId, name, idNumber, phone, otherPhone, unitId, post, tier, employment, party, joinedParty, from })];
    },
    /**
     * Transfers follow one another in time, so that each can say where the person came from. They are recorded from their day on, not before:
     * until then the person is the old unit's to see, and only a fact can move that.
     */
    TransferMember: ({ memberId, unitId, from, was }, state, { now }) => {
      const { units } = present(state, from);
      if (from > shanghaiDay(now)) refuse('transfer-in-future');
      const fromUnitId = valueOn(units, from)!;
      if (fromUnitId === unitId) return [];
      if (was !== undefined && valueOn(units, shanghaiDay(now)) !== was) refuse('changed-meanwhile');
      if (from < lastStart(units)) refuse('transfer-before-last', { last: lastStart(units) });
      return [MemberTransferred({ memberId, fromUnitId, unitId, from })];
    },
    ChangePost: ({ memberId, post, tier, from, was }, state, { now }) => {
      const { posts } = present(state, from);
      if (samePost(valueOn(posts, from), { post, tier })) return [];
      if (was) mustHaveSeen(posts, { from, today: shanghaiDay(now) }, (held) => samePost(held, was), (held) => ({ ...held }));
      return [PostChanged({ memberId, post, tier, from })];
    },
    AddSecondaryPost: ({ memberId, unitId, post, tier, from }, state) => {
      const { units, secondary } = present(state, from);
      if (valueOn(units, from) === unitId) refuse('secondary-post-in-main-unit');
      const held = valueOn(secondary.filter(({ value }) => value.unitId === unitId), from);
      return samePost(held, { post, tier }) ? [] : [SecondaryPostAdded({ memberId, unitId, post, tier, from })];
    },
    ChangeKind: ({ memberId, employment, party, joinedParty, was }, state) => {
      const { kind } = present(state);
      if (sameKind(kind, { employment, party, joinedParty })) return [];
      if (was && !sameKind(kind, was)) refuse('changed-meanwhile');
      return [KindChanged({ memberId, employment, party, joinedParty })];
    },
    CorrectDetails: ({ memberId, name, idNumber, phone, otherPhone, reason }, state) => {
      const { details } = present(state);
      const same = details.name === name && details.idNumber === idNumber && details.phone === phone && details.otherPhone === otherPhone;
      return same ? [] : [DetailsCorrected({ memberId, name, idNumber, phone, otherPhone, reason })];
    },
    ForgetMember: ({ memberId, reason }, state) => {
      if (!state) refuse('member-unknown');
      return state.forgotten ? [] : [MemberForgotten({ memberId, reason })];
    },
  },

  evolve: {
    MemberRegistered: (_, { name, idNumber, phone, otherPhone, unitId, post, tier, employment, party, joinedParty, from }) => ({
      from, forgotten: false,
      details: { name, idNumber, phone, otherPhone },
      units: [{ from, value: unitId }],
      posts: [{ from, value: { post, tier } }],
      secondary: [],
      kind: { employment, party, joinedParty },
    }),
    MemberTransferred: (state, { unitId, from }) => state && { ...state, units: [...state.units, { from, value: unitId }] },
    PostChanged: (state, { post, tier, from }) => state && { ...state, posts: [...state.posts, { from, value: { post, tier } }] },
    SecondaryPostAdded: (state, { unitId, post, tier, from }) => state && { ...state, secondary: [...state.secondary, { from, value: { unitId, post, tier } }] },
    KindChanged: (state, { employment, party, joinedParty }) => state && { ...state, kind: { employment, party, joinedParty } },
    DetailsCorrected: (state, { name, idNumber, phone, otherPhone }) => state && { ...state, details: { name, idNumber, phone, otherPhone } },
    MemberForgotten: (state) => state && { ...state, forgotten: true },
  },
});

const samePost = (one: Post | undefined, other: Post) => one?.post === other.post && one.tier === other.tier;
const sameKind = (one: Kind, other: Kind) => one.employment === other.employment && one.party === other.party && one.joinedParty === other.joinedParty;

/** A person who is registered, not forgotten, and was there on the day. */
const present = (state: Member, day?: string): Registered => {
  if (!state) refuse('member-unknown');
  if (state.forgotten) refuse('member-forgotten');
  if (day !== undefined && day < state.from) refuse('before-registration', { from: state.from });
  return state;
};
