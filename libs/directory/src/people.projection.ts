import type { Dated } from '@lyceum/core/dated';
import { projection } from '@lyceum/core/projection';
import type { Personal } from '@lyceum/core/event';
import type { Employment, MemberEvent, Party, Tier } from '@lyceum/contracts/member/member';

type Post = { readonly post: string; readonly tier: Tier };

/** Personal data is sealed with the person's key, and gone when the person is forgotten. */
export type PersonRow = {
  readonly memberId: string;
  readonly name: Personal | null; readonly phone: Personal | null; readonly otherPhone: Personal | null; readonly idNumber: Personal | null;
  readonly units: Dated<string>; readonly posts: Dated<Post>; readonly secondary: Dated<Post & { readonly unitId: string }>;
  readonly employment: Employment; readonly party: Party; readonly joinedParty: string | null;
  readonly forgotten: boolean;
};

const nobody: PersonRow = {
  memberId: '', name: null, phone: null, otherPhone: null, idNumber: null, units: [], posts: [], secondary: [],
  employment: 'staff', party: 'non-party', joinedParty: null, forgotten: false,
};
const of = ({ data }: { data: { memberId: string } }) => data.memberId;

/** One row a person: units and posts, each from a day on, and what is sealed. */
export const people = projection<PersonRow, MemberEvent>({
  name: 'people',
  version: 1,
  initial: nobody,
  keys: { MemberRegistered: of, MemberTransferred: of, PostChanged: of, SecondaryPostAdded: of, KindChanged: of, DetailsCorrected: of, MemberForgotten: of },
  on: {
    MemberRegistered: (_, { data: { memberId, name, phone, otherPhone, idNumber, unitId, post, tier, employment, party, joinedParty, from } }) => ({
      memberId, name, phone: phone ?? null, otherPhone: otherPhone ?? null, idNumber: idNumber ?? null,
      units: [{ from, value: unitId }], posts: [{ from, value: { post, tier } }], secondary: [],
      employment, party, joinedParty: joinedParty ?? null, forgotten: false,
    }),
    MemberTransferred: (row, { data: { unitId, from } }) => ({ ...row, units: [...row.units, { from, value: unitId }] }),
    PostChanged: (row, { data: { post, tier, from } }) => ({ ...row, posts: [...row.posts, { from, value: { post, tier } }] }),
    SecondaryPostAdded: (row, { data: { unitId, post, tier, from } }) => ({ ...row, secondary: [...row.secondary, { from, value: { unitId, post, tier } }] }),
    KindChanged: (row, { data: { employment, party, joinedParty } }) => ({ ...row, employment, party, joinedParty: joinedParty ?? null }),
    DetailsCorrected: (row, { data: { name, phone, otherPhone, idNumber } }) =>
      ({ ...row, name, phone: phone ?? null, otherPhone: otherPhone ?? null, idNumber: idNumber ?? null }),
    MemberForgotten: (row) => ({ ...row, name: null, phone: null, otherPhone: null, idNumber: null, forgotten: true }),
  },
});
