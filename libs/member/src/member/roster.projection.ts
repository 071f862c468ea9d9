import { projection } from '@lyceum/core/projection';
import type { Employment, MemberEvent, Party, Tier } from '@lyceum/contracts/member/member';

/** As last recorded by start; `unitFrom` and `postFrom`: since when. Names are elsewhere, sealed. */
export type RosterRow = {
  readonly unitId: string; readonly unitFrom: string; readonly post: string; readonly tier: Tier; readonly postFrom: string;
  readonly employment: Employment; readonly party: Party; readonly since: string;
};
type Concerned = Extract<MemberEvent, { type: 'MemberRegistered' | 'MemberTransferred' | 'PostChanged' | 'KindChanged' }>;
const person = ({ data }: { readonly data: { readonly memberId: string } }) => data.memberId;

/** One row a person, to filter and sort by. */
export const roster = projection<RosterRow, Concerned>({
  name: 'roster',
  version: 1,
  initial: { unitId: '', unitFrom: '', post: '', tier: 'operator', postFrom: '', employment: 'staff', party: 'non-party', since: '' },
  indexes: [['unitId'], ['tier'], ['party'], ['employment'], ['since'], ['post']],
  keys: { MemberRegistered: person, MemberTransferred: person, PostChanged: person, KindChanged: person },
  on: {
    MemberRegistered: (_, { data: { unitId, post, tier, employment, party, from } }) => ({ unitId, unitFrom: from, post, tier, postFrom: from, employment, party, since: from }),
    MemberTransferred: (row, { data: { unitId, from } }) => (from < row.unitFrom ? row : { ...row, unitId, unitFrom: from }),
    PostChanged: (row, { data: { post, tier, from } }) => (from < row.postFrom ? row : { ...row, post, tier, postFrom: from }),
    KindChanged: (row, { data: { employment, party } }) => ({ ...row, employment, party }),
  },
});
