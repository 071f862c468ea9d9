import type { Language } from '@lyceum/nest-kit/call';
import { messageOf, type Messages } from '@lyceum/nest-kit/messages';

/** What an import says of a file and its rows: `{was}` as the cell has it, `{now}` as it was understood. */
const rows: Messages = {
  // the file
  'file-empty': { zh: '文件是空的。', en: 'The file is empty.' },
  'file-workbook': { zh: '这是 Excel 工作簿。请在 Excel 中“另存为”，类型选“CSV UTF-8（逗号分隔）”，再上传。', en: 'This is an Excel workbook. In Excel choose “Save as”, type “CSV UTF-8”, and upload that file.' },
  'file-binary': { zh: '文件不是文本。请从 Excel 另存为 CSV 后上传。', en: 'The file is not text. Save it from Excel as CSV and upload that.' },
  'no-headings': { zh: '前 {within} 行中没有找到表头（如“姓名”“所在单位”）。请加上表头，或使用模板。', en: 'No heading row (such as “姓名”, “所在单位”) within the first {within} rows. Add one, or use the template.' },
  'headings-missing': { zh: '没有找到“姓名”列。请指定哪一列是姓名。', en: 'No column of names was found. Choose the column that holds them.' },
  'too-many-rows': { zh: '超过 {limit} 行，请分成几个文件。', en: 'More than {limit} rows; split the file.' },
  'too-many-columns': { zh: '第 {row} 行超过 {limit} 列，分隔符或引号可能有误。', en: 'Row {row} has more than {limit} columns; a separator or quote may be wrong.' },
  'too-many-new-units': { zh: '名册中有超过 {limit} 个单位在系统里没有，或不能确定是哪一个，可能把别的列当成了单位。请检查列的对应关系，或把单位写全。', en: 'More than {limit} units of the list are not there, or may be one of several; perhaps another column was taken for the unit. Check which column is which, or write units in full.' },
  'cell-too-long': { zh: '第 {row} 行有单元格超过 {limit} 字，可能缺少一个引号。', en: 'A cell of row {row} has more than {limit} characters; a quote may be missing.' },
  'quote-open': { zh: '第 {row} 行起有引号没有结束。请检查该行的英文双引号。', en: 'A quote that begins near row {row} never ends. Look for a stray " there.' },
  'import-interrupted': { zh: '写入中断（{why}）。已写入的不会重复，稍后可再次写入。', en: 'Writing was interrupted ({why}). Nothing is written twice; run it again later.' },
  'import-failed': { zh: '处理文件时出错，没有写入任何内容。请联系管理员。', en: 'The file could not be worked on; nothing was written. Ask an administrator.' },
  'import-died': { zh: '处理这个文件时，服务已意外停止 {times} 次，因此不再自动继续；已写入的不会重复。请把文件分成几个小的再上传，并请系统管理员查看服务日志。', en: 'The service ended {times} times while it worked on this file, so that it does not go on by itself; nothing is written twice. Split the file and upload the parts, and have the system administrator look at the service’s log.' },
  // skipped lines
  'skipped-title': { zh: '表头以上的标题行', en: 'a title above the headings' },
  'skipped-empty': { zh: '空行', en: 'an empty line' },
  'skipped-subtotal': { zh: '小计或合计行', en: 'a sub-total' },
  'skipped-signature': { zh: '签字或说明行', en: 'a line for signatures or remarks' },
  'skipped-heading-again': { zh: '重复的表头', en: 'the headings again' },
  'cell-endless': { zh: '“{was}…”超过 {now} 字，可能缺少一个引号，或把别的列当成了此项。请更正后重新上传。', en: '“{was}…” has more than {now} characters; a quote may be missing, or another column was taken for this one. Correct it and upload the file again.' },
  // names
  'name-missing': { zh: '没有姓名。', en: 'There is no name.' },
  'name-too-long': { zh: '姓名过长（{was}…）。', en: 'The name is too long ({was}…).' },
  'name-mended': { zh: '姓名“{was}”已整理为“{now}”。', en: 'The name “{was}” was tidied to “{now}”.' },
  'name-unusual': { zh: '“{was}”不像姓名，请核对。', en: '“{was}” does not look like a name; please check.' },
  'character-lost': { zh: '“{was}”中有字在保存时丢失（变成了“?”或方框）。请用“CSV UTF-8”重新保存后上传。', en: 'A character of “{was}” was lost when the file was saved. Save it again as “CSV UTF-8”.' },
  'character-private': { zh: '“{was}”中有字只在原来的电脑上能显示，请换用通用的字。', en: '“{was}” has a character that only its own computer can show; type it anew.' },
  'name-ambiguous': { zh: '该单位有多位同名成员，请补充身份证号或手机号。', en: 'Several people of this unit have the name; add the id number or the phone.' },
  'matched-by-name': { zh: '按单位和姓名认定为已有成员“{was}”，请核对。', en: 'Taken for the member “{was}” of the unit by name alone; please check.' },
  // id numbers
  'id-mangled': { zh: '身份证号被 Excel 变成了 {was}，后几位已丢失。请把该列设为“文本”格式，重新填写号码。', en: 'Excel turned the id number into {was}; its last digits are gone. Format the column as text and type the number again.' },
  'id-rounded': { zh: '身份证号 {was} 的末三位被 Excel 变成了 000。请把该列设为“文本”格式，重新填写。', en: 'Excel has rounded the id number {was}: its last three digits became 000. Format the column as text and type it again.' },
  'id-length': { zh: '身份证号 {was} 位数不对，应为 18 位。', en: 'The id number {was} has the wrong length; it has 18 digits.' },
  'id-unreadable': { zh: '“{was}”不是证件号码。', en: '“{was}” is no id number.' },
  'id-check': { zh: '身份证号 {was} 的校验位不符，可能有一位写错，请核对。', en: 'The check digit of {was} does not fit; one digit may be wrong.' },
  'id-birthday': { zh: '身份证号 {was} 中的出生日期不存在，请核对。', en: 'The day of birth in {was} does not exist; please check.' },
  'id-fifteen': { zh: '{was} 是 15 位旧号码，请换成 18 位。', en: '{was} is an old number of 15 digits; replace it by the one of 18.' },
  'id-other': { zh: '{was} 不是居民身份证号，按其他证件保存。', en: '{was} is no resident identity number; it is kept as another document’s.' },
  'id-mended': { zh: '身份证号 {was} 已整理为 {now}。', en: 'The id number {was} was tidied to {now}.' },
  'id-of-two-names': { zh: '第 {was} 行是同一身份证号、不同姓名，请更正其中的错误。', en: 'Rows {was} have one id number and different names; correct what is wrong.' },
  'id-of-another-name': { zh: '该身份证号已属于另一姓名的成员。请核对号码；如是改名，请在成员页面更正。', en: 'This id number belongs to a member of another name. Check it; a change of name is made on the member’s page.' },
  'person-elsewhere': { zh: '此人已登记在您管理范围以外的单位。请由双方共同的上级办理调动。', en: 'This person is registered in a unit outside your scope. A transfer is made by an office above both.' },
  'phone-elsewhere': { zh: '该手机号属于您管理范围以外的成员。如是同一人，请由双方共同的上级办理调动；如不是，请改正或删去该号码。', en: 'This phone belongs to a member outside your scope. If it is the same person, a transfer is made by an office above both; if not, correct the phone or leave it out.' },
  'perhaps-unreadable': { zh: '此人可能就是一名个人信息无法读取（密钥在存储处已损坏）的在册人员。为避免重复登记，本行不写入。没有证件号码和手机号的，请补上其中一个以便区分；否则请先由系统管理员从密钥备份恢复，再重新上传。', en: 'This may be somebody whose details can’t be read, since their key is damaged where it rests. So that nobody is registered twice, the row is not written. Where it has neither id number nor phone, add one, which tells them apart; otherwise have the system administrator bring the key back from a backup of keys, then upload the file again.' },
  'person-moved': { zh: '试运行之后，此人已调到别的单位。请重新上传并核对。', en: 'Since the dry run this person was moved to another unit. Upload the file again and check it.' },
  'import-right-ended': { zh: '写入途中，您已不再有权导入此单位的名册，本行没有写入。', en: 'While it was written, your right to import into this unit ended; this row was not written.' },
  'scope-changed': { zh: '写入途中，本行的单位已不在您的管理范围内，没有写入。', en: 'While it was written, the unit of this row left your scope; the row was not written.' },
  // phones
  'phone-mangled': { zh: '电话被 Excel 变成了 {was}，未采用。', en: 'Excel turned the phone into {was}; it was not taken over.' },
  'phone-unreadable': { zh: '“{was}”不是电话号码，未采用。', en: '“{was}” is no phone number; it was not taken over.' },
  'phone-too-many': { zh: '最多保存两个电话，{was} 未采用。', en: 'Two numbers are kept; {was} was not taken over.' },
  'phone-mended': { zh: '电话“{was}”已整理为 {now}。', en: 'The phone “{was}” was tidied to {now}.' },
  'phone-second': { zh: '“{was}”中有两个号码：第一个用于登录，第二个作为其他电话保存（{now}）。', en: '“{was}” holds two numbers: the first identifies, the second is kept beside it ({now}).' },
  'phone-shared': { zh: '表中另一人也用 {was}，作为其他电话保存。', en: 'Somebody else in the list has {was} too; it is kept as the other phone.' },
  'phone-of-another': { zh: '{was} 已是另一位成员的手机号，作为其他电话保存。', en: '{was} is another member’s phone already; it is kept as the other phone.' },
  // units
  'unit-missing': { zh: '没有填写单位。', en: 'There is no unit.' },
  'unit-too-long': { zh: '单位名称过长。', en: 'The unit’s name is too long.' },
  'unit-assumed': { zh: '表中没有单位列，按“{now}”处理。', en: 'The list names no unit; “{now}” is assumed.' },
  'unit-short': { zh: '单位“{was}”认定为“{now}”。', en: 'The unit “{was}” was taken for “{now}”.' },
  'unit-of-list': { zh: '系统中另有单位叫“{was}”，这里按本名册归入“{now}”；如果不对，请把单位写全。', en: 'Another unit is called “{was}”; this list was taken to mean its own, “{now}”. Write the unit in full where that is wrong.' },
  'unit-chosen': { zh: '单位“{was}”按您的选择归入“{now}”。', en: 'As you chose, the unit “{was}” is “{now}”.' },
  'unit-implied': { zh: '单位“{was}”按您对其上级或同级单位的选择，归入“{now}”。', en: 'By what you chose for the units around it, the unit “{was}” is “{now}”.' },
  'unit-unknown': { zh: '没有单位“{was}”。请选择相近的单位，或选择新建。', en: 'There is no unit “{was}”. Choose one that is near, or have it created.' },
  'unit-ambiguous': { zh: '有多个单位叫“{was}”，请选择一个，或写出上级单位。', en: 'Several units are called “{was}”; choose one, or write the unit above it.' },
  transfer: { zh: '将由“{was}”调入“{now}”。', en: 'Will be transferred from “{was}” to “{now}”.' },
  'main-post-guess': { zh: '此人在多个单位（第 {now} 行），暂以本行为主要岗位，请确认。', en: 'In several units (rows {now}); this row is taken for the main post, please confirm.' },
  'second-post': { zh: '与第 {now} 行是同一人，本行作为兼职保存。', en: 'The same person as in row {now}; this post is kept as a second one.' },
  'same-person': { zh: '与第 {now} 行重复，不再登记。', en: 'The same person as in row {now}; not registered again.' },
  // posts and kinds
  'post-missing': { zh: '职务和层级都没有填写。', en: 'Neither post nor tier is given.' },
  'post-too-long': { zh: '职务过长（{was}…）。', en: 'The post is too long ({was}…).' },
  'post-from-tier': { zh: '没有职务，暂按层级填“{now}”。', en: 'No post is given; “{now}” from the tier stands for it.' },
  'text-mended': { zh: '“{was}”已整理为“{now}”。', en: '“{was}” was tidied to “{now}”.' },
  'tier-guessed': { zh: '没有层级，按职务“{was}”推测，请确认。', en: 'No tier is given; it was guessed from the post “{was}”, please confirm.' },
  'tier-unknown': { zh: '层级“{was}”无法识别，应为领导、中层、班组长或值机员。', en: 'The tier “{was}” is not known: 领导, 中层, 班组长 or 值机员.' },
  'employment-empty': { zh: '没有人员类别，暂按在编。', en: 'No employment is given; 在编 is assumed.' },
  'employment-unknown': { zh: '人员类别“{was}”无法识别，应为在编、聘用、临时或借调。', en: 'The employment “{was}” is not known: 在编, 聘用, 临时 or 借调.' },
  'party-empty': { zh: '没有政治面貌，暂按群众。', en: 'No political status is given; 群众 is assumed.' },
  'party-non-party': { zh: '政治面貌“{was}”记作非党员，不另作区分。', en: 'The political status “{was}” is kept as no party member, and not told apart.' },
  'party-unknown': { zh: '政治面貌“{was}”无法识别，请写中共党员、中共预备党员、共青团员、群众或民主党派。', en: 'The political status “{was}” is not known: 中共党员, 中共预备党员, 共青团员, 群众 …' },
  // dates
  'date-mended': { zh: '日期“{was}”读作 {now}。', en: 'The date “{was}” was read as {now}.' },
  'date-october': { zh: '“{was}”也可能是 10 月（Excel 会去掉末尾的 0），暂读作 {now}，请确认。', en: '“{was}” may be October (Excel drops a final 0); it was read as {now}, please confirm.' },
  'date-unreadable': { zh: '日期“{was}”无法识别，未采用。', en: 'The date “{was}” is not understood; it was not taken over.' },
  'joined-without-party': { zh: '不是党员却有入党时间 {was}，未采用。', en: 'A day of joining ({was}) for somebody who is no member; it was not taken over.' },
  'joined-in-future': { zh: '入党时间 {was} 在将来，未采用。', en: 'The day of joining ({was}) lies in the future; it was not taken over.' },
  'joined-before-birth': { zh: '入党时间 {was} 早于出生日期，请核对。', en: 'The day of joining ({was}) is before the day of birth; please check.' },
};

/** What it answers to a request that it refuses. */
const problems: Messages = {
  'import-unreadable': { zh: '该导入保存的文件或其密钥已损坏，无法读取；已写入的人员不受影响。请重新上传文件（已写入的不会重复）。', en: 'What was kept of this import, or its key, is damaged and can’t be read; people it has written are there. Upload the file again: nobody is written twice.' },
  'file-missing': { zh: '请求中没有文件内容。', en: 'The request carries no file: send its bytes as application/octet-stream.' },
  'import-busy': { zh: '正在处理，请等它完成。', en: 'The import is being worked on; wait until it is done.' },
  'import-gone': { zh: '这次上传的导入已清除，请重新上传文件（换用新的 Idempotency-Key）。', en: 'The import of this upload is gone; upload the file again, under another Idempotency-Key.' },
  'too-many-imports': { zh: '您有 {most} 份名册正在写入或等待写入，请等其中一份完成后再上传。', en: '{most} of your rosters are being written, or wait to be; wait until one of them is done, then upload this one.' },
  'import-not-checked': { zh: '请先完成试运行，再写入。', en: 'Nothing to write yet: the dry run must end without a failure first.' },
  'unit-there-already': { zh: '单位“{path}”已经有了，不能再新建一个；要新建别处的同名单位，请在名册中写全。', en: 'There is a unit “{path}” already. For one of that name elsewhere, write it in full in the list.' },
  'units-not-yours-to-create': { zh: '您没有在该处新建单位的权限。请选择已有单位，或请领导小组办公室新建。', en: 'You may not create units there. Choose an existing one, or ask the office to create it.' },
};

const prefix = 'roster.';
/** By code; those of rows have a name of their own, since other parts of the context refuse by the same words. */
export const importMessages: Messages = { ...problems, ...Object.fromEntries(Object.entries(rows).map(([code, message]) => [prefix + code, message])) };

/** The sentence of a note. What the platform refused while writing speaks with the refusal's own message. */
export const sentence = (messages: Messages, code: string, language: Language, details: Readonly<Record<string, string | number>>): string =>
  messageOf(messages, Object.hasOwn(messages, prefix + code) ? prefix + code : code, language, details);
