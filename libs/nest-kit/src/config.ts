import { z } from 'zod';
import { usualLateSigningDays } from '@lyceum/contracts/activity/session-words';
import { passwordPolicies } from '@lyceum/vault/password-rule';
import { addressWanted, Proxies, PublicUrl, RunAs, wholeFrom } from './environment.ts';
import { sayFault, wordless } from './faults.ts';
import { misspelt } from './misspelt.ts';

/** What a host of the whole city is started with. Flags come before the environment. */
const Settings = z.object({
  port: wholeFrom(0, 65535).optional(),
  data: z.string().min(1).default('data'),
  lan: z.boolean().default(false),
  empty: z.boolean().default(false),
  demo: z.enum(['small', 'large']).optional(),
  production: RunAs.transform((name) => name === 'production'),
  masterKeyFile: z.string().min(1).optional(),
  passwordPolicy: z.enum(passwordPolicies).default('asvs'),
  idleMinutes: wholeFrom(5, 7 * 24 * 60).default(120),
  lateSigningDays: wholeFrom(0, 366).default(usualLateSigningDays),
  publicUrl: PublicUrl.optional(),
  trustProxy: Proxies.optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  metrics: z.enum(['loopback', 'open']).default('loopback'),
  help: z.boolean().default(false),
});
export type Config = z.infer<typeof Settings>;

type Setting = keyof z.input<typeof Settings>;
type Source = { readonly flag?: string; readonly variable?: string; readonly takes: string | null; readonly what: string; readonly otherwise?: string };
/** `takes`: what follows the flag; `otherwise`: what the flag means alone. */
const sources: Readonly<Record<Exclude<Setting, 'production'>, Source>> = {
  port: { flag: '--port', variable: 'LYCEUM_PORT', takes: 'number', what: 'the port; without it, the first free one from 4300' },
  data: { flag: '--data', variable: 'LYCEUM_DATA', takes: 'folder', what: 'where everything is kept (default: ./data)' },
  lan: { flag: '--lan', variable: 'LYCEUM_LAN', takes: null, what: 'listen on the network too, and print the address as a QR code' },
  empty: { flag: '--empty', takes: null, what: 'start without the demo city, and print a link to set up the first unit' },
  demo: { flag: '--demo', takes: 'small|large', otherwise: 'small', what: 'the size of the demo city that a new data folder is filled with (default: small)' },
  masterKeyFile: { variable: 'LYCEUM_MASTER_KEY_FILE', takes: 'file', what: 'the key of the vault: 32 random bytes, base64 (default: in the data folder)' },
  passwordPolicy: { variable: 'PASSWORD_POLICY', takes: 'asvs|mlps3', what: 'what passwords must be: long (OWASP ASVS), or of many kinds and changed every 90 days (MLPS level 3) (default: asvs)' },
  idleMinutes: { variable: 'LYCEUM_IDLE_MINUTES', takes: 'minutes', what: 'after which an unused login is over (default: 120)' },
  lateSigningDays: { variable: 'LYCEUM_LATE_SIGNING_DAYS', takes: 'days', what: `after a session’s day in which people may still sign, or be signed for with a reason, and in which it can be opened (default: ${usualLateSigningDays})` },
  publicUrl: { variable: 'LYCEUM_PUBLIC_URL', takes: 'address', what: 'where people reach the console; codes and links lead there (production demands it)' },
  trustProxy: { variable: 'LYCEUM_TRUST_PROXY', takes: 'addresses', what: 'reverse proxies whose X-Forwarded-… headers are believed, by comma' },
  logLevel: { variable: 'LYCEUM_LOG_LEVEL', takes: 'debug|info|warn|error|silent', what: 'what goes into the log (default: warn; info in production)' },
  metrics: { variable: 'LYCEUM_METRICS', takes: 'loopback|open', what: 'who may read /metrics (default: loopback)' },
  help: { flag: '--help', takes: null, what: 'this list' },
};
const yesOrNo: ReadonlyMap<string, boolean> = new Map([['true', true], ['false', false], ['1', true], ['0', false], ['yes', true], ['no', false], ['on', true], ['off', false]]);
const entries = Object.entries(sources) as [Exclude<Setting, 'production'>, Source][];

/** Every fault at once, one to a line. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) { super(faults.join('\n')); }
}

/** Throws `ConfigError`. `argv` without the program's name. */
export const readConfig = (argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Config => {
  const faults: string[] = [];
  const given: Record<string, string | boolean> = {};
  if (env['NODE_ENV']) given['production'] = env['NODE_ENV'];
  for (const [setting, { variable, takes }] of entries) {
    const value = variable === undefined ? undefined : env[variable];
    if (value === undefined || value.trim() === '') continue;
    if (takes !== null) { given[setting] = value; continue; }
    const said = yesOrNo.get(value.toLowerCase());
    if (said === undefined) faults.push(`${variable}: it is ${[...yesOrNo.keys()].join(', ')}; not ${value}`);
    else given[setting] = said;
  }
  faults.push(...misspelt(env, ['NODE_ENV', ...entries.flatMap(([, { variable }]) => variable ?? [])]));
  for (let at = 0; at < argv.length; at++) {
    const [word = '', attached] = splitOnce(argv[at]!);
    const found = entries.find(([, { flag }]) => flag === (word === '-h' ? '--help' : word));
    if (!found) { faults.push(`${argv[at]} is not known. Known are: ${entries.flatMap(([, { flag }]) => flag ?? []).join(', ')}`); continue; }
    const [setting, { takes, otherwise }] = found;
    const next = argv[at + 1];
    const wanting = `${word} wants a value: ${word} <${takes}>`;
    if (takes === null) {
      if (attached !== undefined) faults.push(`${word} takes no value`);
      given[setting] = true;
    } else if (attached !== undefined || (next !== undefined && !next.startsWith('--'))) {
      const value = attached ?? argv[++at]!;
      if (value.trim() === '') faults.push(wanting); // a script's variable that is not set
      else given[setting] = value;
    } else if (otherwise !== undefined) given[setting] = otherwise;
    else faults.push(wanting);
  }
  const read = Settings.safeParse(given, wordless);
  for (const issue of read.error?.issues ?? []) faults.push(`${nameOf(issue.path[0] as Setting)}: ${sayFault(issue, given, 'en')}`);
  if (given['empty'] && given['demo']) faults.push('--empty and --demo exclude each other');
  if (given['production'] === 'production' && given['publicUrl'] === undefined && !given['help']) faults.push(`LYCEUM_PUBLIC_URL is missing: ${addressWanted}`);
  if (given['production'] === 'production' && given['demo']) faults.push('--demo: production (NODE_ENV=production) takes no demo city and no demo accounts; start with --empty');
  if (faults.length > 0 || !read.success) throw new ConfigError(faults);
  return read.data;
};

/** What `--help` prints. */
export const usage = (): string => {
  const line = (name: string, what: string) => `  ${name.padEnd(34)} ${what}`;
  const flags = entries.flatMap(([, { flag, takes, what }]) => (flag ? [line(takes ? `${flag} <${takes}>` : flag, what)] : []));
  const variables = entries.flatMap(([, { variable, what }]) => (variable ? [line(variable, what)] : []));
  return ['npm start -- [flags]', '', ...flags, '', 'From the environment:', ...variables, line('NODE_ENV', 'production (cookies only over TLS, no demo city, strict headers), development or test (default: development)')].join('\n');
};

const splitOnce = (word: string): [string, string | undefined] => {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
};
const nameOf = (setting: Setting): string => {
  const { flag, variable } = setting === 'production' ? { flag: 'NODE_ENV', variable: undefined } : sources[setting];
  return [flag, variable].filter(Boolean).join(' or ');
};
