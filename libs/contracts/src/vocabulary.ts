import type { EventDefinition, Fact, Of } from '@lyceum/core/event';
import * as unitTree from './member/unit-tree.ts';
import * as member from './member/member.ts';
import * as roles from './member/roles.ts';
import * as rosterImport from './member/roster-import.ts';
import * as account from './member/account.ts';
import * as studySession from './activity/study-session.ts';
import * as attendance from './activity/attendance.ts';
import * as policy from './assessment/policy.ts';
import * as cadence from './assessment/cadence.ts';
import * as learningFile from './assessment/learning-file.ts';
import * as access from './audit/access.ts';
import * as parking from './platform/parking.ts';

/** Every declaration of every contract. A new contract file is listed here, and nowhere else. */
const contracts = { ...unitTree, ...member, ...roles, ...rosterImport, ...account, ...studySession, ...attendance, ...policy, ...cadence, ...learningFile, ...access, ...parking };

/** Every event that there is, for whoever must say something about each of them. */
export type AnyEvent = Of<Extract<(typeof contracts)[keyof typeof contracts], EventDefinition>>;

const isEvent = (value: unknown): value is EventDefinition => typeof value === 'function' && 'read' in value && 'version' in value;

/** Every event that this program can read, by type. */
export const vocabulary: ReadonlyMap<string, EventDefinition> = new Map((Object.values(contracts) as unknown[]).filter(isEvent).map((definition) => [definition.type, definition]));

/** A stored fact in today's shape; `undefined` for a type that this program does not know, which no host reads past. */
export const read = (type: string, version: number, data: Record<string, unknown>): Fact | undefined => vocabulary.get(type)?.read(version, data);
