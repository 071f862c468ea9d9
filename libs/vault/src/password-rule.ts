import type { PasswordPolicy } from './vault.ts';

export const passwordPolicies = ['asvs', 'mlps3'] as const satisfies readonly PasswordPolicy[];

type Rules = {
  readonly fewest: number; readonly tooShort: string;
  /** Of small letters, capitals, digits and everything else, so many kinds at least. */
  readonly kinds: number;
  /** So many passwords, the present one among them, must not come again. */
  readonly remembered: number;
  /** After so many days it is changed; null: when there is a reason. */
  readonly days: number | null;
};
/**
 * `asvs`: OWASP ASVS 5, 6.2: length instead of composition, no change without a reason. `mlps3`: what assessors of the third level of 等级保护
 * ask for (GB/T 22239, identification): composition, regular change, no reuse. Both refuse what is common, or contains the account.
 */
const policies: Readonly<Record<PasswordPolicy, Rules>> = {
  asvs: { fewest: 12, tooShort: 'password-too-short', kinds: 1, remembered: 0, days: null },
  mlps3: { fewest: 8, tooShort: 'password-shorter-than-eight', kinds: 3, remembered: 5, days: 90 },
};
export const rulesOf = (policy: PasswordPolicy): Rules => policies[policy];
const most = 128;
const common = [
  'password', 'passw0rd', 'p@ssw0rd', 'p@ssword', 'admin', 'administrator', 'welcome', 'letmein', 'iloveyou', 'qwerty', 'qwertyuiop', 'asdfgh', 'asdfghjkl', 'zxcvbnm',
  '1qaz2wsx', 'qazwsx', '1q2w3e4r', '1q2w3e4r5t', 'woaini', 'wohenhao', 'beijing', 'shanghai', 'zhongguo', 'china', '5201314', '123456', '12345678', '1234567890', '0123456789', '111111', '888888', '666666',
  'abc', 'abcdef', 'test', 'user', 'root', 'lyceum', 'changeme', 'secret', 'dragon', 'monkey', 'sunshine', 'princess',
].sort((a, b) => b.length - a.length);

/** Why a password is not taken, as a refusal's code; `null` for a good one. */
export const passwordFault = (policy: PasswordPolicy, password: string, account?: string): string | null => {
  const { fewest, tooShort, kinds } = rulesOf(policy);
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < fewest) return tooShort;
  if (length > most) return 'password-too-long';
  if ([/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u].filter((kind) => kind.test(text)).length < kinds) return 'password-of-few-kinds';
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
