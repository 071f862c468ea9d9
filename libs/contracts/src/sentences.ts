import type { DataOf, Fact } from '@lyceum/core/event';
import type { AnyEvent } from './vocabulary.ts';
import { titled } from './titled.ts';
import { employments, looks, loginEnds, methods, parties, roles, tiers, type Term } from './terms.ts';

/**
 * What ids are called, in the reader's language and as far as the reader may know. `persons`: whether they may know people, and with them how many were concerned, who may be few.
 * `counted`: for whose sake it is told, where it concerns many and counts once for each.
 */
export type Names = { readonly persons: boolean; readonly counted?: string; readonly member: (id: string) => string; readonly unit: (id: string) => string; readonly session: (id: string) => string; readonly policy: (id: string) => string };

const day = (at: string, until: string | null): Term => (until === null ? { zh: `自 ${at} 起`, en: `from ${at}` } : { zh: `${at} 至 ${until}`, en: `from ${at} to ${until}` });

/** What an event says, as one sentence of Chinese and of English. A new type of event without its sentence does not compile. */
const sentences: { readonly [T in AnyEvent['type']]: (data: DataOf<AnyEvent, T>, names: Names) => Term } = {
  UnitCreated: ({ name, parentId, from }, { unit }) => parentId === null
    ? { zh: `设立“${name}”，自 ${from} 起`, en: `created ${name} from ${from}` }
    : { zh: `在“${unit(parentId)}”下设立“${name}”，自 ${from} 起`, en: `created ${name} under ${unit(parentId)} from ${from}` },
  UnitRenamed: ({ name, from }) => ({ zh: `单位更名为“${name}”，自 ${from} 起`, en: `renamed the unit to ${name} from ${from}` }),
  UnitMoved: ({ unitId, fromParentId, parentId, from }, { unit }) => (fromParentId === null
    ? { zh: `“${unit(unitId)}”划归“${unit(parentId)}”，自 ${from} 起`, en: `moved ${unit(unitId)} under ${unit(parentId)} from ${from}` }
    : { zh: `“${unit(unitId)}”由“${unit(fromParentId)}”划归“${unit(parentId)}”，自 ${from} 起`, en: `moved ${unit(unitId)} from under ${unit(fromParentId)} to ${unit(parentId)} from ${from}` }),

  MemberRegistered: ({ memberId, unitId, post, tier, from }, { member, unit }) =>
    ({ zh: `登记 ${member(memberId)}：“${unit(unitId)}”${post}（${tiers[tier].zh}），自 ${from} 起`, en: `registered ${member(memberId)}: ${post} (${tiers[tier].en}) at ${unit(unitId)} from ${from}` }),
  MemberTransferred: ({ memberId, fromUnitId, unitId, from }, { member, unit }) =>
    ({ zh: `${member(memberId)} 由“${unit(fromUnitId)}”调入“${unit(unitId)}”，自 ${from} 起`, en: `transferred ${member(memberId)} from ${unit(fromUnitId)} to ${unit(unitId)} from ${from}` }),
  PostChanged: ({ memberId, post, tier, from }, { member }) =>
    ({ zh: `${member(memberId)} 任${post}（${tiers[tier].zh}），自 ${from} 起`, en: `changed the post of ${member(memberId)} to ${post} (${tiers[tier].en}) from ${from}` }),
  SecondaryPostAdded: ({ memberId, unitId, post, from }, { member, unit }) =>
    ({ zh: `${member(memberId)} 兼任“${unit(unitId)}”${post}，自 ${from} 起`, en: `added a second post of ${member(memberId)}: ${post} at ${unit(unitId)} from ${from}` }),
  KindChanged: ({ memberId, employment, party }, { member }) =>
    ({ zh: `${member(memberId)} 的身份改为${employments[employment].zh}、${parties[party].zh}`, en: `changed the status of ${member(memberId)} to ${employments[employment].en}, ${parties[party].en}` }),
  DetailsCorrected: ({ memberId, reason }, { member }) => ({ zh: `更正 ${member(memberId)} 的个人信息：${reason}`, en: `corrected the details of ${member(memberId)}: ${reason}` }),
  MemberForgotten: ({ reason }) => ({ zh: `依申请删除一名成员的个人信息：${reason}`, en: `forgot a person on request: ${reason}` }),

  RoleGranted: ({ memberId, role, unitId, from, until }, { member, unit }) =>
    ({ zh: `授予 ${member(memberId)} “${unit(unitId)}”${roles[role].zh}，${day(from, until).zh}`, en: `granted ${member(memberId)} the role ${roles[role].en} for ${unit(unitId)} ${day(from, until).en}` }),
  RoleEnded: ({ memberId, role, unitId, until }, { member, unit }) =>
    ({ zh: `终止 ${member(memberId)} 的“${unit(unitId)}”${roles[role].zh}，至 ${until}`, en: `ended the role ${roles[role].en} of ${member(memberId)} for ${unit(unitId)} on ${until}` }),

  RosterImported: ({ unitId, registered, changed, unchanged, refusedRows }, { unit }) => ({
    zh: `导入“${unit(unitId)}”的人员花名册：新增 ${registered} 人，变更 ${changed} 人，无变化 ${unchanged} 人，${refusedRows} 行未导入`,
    en: `imported a roster of ${unit(unitId)}: ${registered} people registered, ${changed} changed, ${unchanged} unchanged, ${refusedRows} rows refused`,
  }),

  ActivationCodeIssued: ({ memberId }, { member }) => ({ zh: `为 ${member(memberId)} 生成激活码`, en: `issued an activation code to ${member(memberId)}` }),
  AccountActivated: ({ memberId }, { member }) => ({ zh: `${member(memberId)} 激活账号`, en: `${member(memberId)} activated the account` }),
  PasswordChanged: ({ memberId }, { member }) => ({ zh: `${member(memberId)} 更改密码`, en: `${member(memberId)} changed the password` }),
  LoggedIn: ({ memberId }, { member }) => ({ zh: `${member(memberId)} 登录`, en: `${member(memberId)} logged in` }),
  LoginEnded: ({ memberId, how }, { member }) => ({ zh: `${member(memberId)} 的登录结束：${loginEnds[how].zh}`, en: `a login of ${member(memberId)} ended: ${loginEnds[how].en}` }),
  AccountLocked: ({ memberId, failures }, { member }) => ({ zh: `${member(memberId)} 的账号因 ${failures} 次输错密码或激活码而锁定`, en: `locked the account of ${member(memberId)} after ${failures} wrong passwords or codes` }),
  AccountSwitched: ({ memberId, on }, { member }) => ({ zh: `${on ? '启用' : '停用'} ${member(memberId)} 的账号`, en: `switched the account of ${member(memberId)} ${on ? 'on' : 'off'}` }),

  StudySessionPlanned: ({ title, unitId, day, start, place }, { unit }) =>
    ({ zh: `“${unit(unitId)}”计划学习活动${titled(title)}：${day} ${start}${place && `，${place}`}`, en: `${unit(unitId)} planned the study session ${title}: ${day} ${start}${place && `, ${place}`}` }),
  StudySessionChanged: ({ title, day, start, place }) =>
    ({ zh: `学习活动改为${titled(title)}：${day} ${start}${place && `，${place}`}`, en: `changed the study session to ${title}: ${day} ${start}${place && `, ${place}`}` }),
  StudySessionPublished: ({ sessionId }, { session }) => ({ zh: `发布${session(sessionId)}`, en: `published ${session(sessionId)}` }),
  MembersInvited: ({ sessionId, day, invited }, { session, member, persons, counted }) => {
    const among = counted === undefined ? { zh: '', en: '' } : { zh: `，其中有 ${member(counted)}`, en: `, among them ${member(counted)}` };
    return persons
      ? { zh: `${session(sessionId)}（${day}）邀请 ${invited.length} 人${among.zh}`, en: `invited ${invited.length} to ${session(sessionId)} on ${day}${among.en}` }
      : { zh: `${session(sessionId)}（${day}）发出邀请`, en: `invited people to ${session(sessionId)} on ${day}` };
  },
  StudySessionOpened: ({ sessionId, day }, { session }) => ({ zh: `${session(sessionId)}（${day}）开始签到`, en: `opened ${session(sessionId)} on ${day} for signing` }),
  StudySessionClosed: ({ sessionId, day, week }, { session }) => ({ zh: `${session(sessionId)}（${day}）结束，计入 ${week}`, en: `closed ${session(sessionId)} on ${day}, for week ${week}` }),
  StudySessionReopened: ({ sessionId, day, week, reason }, { session }) =>
    ({ zh: `重新开启${session(sessionId)}（${day}）的签到，再次结束前不计入 ${week}：${reason}`, en: `reopened ${session(sessionId)} on ${day}, which does not count for week ${week} until it is closed again: ${reason}` }),
  InvitationsWithdrawn: ({ sessionId, day, invited }, { session, persons }) => persons
    ? { zh: `撤回${session(sessionId)}（${day}）对 ${invited.length} 人的邀请`, en: `withdrew the invitations of ${invited.length} to ${session(sessionId)} on ${day}` }
    : { zh: `撤回${session(sessionId)}（${day}）的邀请`, en: `withdrew the invitations to ${session(sessionId)} on ${day}` },
  StudySessionCancelled: ({ sessionId, reason, hadSigned }, { session, persons }) => {
    const after = hadSigned === 0 ? { zh: '', en: '' } : persons ? { zh: `（取消前曾有 ${hadSigned} 人签到）`, en: ` after ${hadSigned} had signed` } : { zh: '（取消前曾有人签到）', en: ' after some had signed' };
    return { zh: `取消${session(sessionId)}${after.zh}：${reason}`, en: `cancelled ${session(sessionId)}${after.en}: ${reason}` };
  },

  AttendanceSigned: ({ sessionId, memberId, day, method, reason }, { member, session }) => ({
    zh: `${member(memberId)} 在${session(sessionId)}（${day}）签到，${methods[method].zh}${reason ? `：${reason}` : ''}`,
    en: `${member(memberId)} signed at ${session(sessionId)} on ${day}, ${methods[method].en}${reason ? `: ${reason}` : ''}`,
  }),
  AttendanceWithdrawn: ({ sessionId, memberId, day, reason }, { member, session }) =>
    ({ zh: `撤回 ${member(memberId)} 在${session(sessionId)}（${day}）的签到：${reason}`, en: `withdrew the signature of ${member(memberId)} at ${session(sessionId)} on ${day}: ${reason}` }),

  PolicyPublished: ({ title, policyVersion, unitId, effectiveFrom }, { unit }) =>
    ({ zh: `发布“${unit(unitId)}”的规则${titled(title)}第 ${policyVersion} 版，自 ${effectiveFrom} 起施行`, en: `published version ${policyVersion} of the policy ${title} for ${unit(unitId)}, in force from ${effectiveFrom}` }),
  PolicyEnded: ({ policyId, until }, { policy }) => ({ zh: `终止${policy(policyId)}，最后施行日为 ${until}`, en: `ended ${policy(policyId)}, whose last day in force is ${until}` }),
  CadenceHeld: ({ unitId, week, sessionId, day }, { unit, session }) => ({ zh: `“${unit(unitId)}”已举行${session(sessionId)}（${day}），计入 ${week}`, en: `${unit(unitId)} held ${session(sessionId)} on ${day} for week ${week}` }),
  CadenceHoldingWithdrawn: ({ unitId, week, sessionId, day, reason }, { unit, session }) =>
    ({ zh: `“${unit(unitId)}”${week} 的${session(sessionId)}（${day}）已重新开启，暂不计为已举行：${reason}`, en: `${session(sessionId)} of ${unit(unitId)} on ${day} was reopened and does not count as held for week ${week} meanwhile: ${reason}` }),
  CadenceMet: ({ unitId, week, policyId, policyVersion }, { unit, policy }) =>
    ({ zh: `“${unit(unitId)}”${week} 符合${policy(policyId)}第 ${policyVersion} 版`, en: `${unit(unitId)} met version ${policyVersion} of ${policy(policyId)} in week ${week}` }),
  CadenceMissed: ({ unitId, week, policyId, policyVersion, held, atLeast }, { unit, policy }) =>
    ({ zh: `“${unit(unitId)}”${week} 缺学：应举行 ${atLeast} 次，已举行 ${held} 次（${policy(policyId)}第 ${policyVersion} 版）`, en: `${unit(unitId)} missed week ${week}: held ${held} of the ${atLeast} asked for (version ${policyVersion} of ${policy(policyId)})` }),
  CadenceMissLifted: ({ unitId, week, sessionId, day }, { unit, session }) =>
    ({ zh: `“${unit(unitId)}”${week} 不再计为缺学：${session(sessionId)}（${day}）计入该周`, en: `${unit(unitId)} did not miss week ${week} after all: ${session(sessionId)} on ${day} counts for that week` }),
  CadenceMended: ({ unitId, week, sessionId, day }, { unit, session }) =>
    ({ zh: `“${unit(unitId)}”以${session(sessionId)}（${day}）补学 ${week}`, en: `${unit(unitId)} made good for the missed week ${week} by ${session(sessionId)} on ${day}` }),
  CadenceMendingLifted: ({ unitId, week, sessionId, day }, { unit, session }) =>
    ({ zh: `“${unit(unitId)}”${week} 不再以${session(sessionId)}（${day}）计为已补学`, en: `${session(sessionId)} on ${day} no longer makes good for week ${week} of ${unit(unitId)}` }),

  AttendanceFiled: ({ memberId, sessionId, day, minutes }, { member, session }) =>
    ({ zh: `${session(sessionId)}（${day}，${minutes} 分钟）计入 ${member(memberId)} 的学习档案`, en: `entered ${session(sessionId)} on ${day} (${minutes} minutes) in the learning file of ${member(memberId)}` }),
  AttendanceStruck: ({ memberId, sessionId, day, reason }, { member, session }) =>
    ({ zh: `${member(memberId)} 学习档案中的${session(sessionId)}（${day}）不再计入：${reason}`, en: `struck ${session(sessionId)} on ${day} from the learning file of ${member(memberId)}: ${reason}` }),

  RecordLookedAt: ({ memberId, what }, { member }) => ({ zh: `查看 ${member(memberId)} 的${looks[what].zh}`, en: `looked at the ${looks[what].en} of ${member(memberId)}` }),
  AccessDenied: ({ route, right, outside }, { unit }) => outside === ''
    ? { zh: `访问 ${route} 被拒：所指的对象不存在`, en: `was refused ${route} for what is not there` }
    : outside === null ? { zh: `无权访问 ${route}（需要 ${right}）`, en: `was refused ${route}, which needs ${right}` }
    : { zh: `访问 ${route} 被拒：“${unit(outside)}”不在其权限 ${right} 的范围内`, en: `was refused ${route} for ${unit(outside)}, which ${right} does not reach` },
  AccessDeniedFurther: ({ day, hour }) => ({ zh: `${day} ${hour} 时至 ${hour + 1} 时又有访问被拒（超出权限范围或对象不存在），因当日次数过多，不再逐条记录`, en: `was refused again on ${day} between ${hour}:00 and ${hour + 1}:00, for what is out of reach or not there: too many that day to be noted one by one` }),
  MessageParked: ({ consumer, key, error }) => ({ zh: `${consumer} 未能处理 ${key} 的消息，已搁置：${error}`, en: `parked a message of ${key} that ${consumer} could not handle: ${error}` }),
  MessagesReleased: ({ consumer, key }) => ({ zh: `重新处理 ${consumer} 搁置的 ${key} 的消息`, en: `released the parked messages of ${key} to ${consumer}` }),
};

/** One sentence about an event; undefined for a type that this program does not know. */
export const sentenceOf = ({ type, data }: Fact, names: Names): Term | undefined =>
  (sentences as unknown as Record<string, ((data: unknown, names: Names) => Term) | undefined>)[type]?.(data, names);

/** For the spec that compares them with the vocabulary. */
export const toldTypes: readonly string[] = Object.keys(sentences);
