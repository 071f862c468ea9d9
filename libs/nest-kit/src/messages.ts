import type { Language } from './call.ts';

/** What a person reads, by the problem's code; `{name}` stands for a detail. */
export type Messages = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

export const ownMessages: Messages = {
  'login-needed': { zh: '请先登录。', en: 'Please log in first.' },
  'not-allowed': { zh: '您没有“{may}”的权限。需要时，请向安全管理员申请相应的角色。', en: 'You have no right to {may}. Where you need it, ask the security administrator for a role that gives it.' },
  'not-found': { zh: '没有找到，或不在您的管理范围内。', en: 'There is no such thing, or it is outside your scope.' },
  'method-not-allowed': { zh: '此网址不接受 {method} 方法，可用的方法：{allowed}。', en: 'This address does not take {method}; it takes {allowed}.' },
  'bad-input': { zh: '提交的内容有误，请按提示修改。', en: 'Some of what was sent is not right; see the fields named.' },
  'body-missing': { zh: '没有收到内容，请以 JSON 发送。', en: 'Nothing was sent: a JSON object is expected as the body.' },
  'body-no-json': { zh: '提交的内容不是有效的 JSON：请提交一个 JSON 对象，名称与文字用双引号，最后一项之后不加逗号。', en: 'What was sent is no valid JSON: send one object, with names and texts in double quotes and no comma after the last member.' },
  'address-malformed': { zh: '网址拼写有误：“%”之后应为两位十六进制数，且为 UTF-8 编码。', en: 'The address is not spelled rightly: after a % come two hexadecimal digits, of UTF-8.' },
  'address-too-long': { zh: '网址过长。', en: 'The address is too long.' },
  'request-malformed': { zh: '请求不符合 HTTP 格式。', en: 'This is no request that HTTP knows.' },
  'request-too-slow': { zh: '请求未在规定时间内发送完毕，请重试。', en: 'The request did not come in time; send it again.' },
  'request-aborted': { zh: '连接在请求发送完毕之前已断开，请重试。', en: 'The connection ended before the request had come whole; send it again.' },
  'headers-too-large': { zh: '请求头过大，请清除本站的 Cookie 后重试。', en: 'The headers of the request are too large; clear the cookies of this site and try again.' },
  'id-malformed': { zh: '编号只能由字母、数字和“_”组成。', en: 'An id has letters, digits and _ only.' },
  'day-out-of-range': { zh: '日期应在 1900 年至 2199 年之间。', en: 'A day lies between 1900 and 2199.' },
  'time-malformed': { zh: '时间应为 HH:mm，如 09:30。', en: 'A time is HH:mm, such as 09:30.' },
  'text-unseen': { zh: '含有看不见的字符或控制字符，或没有可见的内容；请删去后重新输入。', en: 'This has invisible or control characters, or nothing to see: delete it and type it anew.' },
  'week-malformed': { zh: '周应为 YYYY-Www，如 2026-W10。', en: 'A week is YYYY-Www, such as 2026-W10.' },
  'from-after-to': { zh: '起止日期有误：应先起后止。', en: 'The last day (to) comes before the first (from).' },
  'joined-malformed': { zh: '应为月份或日期，如 2019-07 或 2019-07-01。', en: 'This is a month or a day, such as 2019-07 or 2019-07-01.' },
  'bad-cursor': { zh: '页码标记（cursor）不属于此列表，请从第一页重新查看。', en: 'The cursor does not belong to this list: start again from its first page, without a cursor.' },
  'changed-meanwhile': { zh: '内容刚被他人修改，请刷新后重试。', en: 'Somebody else has changed this meanwhile; reload and try again.' },
  'idempotency-key-missing': { zh: '缺少 Idempotency-Key 请求头。', en: 'The header Idempotency-Key is missing: send a new UUID with every write.' },
  'idempotency-key-malformed': { zh: 'Idempotency-Key 应为 8 至 100 个字母、数字、“_”或“-”，例如一个新的 UUID。', en: 'An Idempotency-Key has 8 to 100 letters, digits, _ or -, such as a new UUID.' },
  'idempotency-key-reused': { zh: '同一 Idempotency-Key 已用于不同的内容，请换用新的。', en: 'This Idempotency-Key was used with another body; send a new one.' },
  'not-yet': { zh: '刚写入的数据尚未就绪，请稍后重试。', en: 'What was just written is not readable yet; try again in a moment.' },
  unavailable: { zh: '服务暂时不可用，请稍后重试；未保存的内容没有丢失。', en: 'The service is unavailable for now; nothing was changed, try again later.' },
  'log-damaged': { zh: '事件日志或密钥、账号文件有损坏，受影响的内容不能读写；其余不受影响。请立即联系系统管理员，由其核验日志（lyceum verify）并从备份恢复。', en: 'The event log is damaged, or the files of keys and accounts are, so what rests on them can neither be read nor written. Tell the system administrator at once: `lyceum verify` shows how far the log is sound, and the last backup restores it.' },
  'derived-damaged': { zh: '由事件日志生成的一个文件已损坏，数据没有丢失。请联系系统管理员重启服务，启动时会自动重新生成该文件。', en: 'A file that is made from the event log is damaged; nothing is lost. Ask the system administrator to restart the service, which makes the file again.' },
  'newer-release': { zh: '事件日志中有更新版本的程序写入的内容，本版本不认识，因此不予作答；没有改动任何数据。请联系系统管理员重新启动那个版本。', en: 'The event log holds what a newer release wrote and this one does not know, so it answers nothing rather than something else; nothing was changed. Ask the system administrator to start that release again.' },
  'too-large': { zh: '提交的内容过大。', en: 'What was sent is too large.' },
  'too-deep': { zh: '提交的内容嵌套过深，最多 {deepest} 层。', en: 'What was sent nests too deep: at most {deepest} lists or objects within one another.' },
  'too-many': { zh: '操作过于频繁，请于 {seconds} 秒后重试。', en: 'Too many attempts; try again in {seconds} seconds.' },
  'uploads-under-way': { zh: '您已有 {most} 个文件正在上传或读取，请等其中一个完成，{seconds} 秒后重试。', en: '{most} files of yours are being uploaded or read already; wait until one of them is done, and try again in {seconds} seconds.' },
  'uploads-busy': { zh: '正在上传或读取的文件过多，请于 {seconds} 秒后重试；此次没有保存任何内容。', en: 'Many files are being uploaded or read just now; nothing was taken of this one, try again in {seconds} seconds.' },
  'upload-expected': { zh: '请以 application/octet-stream 发送文件。', en: 'Send the file as application/octet-stream.' },
  'unsupported-media': { zh: '不支持的内容类型，请使用 JSON。', en: 'This content type is not understood; send JSON.' },
  'as-of-not-here': { zh: '此内容不支持按时点查看。', en: 'This can only be seen as it is now: leave asOf out.' },
  'as-of-malformed': { zh: 'asOf 应为日期（如 2026-03-06，指当日结束时）、带时区的时间（如 2026-03-06T09:00:00Z），或系统返回的位置。', en: 'asOf is a day such as 2026-03-06 (its end, in Shanghai), an instant with its zone such as 2026-03-06T09:00:00Z, or a position that an answer gave.' },
  'as-of-future': { zh: '不能查看将来的时点。', en: 'That moment lies in the future.' },
  'position-malformed': { zh: '这不是日志中的位置，请使用系统返回的位置或页码标记。', en: 'This is no position of the log: use one that an answer gave, or its cursor.' },
  'after-unknown': { zh: 'after 不是已记录的位置，请使用写入时返回的位置。', en: 'after is no position that the log has reached: use one that a write answered.' },
  'password-too-short': { zh: '密码至少 12 个字符；可以用一句自己记得住的话。', en: 'A password has at least 12 characters; a sentence that you remember is good.' },
  'password-shorter-than-eight': { zh: '密码至少 8 个字符。', en: 'A password has at least 8 characters.' },
  'password-of-few-kinds': { zh: '密码须包含大写字母、小写字母、数字、其他字符中的至少三类。', en: 'A password has at least three of these: capitals, small letters, digits, other characters.' },
  'password-used-before': { zh: '不能使用最近 5 次用过的密码，请换一个。', en: 'This is one of your last five passwords; choose another.' },
  'password-expired': { zh: '密码已超过 {days} 天未更换，请设置新密码后登录。', en: 'This password is older than {days} days: choose a new one to log in.' },
  'password-too-long': { zh: '密码最多 128 个字符。', en: 'A password has at most 128 characters.' },
  'password-too-common': { zh: '该密码过于常见，容易被猜中，请换一个。', en: 'This password is too common and easily guessed; choose another.' },
  'password-names-account': { zh: '密码不能包含账号名。', en: 'A password must not contain the account name.' },
  'person-unreadable': { zh: '该人员的个人信息无法读取：其密钥在存储处已损坏。信息没有被删除，此次也没有写入任何内容。请联系系统管理员从密钥备份恢复（lyceum backup，再 lyceum restore）。', en: 'This person’s details can’t be read: their key is damaged where it rests. Nobody deleted them, and nothing was changed now. Ask the system administrator to bring the key back from a backup of keys (`lyceum backup`, then `lyceum restore`).' },
  'person-forgotten': { zh: '该人员的个人信息已按要求删除。', en: 'This person’s details were deleted on request.' },
  'cross-site': { zh: '请求来自其他网站，已拒绝。', en: 'This request came from another site and was refused.' },
  unexpected: { zh: '系统内部错误，已记录；请凭请求编号联系管理员。', en: 'Something went wrong on our side and was noted; quote the request id.' },
};

const fallback = { zh: '请求未被接受（{code}）。', en: 'The request was not accepted ({code}).' };

/** A code's message in a language, its details filled in. */
export const messageOf = (messages: Messages, code: string, language: Language, details: Readonly<Record<string, string | number>> = {}): string =>
  (Object.hasOwn(messages, code) ? messages[code]! : fallback)[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(name === 'code' ? code : details[name] ?? whole));
