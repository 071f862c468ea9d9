import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sentenceOf, type Names } from './sentences.ts';
import type { Term } from './terms.ts';
import { read } from './vocabulary.ts';

const golden = join(import.meta.dirname, '../golden');
const called = (names: Readonly<Record<string, string>>) => (id: string) => names[id] ?? `${id} without a name`;
const member = called({ m1: '王芳' });
const unit = called({ office: '办公室', agency: '市局', news: '新闻部', d01u02: '二科' });
/** As the history calls things for a reader of each language. */
const names: { readonly [L in keyof Term]: Omit<Names, 'persons' | 'counted'> } = {
  zh: { member, unit, session: called({ s1: '学习活动《条例》' }), policy: called({ weekly: '规则《每周集中学习》' }) },
  en: { member, unit, session: called({ s1: 'the study session 条例' }), policy: called({ weekly: 'the policy 每周集中学习' }) },
};

/** What is otherwise than in the sample; `persons: false` is a reader who may not know people, `counted` for whose sake it is told. */
type Otherwise = Readonly<Record<string, unknown>>;

/**
 * Every sentence, written out and read: a golden sample, what is otherwise than in it, the sentence in Chinese and in English. A sample without a row
 * fails, and so does a sentence that says something else, were it only the opposite.
 */
const told: readonly (readonly [sample: string, otherwise: Otherwise, zh: string, en: string])[] = [
  ['AccessDenied.v1', {}, '无权访问 GET /api/members（需要 persons.read）', 'was refused GET /api/members, which needs persons.read'],
  ['AccessDenied.v2', {}, '访问 GET /api/members/:memberId 被拒：“二科”不在其权限 persons.read 的范围内', 'was refused GET /api/members/:memberId for 二科, which persons.read does not reach'],
  ['AccessDenied.v2', { outside: '' }, '访问 GET /api/members/:memberId 被拒：所指的对象不存在', 'was refused GET /api/members/:memberId for what is not there'],
  ['AccessDenied.v2', { outside: null }, '无权访问 GET /api/members/:memberId（需要 persons.read）', 'was refused GET /api/members/:memberId, which needs persons.read'],
  ['AccessDeniedFurther.v1', {}, '2026-03-06 14 时至 15 时又有访问被拒（超出权限范围或对象不存在），因当日次数过多，不再逐条记录', 'was refused again on 2026-03-06 between 14:00 and 15:00, for what is out of reach or not there: too many that day to be noted one by one'],
  ['AccountActivated.v1', {}, '王芳 激活账号', '王芳 activated the account'],
  ['AccountLocked.v1', {}, '王芳 的账号因 5 次输错密码或激活码而锁定', 'locked the account of 王芳 after 5 wrong passwords or codes'],
  ['AccountSwitched.v1', {}, '启用 王芳 的账号', 'switched the account of 王芳 on'],
  ['AccountSwitched.v1', { on: false }, '停用 王芳 的账号', 'switched the account of 王芳 off'],
  ['ActivationCodeIssued.v1', {}, '为 王芳 生成激活码', 'issued an activation code to 王芳'],
  ['AttendanceFiled.v1', {}, '学习活动《条例》（2026-03-06，90 分钟）计入 王芳 的学习档案', 'entered the study session 条例 on 2026-03-06 (90 minutes) in the learning file of 王芳'],
  ['AttendanceSigned.v1', {}, '王芳 在学习活动《条例》（2026-03-06）签到，本人扫码：补签：手机没电', '王芳 signed at the study session 条例 on 2026-03-06, by QR code: 补签：手机没电'],
  ['AttendanceSigned.v1', { method: 'by-administrator' }, '王芳 在学习活动《条例》（2026-03-06）签到，管理员代签：补签：手机没电', '王芳 signed at the study session 条例 on 2026-03-06, by an administrator: 补签：手机没电'],
  ['AttendanceSigned.v1', { reason: undefined }, '王芳 在学习活动《条例》（2026-03-06）签到，本人扫码', '王芳 signed at the study session 条例 on 2026-03-06, by QR code'],
  ['AttendanceStruck.v1', {}, '王芳 学习档案中的学习活动《条例》（2026-03-06）不再计入：补签：手机没电', 'struck the study session 条例 on 2026-03-06 from the learning file of 王芳: 补签：手机没电'],
  ['AttendanceWithdrawn.v1', {}, '撤回 王芳 在学习活动《条例》（2026-03-06）的签到：补签：手机没电', 'withdrew the signature of 王芳 at the study session 条例 on 2026-03-06: 补签：手机没电'],
  ['AttendanceWithdrawn.v2', {}, '撤回 王芳 在学习活动《条例》（2026-03-06）的签到：本人未到', 'withdrew the signature of 王芳 at the study session 条例 on 2026-03-06: 本人未到'],
  ['CadenceHeld.v1', {}, '“办公室”已举行学习活动《条例》（2026-03-06），计入 2026-W10', '办公室 held the study session 条例 on 2026-03-06 for week 2026-W10'],
  ['CadenceHeld.v2', {}, '“办公室”已举行学习活动《条例》（2026-03-06），计入 2026-W10', '办公室 held the study session 条例 on 2026-03-06 for week 2026-W10'],
  ['CadenceHeld.v3', {}, '“办公室”已举行学习活动《条例》（2026-03-06），计入 2026-W10', '办公室 held the study session 条例 on 2026-03-06 for week 2026-W10'],
  ['CadenceHoldingWithdrawn.v1', {}, '“办公室”2026-W10 的学习活动《条例》（2026-03-06）已重新开启，暂不计为已举行：误点结束，还有人未签到', 'the study session 条例 of 办公室 on 2026-03-06 was reopened and does not count as held for week 2026-W10 meanwhile: 误点结束，还有人未签到'],
  ['CadenceMended.v1', {}, '“办公室”以学习活动《条例》（2026-03-06）补学 2026-W10', '办公室 made good for the missed week 2026-W10 by the study session 条例 on 2026-03-06'],
  ['CadenceMended.v2', {}, '“办公室”以学习活动《条例》（2026-03-06）补学 2026-W10', '办公室 made good for the missed week 2026-W10 by the study session 条例 on 2026-03-06'],
  ['CadenceMendingLifted.v1', {}, '“办公室”2026-W10 不再以学习活动《条例》（2026-03-06）计为已补学', 'the study session 条例 on 2026-03-06 no longer makes good for week 2026-W10 of 办公室'],
  ['CadenceMet.v1', {}, '“办公室”2026-W10 符合规则《每周集中学习》第 1 版', '办公室 met version 1 of the policy 每周集中学习 in week 2026-W10'],
  ['CadenceMet.v2', {}, '“办公室”2026-W10 符合规则《每周集中学习》第 1 版', '办公室 met version 1 of the policy 每周集中学习 in week 2026-W10'],
  ['CadenceMet.v3', {}, '“办公室”2026-W10 符合规则《每周集中学习》第 1 版', '办公室 met version 1 of the policy 每周集中学习 in week 2026-W10'],
  ['CadenceMissLifted.v1', {}, '“办公室”2026-W10 不再计为缺学：学习活动《条例》（2026-03-06）计入该周', '办公室 did not miss week 2026-W10 after all: the study session 条例 on 2026-03-06 counts for that week'],
  ['CadenceMissed.v1', {}, '“办公室”2026-W10 缺学：应举行 1 次，已举行 0 次（规则《每周集中学习》第 1 版）', '办公室 missed week 2026-W10: held 0 of the 1 asked for (version 1 of the policy 每周集中学习)'],
  ['CadenceMissed.v2', {}, '“办公室”2026-W10 缺学：应举行 1 次，已举行 0 次（规则《每周集中学习》第 1 版）', '办公室 missed week 2026-W10: held 0 of the 1 asked for (version 1 of the policy 每周集中学习)'],
  ['CadenceMissed.v2', { held: 1, atLeast: 2 }, '“办公室”2026-W10 缺学：应举行 2 次，已举行 1 次（规则《每周集中学习》第 1 版）', '办公室 missed week 2026-W10: held 1 of the 2 asked for (version 1 of the policy 每周集中学习)'],
  ['DetailsCorrected.v1', {}, '更正 王芳 的个人信息：补签：手机没电', 'corrected the details of 王芳: 补签：手机没电'],
  ['InvitationsWithdrawn.v1', {}, '撤回学习活动《条例》（2026-03-06）对 1 人的邀请', 'withdrew the invitations of 1 to the study session 条例 on 2026-03-06'],
  ['InvitationsWithdrawn.v1', { persons: false }, '撤回学习活动《条例》（2026-03-06）的邀请', 'withdrew the invitations to the study session 条例 on 2026-03-06'],
  ['KindChanged.v1', {}, '王芳 的身份改为在编、中共党员', 'changed the status of 王芳 to staff, party member'],
  ['KindChanged.v1', { employment: 'contract', party: 'probationary' }, '王芳 的身份改为聘用、预备党员', 'changed the status of 王芳 to contract, probationary party member'],
  ['KindChanged.v1', { employment: 'temporary', party: 'non-party' }, '王芳 的身份改为临时、非党员', 'changed the status of 王芳 to temporary, not a party member'],
  ['KindChanged.v1', { employment: 'seconded' }, '王芳 的身份改为借调、中共党员', 'changed the status of 王芳 to seconded, party member'],
  ['LoggedIn.v1', {}, '王芳 登录', '王芳 logged in'],
  ['LoginEnded.v1', {}, '王芳 的登录结束：退出', 'a login of 王芳 ended: logged out'],
  ['LoginEnded.v1', { how: 'ended' }, '王芳 的登录结束：被终止', 'a login of 王芳 ended: cut off by hand'],
  ['LoginEnded.v1', { how: 'idle' }, '王芳 的登录结束：超时', 'a login of 王芳 ended: idle too long'],
  ['MemberForgotten.v1', {}, '依申请删除一名成员的个人信息：补签：手机没电', 'forgot a person on request: 补签：手机没电'],
  ['MemberRegistered.v1', {}, '登记 王芳：“办公室”科员（领导），自 2026-03-01 起', 'registered 王芳: 科员 (leader) at 办公室 from 2026-03-01'],
  ['MemberRegistered.v1', { tier: 'operator' }, '登记 王芳：“办公室”科员（值机员），自 2026-03-01 起', 'registered 王芳: 科员 (operator) at 办公室 from 2026-03-01'],
  ['MemberTransferred.v1', {}, '王芳 由“新闻部”调入“办公室”，自 2026-03-01 起', 'transferred 王芳 from 新闻部 to 办公室 from 2026-03-01'],
  ['MembersInvited.v1', {}, '学习活动《条例》（2026-03-06）邀请 1 人', 'invited 1 to the study session 条例 on 2026-03-06'],
  ['MembersInvited.v1', { counted: 'm1' }, '学习活动《条例》（2026-03-06）邀请 1 人，其中有 王芳', 'invited 1 to the study session 条例 on 2026-03-06, among them 王芳'],
  ['MembersInvited.v1', { persons: false, counted: 'm1' }, '学习活动《条例》（2026-03-06）发出邀请', 'invited people to the study session 条例 on 2026-03-06'],
  ['MembersInvited.v1', { persons: false }, '学习活动《条例》（2026-03-06）发出邀请', 'invited people to the study session 条例 on 2026-03-06'],
  ['MessageParked.v1', {}, 'learning-file 未能处理 attendance-s1-m1 的消息，已搁置：Error: no', 'parked a message of attendance-s1-m1 that learning-file could not handle: Error: no'],
  ['MessagesReleased.v1', {}, '重新处理 learning-file 搁置的 attendance-s1-m1 的消息', 'released the parked messages of attendance-s1-m1 to learning-file'],
  ['PasswordChanged.v1', {}, '王芳 更改密码', '王芳 changed the password'],
  ['PolicyEnded.v1', {}, '终止规则《每周集中学习》，最后施行日为 2026-12-31', 'ended the policy 每周集中学习, whose last day in force is 2026-12-31'],
  ['PolicyPublished.v1', {}, '发布“办公室”的规则《每周集中学习》第 1 版，自 2026-01-01 起施行', 'published version 1 of the policy 每周集中学习 for 办公室, in force from 2026-01-01'],
  ['PostChanged.v1', {}, '王芳 任科员（领导），自 2026-03-01 起', 'changed the post of 王芳 to 科员 (leader) from 2026-03-01'],
  ['PostChanged.v1', { tier: 'middle' }, '王芳 任科员（中层），自 2026-03-01 起', 'changed the post of 王芳 to 科员 (middle) from 2026-03-01'],
  ['PostChanged.v1', { tier: 'team-lead' }, '王芳 任科员（班组长），自 2026-03-01 起', 'changed the post of 王芳 to 科员 (team lead) from 2026-03-01'],
  ['PostChanged.v1', { tier: 'operator' }, '王芳 任科员（值机员），自 2026-03-01 起', 'changed the post of 王芳 to 科员 (operator) from 2026-03-01'],
  ['RecordLookedAt.v1', {}, '查看 王芳 的学习记录', 'looked at the record of 王芳'],
  ['RecordLookedAt.v1', { what: 'learning-file' }, '查看 王芳 的学习档案', 'looked at the learning file of 王芳'],
  ['RecordLookedAt.v1', { what: 'history' }, '查看 王芳 的历史', 'looked at the history of 王芳'],
  ['RecordLookedAt.v1', { what: 'details' }, '查看 王芳 的个人信息', 'looked at the details of 王芳'],
  ['RoleEnded.v1', {}, '终止 王芳 的“办公室”单位管理员，至 2026-12-31', 'ended the role unit administrator of 王芳 for 办公室 on 2026-12-31'],
  ['RoleGranted.v1', {}, '授予 王芳 “办公室”单位管理员，2026-03-01 至 2026-12-31', 'granted 王芳 the role unit administrator for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { until: null }, '授予 王芳 “办公室”单位管理员，自 2026-03-01 起', 'granted 王芳 the role unit administrator for 办公室 from 2026-03-01'],
  ['RoleGranted.v1', { role: 'unit-leader' }, '授予 王芳 “办公室”单位领导，2026-03-01 至 2026-12-31', 'granted 王芳 the role unit leader for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { role: 'person-access' }, '授予 王芳 “办公室”人员查阅权，2026-03-01 至 2026-12-31', 'granted 王芳 the role person access for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { role: 'office' }, '授予 王芳 “办公室”领导小组办公室，2026-03-01 至 2026-12-31', 'granted 王芳 the role office for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { role: 'city-leader' }, '授予 王芳 “办公室”市领导，2026-03-01 至 2026-12-31', 'granted 王芳 the role city leader for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { role: 'auditor' }, '授予 王芳 “办公室”审计员，2026-03-01 至 2026-12-31', 'granted 王芳 the role auditor for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { role: 'system-administrator' }, '授予 王芳 “办公室”系统管理员，2026-03-01 至 2026-12-31', 'granted 王芳 the role system administrator for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { role: 'security-administrator' }, '授予 王芳 “办公室”安全管理员，2026-03-01 至 2026-12-31', 'granted 王芳 the role security administrator for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RoleGranted.v1', { role: 'audit-administrator' }, '授予 王芳 “办公室”审计管理员，2026-03-01 至 2026-12-31', 'granted 王芳 the role audit administrator for 办公室 from 2026-03-01 to 2026-12-31'],
  ['RosterImported.v1', {}, '导入“办公室”的人员花名册：新增 28 人，变更 3 人，无变化 112 人，2 行未导入', 'imported a roster of 办公室: 28 people registered, 3 changed, 112 unchanged, 2 rows refused'],
  ['SecondaryPostAdded.v1', {}, '王芳 兼任“办公室”科员，自 2026-03-01 起', 'added a second post of 王芳: 科员 at 办公室 from 2026-03-01'],
  ['StudySessionCancelled.v1', {}, '取消学习活动《条例》：补签：手机没电', 'cancelled the study session 条例: 补签：手机没电'],
  ['StudySessionCancelled.v2', {}, '取消学习活动《条例》（取消前曾有 2 人签到）：补签：手机没电', 'cancelled the study session 条例 after 2 had signed: 补签：手机没电'],
  ['StudySessionCancelled.v2', { persons: false }, '取消学习活动《条例》（取消前曾有人签到）：补签：手机没电', 'cancelled the study session 条例 after some had signed: 补签：手机没电'],
  ['StudySessionCancelled.v2', { hadSigned: 0 }, '取消学习活动《条例》：补签：手机没电', 'cancelled the study session 条例: 补签：手机没电'],
  ['StudySessionCancelled.v2', { hadSigned: 1 }, '取消学习活动《条例》（取消前曾有 1 人签到）：补签：手机没电', 'cancelled the study session 条例 after 1 had signed: 补签：手机没电'],
  ['StudySessionChanged.v1', {}, '学习活动改为《每周集中学习》：2026-03-06 15:30，三楼会议室', 'changed the study session to 每周集中学习: 2026-03-06 15:30, 三楼会议室'],
  ['StudySessionChanged.v1', { place: '' }, '学习活动改为《每周集中学习》：2026-03-06 15:30', 'changed the study session to 每周集中学习: 2026-03-06 15:30'],
  ['StudySessionClosed.v1', {}, '学习活动《条例》（2026-03-06）结束，计入 2026-W10', 'closed the study session 条例 on 2026-03-06, for week 2026-W10'],
  ['StudySessionOpened.v1', {}, '学习活动《条例》（2026-03-06）开始签到', 'opened the study session 条例 on 2026-03-06 for signing'],
  ['StudySessionOpened.v2', {}, '学习活动《条例》（2026-03-06）开始签到', 'opened the study session 条例 on 2026-03-06 for signing'],
  ['StudySessionPlanned.v1', {}, '“办公室”计划学习活动《每周集中学习》：2026-03-06 15:30，三楼会议室', '办公室 planned the study session 每周集中学习: 2026-03-06 15:30, 三楼会议室'],
  ['StudySessionPlanned.v1', { place: '' }, '“办公室”计划学习活动《每周集中学习》：2026-03-06 15:30', '办公室 planned the study session 每周集中学习: 2026-03-06 15:30'],
  ['StudySessionPublished.v1', {}, '发布学习活动《条例》', 'published the study session 条例'],
  ['StudySessionReopened.v1', {}, '重新开启学习活动《条例》（2026-03-06）的签到，再次结束前不计入 2026-W10：误点结束，还有人未签到', 'reopened the study session 条例 on 2026-03-06, which does not count for week 2026-W10 until it is closed again: 误点结束，还有人未签到'],
  ['UnitCreated.v1', {}, '在“市局”下设立“办公室”，自 2026-03-01 起', 'created 办公室 under 市局 from 2026-03-01'],
  ['UnitCreated.v1', { parentId: null }, '设立“办公室”，自 2026-03-01 起', 'created 办公室 from 2026-03-01'],
  ['UnitMoved.v1', {}, '“办公室”划归“市局”，自 2026-03-01 起', 'moved 办公室 under 市局 from 2026-03-01'],
  ['UnitMoved.v2', {}, '“办公室”由“新闻部”划归“市局”，自 2026-03-01 起', 'moved 办公室 from under 新闻部 to 市局 from 2026-03-01'],
  ['UnitRenamed.v1', {}, '单位更名为“办公室”，自 2026-03-01 起', 'renamed the unit to 办公室 from 2026-03-01'],
];

describe('the sentence of', () => {
  it('every golden sample is written out here', () =>
    expect([...new Set(told.map(([sample]) => `${sample}.json`))].sort()).toEqual(readdirSync(golden).sort()));

  it.each(told)('%s with %j', (sample, { persons = true, counted, ...otherwise }, zh, en) => {
    const { type, version, data } = JSON.parse(readFileSync(join(golden, `${sample}.json`), 'utf8')) as { type: string; version: number; data: Record<string, unknown> };
    const say = (language: keyof Term) => sentenceOf(read(type, version, { ...data, ...otherwise })!, { ...names[language], persons: persons === true, ...(typeof counted === 'string' && { counted }) })?.[language];
    expect({ zh: say('zh'), en: say('en') }).toEqual({ zh, en });
  });
});
