/** OWASP ASVS 5, 6.2: length instead of composition; nothing common, nothing that the account gives away. */
const fewest = 12;
const most = 128;
const common = [
  'password', 'passw0rd', 'p@ssw0rd', 'p@ssword', 'admin', 'administrator', 'welcome', 'letmein', 'iloveyou', 'qwerty', 'qwertyuiop', 'asdfgh', 'asdfghjkl', 'zxcvbnm',
  '1qaz2wsx', 'qazwsx', '1q2w3e4r', '1q2w3e4r5t', 'woaini', 'wohenhao', 'beijing', 'shanghai', 'zhongguo', 'china', '5201314', '123456', '12345678', '1234567890', '0123456789', '111111', '888888', '666666',
  'abc', 'abcdef', 'test', 'user', 'root', 'lyceum', 'changeme', 'secret', 'dragon', 'monkey', 'sunshine', 'princess',
].sort((a, b) => b.length - a.length);

/** Why a password is not taken, as a code of `passwordMessages`; `null` for a good one. */
export const passwordFault = (password: string, account?: string): string | null => {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < fewest) return 'password-too-short';
  if (length > most) return 'password-too-long';
  const lower = text.toLowerCase();
  const name = account?.normalize('NFKC').trim().toLowerCase() ?? '';
  if (name.length >= 4 && lower.includes(name)) return 'password-names-account';
  return isCommon(lower) ? 'password-too-common' : null;
};

/** Nothing but words of the list and rows of characters: what is left without them is too little to guess at. */
const isCommon = (lower: string): boolean => {
  let rest = lower;
  for (const word of common) rest = rest.replaceAll(word, '');
  rest = rest.replace(/(.+?)\1{2,}/gu, '$1').replace(/(?:0123|1234|2345|3456|4567|5678|6789|7890|9876|8765|7654|6543|5432|4321)\d*/g, '');
  return [...rest].length < 5 || new Set(lower).size < 5;
};

export const passwordMessages = {
  'password-too-short': { zh: '密码至少 12 个字符；可以用一句自己记得住的话。', en: 'A password has at least 12 characters; a sentence that you remember is good.' },
  'password-too-long': { zh: '密码最多 128 个字符。', en: 'A password has at most 128 characters.' },
  'password-too-common': { zh: '该密码过于常见，容易被猜中，请换一个。', en: 'This password is too common and easily guessed; choose another.' },
  'password-names-account': { zh: '密码不能包含账号名。', en: 'A password must not contain the account name.' },
  'person-forgotten': { zh: '该人员的个人信息已按要求删除。', en: 'This person’s details were deleted on request.' },
} as const;
