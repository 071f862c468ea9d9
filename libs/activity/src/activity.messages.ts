import type { Messages } from '@lyceum/nest-kit/messages';

/** What a person reads when activity refuses: what is wrong, and what to do. */
export const activityMessages: Messages = {
  'session-exists': { zh: '该学习活动已存在。', en: 'This study session exists already.' },
  'week-unknown': { zh: '没有 {week} 这一周；请按日历填写计入周。', en: 'There is no week {week}; take one of the calendar.' },
  'week-after-day': { zh: '活动日期是 {day}，不能算作之后的 {week} 周；补学请选择较早的周。', en: 'A session on {day} cannot fulfil the later week {week}; a make-up session names an earlier one.' },
  'session-not-upcoming': { zh: '活动已开始、已结束或已取消，不能再这样操作；已签到的人员可逐一撤销。', en: 'The session is open, held or cancelled, so its plan stands; wrong attendances can be withdrawn one by one.' },
  'session-day-not-come': { zh: '活动日期是 {day}，到当天才能开始。', en: 'The session is on {day}; it can be opened from that day on.' },
  'too-late-to-open': { zh: '活动日期是 {day}，超过 {days} 天不能再开始签到。补学请另行计划：日期填实际补学的那一天，计入周填 {week}。', en: 'The session was on {day}; it can be opened within {days} days of it. To make up for it, plan a session on the day on which it really takes place, for the week {week}.' },
  'nobody-to-invite': { zh: '该单位在活动当天没有人员；请先登记或导入花名册。', en: 'On that day the unit has no people; register them or import its roster first.' },
  'nobody-signed': { zh: '还没有人签到，不能结束：无人签到的活动不算举行。到场人员请说明原因代签；如未开展，请取消活动。', en: 'Nobody has signed, so it can’t be closed: a session without anybody is not held. Sign for those who were there, with a reason; or cancel it if it did not take place.' },
  'nobody-signed-in-time': { zh: '活动日期是 {day}，{days} 天内没有人签到，不能结束，也不能再代签：无人签到的活动不算举行。请取消活动；曾有人签到而后撤销的，取消后应到人员仍计入参学率。补学请另行计划。', en: 'The session was on {day}, and nobody signed within {days} days: it can’t be closed, nor signed for any more, since a session without anybody is not held. Cancel it; where somebody had signed before their attendance was withdrawn, its invitations still count in attendance then. To make up for it, plan a session of its own.' },
  'somebody-signed': { zh: '已有人签到，不能取消活动；不应计入的签到请先逐一撤销。', en: 'Somebody has signed, so it can’t be cancelled; withdraw wrong attendances one by one first.' },
  'session-held': { zh: '活动已结束，不能直接取消。活动日后 {days} 天内可以重新开启，没有有效签到时再取消。', en: 'The session is held. Within {days} days of its day it can be reopened, and then cancelled where no attendance stands.' },
  'session-not-held': { zh: '只有已结束的学习活动可以重新开启。', en: 'Only a session that was closed can be reopened.' },
  'too-late-to-reopen': { zh: '活动日期是 {day}，超过 {days} 天不能重新开启；不应计入的签到可逐一撤销。', en: 'The session was on {day}; it can be reopened within {days} days. Wrong attendances can be withdrawn one by one.' },
  'session-not-open': { zh: '该学习活动现在不能签到：尚未开始、已经结束或已取消。请联系本单位管理员。', en: 'The session is not open for signing: it has not begun, is over or was cancelled. Ask your unit’s administrator.' },
  'series-empty': { zh: '所选时间段内没有符合条件的日期。', en: 'There is no such weekday within the period.' },
  'series-too-long': { zh: '一次最多安排一年的活动。', en: 'A series covers one year at most.' },
  'code-unknown': { zh: '这不是学习活动的签到码，请扫描现场屏幕上的签到码。', en: 'This is no code of a study session: scan the one that is on the screen.' },
  'code-expired': { zh: '签到码已过期，请重新扫描现场屏幕上的签到码。', en: 'This code has expired: scan the one that is on the screen now.' },
  'code-or-ticket': { zh: '请提供签到码或签到凭证，二者之一。', en: 'Send either the code or the ticket, not both.' },
  'not-invited': { zh: '不在本次活动的参加人员之列，请联系本单位管理员。', en: 'Not invited to this session; ask the unit’s administrator.' },
  'reason-needed': { zh: '代签须说明原因。', en: 'Signing for somebody needs a reason.' },
  'too-late-to-sign': { zh: '活动日期是 {day}，签到和代签须在 {days} 天内完成。', en: 'The session was on {day}; it can be signed for within {days} days.' },
  'not-signed': { zh: '此人没有签到，无需撤销。', en: 'There is no attendance of this person to withdraw.' },
};
