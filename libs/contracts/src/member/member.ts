import { z } from 'zod';
import { command, event, Personal, type Of } from '@lyceum/core/event';
import { Day, MemberId, Reason, Text, UnitId } from '../ids.ts';

/** 四层次: 领导 leader, 中层 middle, 班组长 team lead, 值机员 operator. */
export const Tier = z.enum(['leader', 'middle', 'team-lead', 'operator']);
export type Tier = z.infer<typeof Tier>;
/** 党员 party, 预备党员 probationary, 非党员 non-party. */
export const Party = z.enum(['party', 'probationary', 'non-party']);
export type Party = z.infer<typeof Party>;
/** 在编 staff, 聘用 contract, 临时 temporary, 借调 seconded. */
export const Employment = z.enum(['staff', 'contract', 'temporary', 'seconded']);
export type Employment = z.infer<typeof Employment>;

/** Encrypted with the person's key before `handle`; absent where unknown. */
const details = { name: Personal, idNumber: Personal.optional(), phone: Personal.optional(), otherPhone: Personal.optional() };
const post = { post: Text(60), tier: Tier };
/** `joinedParty`: `2008-07-01`, or `2008-07` where the day is unknown. */
const kind = { employment: Employment, party: Party, joinedParty: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'joined-malformed').optional() };

const Posted = z.object({ memberId: MemberId, ...post, from: Day });
const OfKind = z.object({ memberId: MemberId, ...kind });

export const RegisterMember = command('RegisterMember', z.object({ memberId: MemberId, ...details, unitId: UnitId, ...post, ...kind, from: Day }));
/**
 * 调动: to another unit; past facts stay with the old one. Here and below, `was` is what the wisher saw to hold today,
 * or of a post, for a later day, on that day; the wish is refused where something else holds.
 */
export const TransferMember = command('TransferMember', z.object({ memberId: MemberId, unitId: UnitId, from: Day, was: UnitId.optional() }));
export const ChangePost = command('ChangePost', Posted.extend({ was: z.object(post).optional() }));
/** 兼职: a second post in another unit; attendance counts with the main one. */
export const AddSecondaryPost = command('AddSecondaryPost', z.object({ memberId: MemberId, unitId: UnitId, ...post, from: Day }));
export const ChangeKind = command('ChangeKind', OfKind.extend({ was: z.object(kind).optional() }));
/** Names, phones and numbers as they should have been. */
export const CorrectDetails = command('CorrectDetails', z.object({ memberId: MemberId, ...details, reason: Reason }));
/** 个人信息保护法 §47: the key is destroyed, the facts stay without the name. */
export const ForgetMember = command('ForgetMember', z.object({ memberId: MemberId, reason: Reason }));
export type MemberCommand = Of<typeof RegisterMember | typeof TransferMember | typeof ChangePost | typeof AddSecondaryPost | typeof ChangeKind | typeof CorrectDetails | typeof ForgetMember>;

export const MemberRegistered = event('MemberRegistered', { v: 1, data: RegisterMember.schema });
export const MemberTransferred = event('MemberTransferred', { v: 1, data: z.object({ memberId: MemberId, fromUnitId: UnitId, unitId: UnitId, from: Day }) });
export const PostChanged = event('PostChanged', { v: 1, data: Posted });
export const SecondaryPostAdded = event('SecondaryPostAdded', { v: 1, data: AddSecondaryPost.schema });
export const KindChanged = event('KindChanged', { v: 1, data: OfKind });
export const DetailsCorrected = event('DetailsCorrected', { v: 1, data: CorrectDetails.schema });
export const MemberForgotten = event('MemberForgotten', { v: 1, data: ForgetMember.schema });
export type MemberEvent = Of<typeof MemberRegistered | typeof MemberTransferred | typeof PostChanged | typeof SecondaryPostAdded | typeof KindChanged | typeof DetailsCorrected | typeof MemberForgotten>;
