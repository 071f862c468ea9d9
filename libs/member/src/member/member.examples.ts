import {
  AddSecondaryPost, ChangeKind, ChangePost, CorrectDetails, DetailsCorrected, ForgetMember, KindChanged, MemberForgotten, MemberRegistered,
  MemberTransferred, PostChanged, RegisterMember, SecondaryPostAdded, TransferMember,
} from '@lyceum/contracts/member/member';

const sealed = (what: string) => `p1.ada.n0nce.${what}`;
const ada = {
  memberId: 'ada', name: sealed('name'), idNumber: sealed('id'), phone: sealed('phone'),
  unitId: 'north', post: '值机员', tier: 'operator', employment: 'staff', party: 'party', joinedParty: '2008-07', from: '2020-01-01',
} as const;
const memberId = ada.memberId;
type Changed = Partial<Parameters<typeof RegisterMember>[0]>;

export const register = (changed: Changed = {}) => RegisterMember({ ...ada, ...changed });
export const registered = (changed: Changed = {}) => MemberRegistered({ ...ada, ...changed });
export const transfer = (unitId: string, from: string, was?: string) => TransferMember({ memberId, unitId, from, was });
export const transferred = (fromUnitId: string, unitId: string, from: string) => MemberTransferred({ memberId, fromUnitId, unitId, from });
export const promote = (from: string, was?: string) => ChangePost({ memberId, post: '班长', tier: 'team-lead', from, was: was === undefined ? undefined : { post: was, tier: ada.tier } });
export const promoted = (from: string) => PostChanged({ memberId, post: '班长', tier: 'team-lead', from });
export const become = (from: string, was: { post: string; tier: 'operator' | 'team-lead' }) => ChangePost({ memberId, post: '技术员', tier: 'operator', from, was });
export const became = (from: string) => PostChanged({ memberId, post: '技术员', tier: 'operator', from });
export const keepPost = (from: string) => ChangePost({ memberId, post: ada.post, tier: ada.tier, from });
export const second = (unitId: string, from: string) => AddSecondaryPost({ memberId, unitId, post: '联络员', tier: 'operator', from });
export const seconded = (unitId: string, from: string) => SecondaryPostAdded({ memberId, unitId, post: '联络员', tier: 'operator', from });
type Party = 'party' | 'probationary' | 'non-party';
const kindOf = (party: Party) => ({ employment: ada.employment, party, joinedParty: ada.joinedParty });
export const kind = (party: Party, was?: Party) => ChangeKind({ memberId, ...kindOf(party), was: was && kindOf(was) });
export const kindChanged = (party: Party) => KindChanged({ memberId, ...kindOf(party) });
const details = { memberId, name: ada.name, idNumber: ada.idNumber, reason: '登记有误' };
export const correct = (phone: string) => CorrectDetails({ ...details, phone: sealed(phone) });
export const corrected = (phone: string) => DetailsCorrected({ ...details, phone: sealed(phone) });
export const forget = () => ForgetMember({ memberId, reason: '本人要求' });
export const forgotten = () => MemberForgotten({ memberId, reason: '本人要求' });
