import { projection } from '@lyceum/core/projection';
import type { AccountEvent } from '@lyceum/contracts/member/account';
import type { MemberEvent } from '@lyceum/contracts/member/member';

/** `account`: the name to log in with, sealed. `claimedAt`: when phone or id number were last recorded; '' for never. */
export type AccountRow = {
  readonly account: string | null; readonly state: 'none' | 'awaiting' | 'active'; readonly off: boolean;
  readonly forgotten: boolean; readonly claimedAt: string;
};
type Concerned = Extract<AccountEvent | MemberEvent, { type: 'ActivationCodeIssued' | 'AccountActivated' | 'AccountSwitched' | 'MemberRegistered' | 'DetailsCorrected' | 'MemberForgotten' }>;
const person = ({ data }: { readonly data: { readonly memberId: string } }) => data.memberId;

/** One row a person: how their account stands, and what of the vault must agree with the log. */
export const accountRows = projection<AccountRow, Concerned>({
  name: 'account',
  version: 1,
  initial: { account: null, state: 'none', off: false, forgotten: false, claimedAt: '' },
  indexes: [['forgotten'], ['claimedAt']],
  keys: {
    ActivationCodeIssued: person, AccountActivated: person, AccountSwitched: person,
    MemberRegistered: person, DetailsCorrected: person, MemberForgotten: person,
  },
  on: {
    ActivationCodeIssued: (row, { data }) => ({ ...row, account: data.account ?? row.account, state: 'awaiting' }),
    AccountActivated: (row) => ({ ...row, state: 'active' }),
    AccountSwitched: (row, { data }) => ({ ...row, off: !data.on }),
    MemberRegistered: (row, { recordedAt }) => ({ ...row, claimedAt: recordedAt }),
    DetailsCorrected: (row, { recordedAt }) => ({ ...row, claimedAt: recordedAt }),
    MemberForgotten: (row) => ({ ...row, account: null, state: 'none', forgotten: true }),
  },
});
