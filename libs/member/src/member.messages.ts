import type { Messages } from '@lyceum/nest-kit/messages';
import { importMessages } from './roster-import/messages.ts';

/** What this context refuses, and why. */
export const memberMessages: Messages = {
  ...importMessages,

  'unit-exists': { zh: '已有相同编号的单位。', en: 'There is a unit with this id already.' },
  'root-exists': { zh: '已有最上级单位，请选择一个上级。', en: 'There is a topmost unit already: choose a parent.' },
  'unit-unknown': { zh: '该日（{day}）没有这个单位。', en: 'There is no such unit on {day}.' },
  'unit-too-far-ahead': { zh: '单位最多提前一年登记，设立日最迟为 {last}。请核对年份，或临近设立日时再登记。', en: 'A unit is created at most a year ahead: its first day is {last} at the latest. Check the year, or create it nearer to that day.' },
  'parent-unknown': { zh: '该日（{day}）没有这个上级单位。', en: 'There is no such parent unit on {day}.' },
  'unit-name-taken': { zh: '自 {day} 起，同一上级下已有名为“{name}”的单位。', en: 'From {day}, another unit under the same parent is called {name}.' },
  'unit-under-itself': { zh: '单位不能放在自己或自己的下属单位之下（{day}）。', en: 'On {day} the unit would lie under itself.' },

  'member-exists': { zh: '该人员已登记。', en: 'This person is registered already.' },
  'member-unknown': { zh: '没有这名人员。', en: 'There is no such person.' },
  'member-forgotten': { zh: '该人员的个人信息已删除，不能再更改。', en: 'This person was forgotten; nothing of theirs changes any more.' },
  'before-registration': { zh: '日期早于该人员的登记日 {from}。', en: 'The day lies before {from}, when the person came.' },
  'transfer-before-last': { zh: '日期早于上一次调动（{last}）。请从 {last} 或以后的日期调动。', en: 'The last transfer was from {last}: choose that day or a later one.' },
  'transfer-in-future': { zh: '调动从生效当日起登记，不能提前。', en: 'A transfer is recorded from its day on, not before.' },
  'secondary-post-in-main-unit': { zh: '兼职应在其他单位；本单位的职务请直接修改。', en: 'A second post lies in another unit; change the post of the main unit instead.' },
  'phone-taken': { zh: '该手机号已登记在另一人名下。请核对；确属本人的，请先更正另一人的信息。', en: 'Another person is registered with this phone. Check it, or correct the other person first.' },
  'id-number-taken': { zh: '该证件号已登记在另一人名下，可能是同一人。请先查找，再决定是否登记。', en: 'Another person is registered with this id number, perhaps the same one: search before you register.' },

  'change-coming': { zh: '自 {day} 起已登记了另一项变更，到您选的日期时生效。请先查看它，再决定是否替换，或改选 {day} 以前的日期。', en: 'Another change is recorded already, from {day} on, and holds on the day that you chose. Look at it, then decide whether to replace it (`was` is then what it says), or choose a day before {day}.' },

  'own-role': { zh: '不能给自己授予或终止角色，请由另一位安全管理员办理。', en: 'Nobody grants or ends their own roles: ask another security administrator.' },
  'until-before-from': { zh: '结束日早于开始日 {from}。', en: 'The end lies before the start, {from}.' },
  'role-held-already': { zh: '该人员在这段时间已有此单位的这一角色。', en: 'The person holds this role for this unit already in that time.' },
  'roles-separated': { zh: '系统、安全、审计管理员须由不同的人担任（三员分离）。', en: 'The system, security and audit administrators are different people.' },
  'grant-exists': { zh: '该授权已存在。', en: 'There is such a grant already.' },
  'grant-unknown': { zh: '没有这项授权。', en: 'There is no such grant.' },

  'wrong-credentials': { zh: '账号或密码不正确。首次使用请先用激活码激活账号。', en: 'The account or the password is not right. If this is your first visit, activate your account with its code first.' },
  'account-locked': { zh: '连续多次失败，账号暂时锁定。请稍后再试，或请管理员重置。', en: 'Too many failures: the account is locked for a while. Try again later, or ask your administrator for a new code.' },
  'not-activated': { zh: '账号尚未激活。请用管理员提供的激活码激活。', en: 'The account is not active yet: use the code that your administrator gave you.' },
  'account-off': { zh: '账号已停用，请联系系统管理员。', en: 'The account was switched off: ask the system administrator.' },
  'account-taken': { zh: '该账号名已被使用，请换一个。', en: 'Another account has this name; choose another.' },
  'account-without-name': { zh: '首次生成激活码需要账号名。', en: 'A first activation code needs an account name.' },
  'account-spelling': { zh: '账号名为 3 至 64 个字母、数字或 . _ @ + -。', en: 'An account name has 3 to 64 letters, digits or . _ @ + -' },
  'account-reaches-further': { zh: '该人员的角色超出您的管理范围，请由上级单位办理。', en: 'This person’s roles reach further than yours: the unit above has to do this.' },
  'account-of-administrator': { zh: '该人员是（或将是）系统、安全或审计管理员：其激活码只能由系统运维人员在服务器上签发（lyceum activation-code），原密码和登录随之失效；要停用其账号或删除其个人信息，须先由安全管理员终止该角色。', en: 'This person is, or will be, a system, security or audit administrator: whoever runs the server issues a code for them there (lyceum activation-code), which ends their password and logins; to switch their account off or to forget them, have the security administrator end that role first.' },
  'account-of-auditor': { zh: '该人员是（或将是）审计员：其激活码只能由系统运维人员在服务器上签发（lyceum activation-code），原密码和登录随之失效；要删除其个人信息，须先由安全管理员终止该角色。', en: 'This person is, or will be, an auditor: whoever runs the server issues a code for them there (lyceum activation-code), which ends their password and logins; to forget them, have the security administrator end that role first.' },
  'account-of-office': { zh: '该人员属于（或将属于）领导小组办公室：要停用其账号，须先由安全管理员终止该角色；如账号被他人使用，请系统运维人员在服务器上签发新的激活码（lyceum activation-code），原密码和登录随之失效。', en: 'This person is, or will be, of the office: to switch their account off, have the security administrator end that role first. If somebody else uses it, whoever runs the server issues a new code there (lyceum activation-code), which ends its password and logins.' },
  'own-account': { zh: '不能停用自己的账号。', en: 'Nobody switches their own account.' },
  'own-activation-code': { zh: '不能给自己签发激活码。请凭当前密码修改密码；忘记密码的，请另一位管理员签发。', en: 'Nobody issues a code for themselves: change your password with the one that you have, or ask another administrator for a code.' },
  'no-activation-code': { zh: '没有等待使用的激活码，请向管理员索取。', en: 'No code is waiting to be used: ask your administrator for one.' },
  'activation-code-wrong': { zh: '账号或激活码不正确，或激活码已使用、已过期。请核对，或向管理员索取新的。', en: 'The account or the code is not right, or the code was used or has expired. Check them, or ask for a new one.' },
  'activation-code-void': { zh: '此激活码签发之后，您获得了签发人管理范围以外的角色，激活码已作废。请由上级单位重新签发；系统、安全、审计管理员和审计员请联系系统运维人员。', en: 'Since this code was issued, you were given a role that reaches further than its issuer’s, so it is void: ask the unit above for a new one, or, as a system, security or audit administrator or an auditor, whoever runs the server.' },
  'activation-code-over': { zh: '此次生成的激活码已使用、已过期，或已被新的激活码取代。如仍需要，请重新生成。', en: 'The code that this request made was used, has expired, or was replaced by another meanwhile. Issue a new one if it is still needed.' },
  'password-wrong': { zh: '当前密码不正确。', en: 'The current password is not right.' },

  'set-up-already': { zh: '系统已完成初始设置，请直接登录。', en: 'This city was set up already: log in.' },
  'setup-link-invalid': { zh: '设置链接无效、已使用或已过期。请重新启动服务，使用新打印的链接。', en: 'The set-up link is wrong, used or expired. Start the service again and use the link that it prints.' },
  'setup-four-people': { zh: '需要四人：系统、安全、审计管理员和领导小组办公室各一人。', en: 'Four people are needed: system, security and audit administrator, and one of the office.' },
  'setup-accounts-differ': { zh: '四个账号名不能相同。', en: 'The four account names must differ.' },

  'form.name-missing': { zh: '请填写姓名。', en: 'Give the name.' },
  'form.name-too-long': { zh: '姓名过长。', en: 'The name is too long.' },
  'form.character-lost': { zh: '姓名中有字丢失（“?”或方框），请重新输入。', en: 'A character of the name was lost (“?” or a box): type it again.' },
  'form.id-mangled': { zh: '证件号被表格软件改成了科学计数，请重新输入 18 位号码。', en: 'A spreadsheet has mangled the id number: type its 18 digits again.' },
  'form.id-rounded': { zh: '证件号末三位被表格软件改成了 000，请重新输入。', en: 'A spreadsheet has rounded the id number: type it again.' },
  'form.id-length': { zh: '证件号位数不对，应为 18 位。', en: 'The id number has the wrong length; it has 18 digits.' },
  'form.id-unreadable': { zh: '这不是证件号码。', en: 'This is no id number.' },
  'form.phone-unreadable': { zh: '无法识别该电话号码。', en: 'This phone number can’t be read.' },
  'form.phone-mangled': { zh: '电话号码被表格软件改成了科学计数，请重新输入。', en: 'A spreadsheet has mangled the phone number: type it again.' },
  'form.phone-too-many': { zh: '最多两个电话号码。', en: 'Two phone numbers at most.' },
};
