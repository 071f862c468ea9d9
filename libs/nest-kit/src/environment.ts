import { isIP } from 'node:net';
import { z } from 'zod';

/** What a city is run as. Anything else would be taken for no production, with cookies in clear, and nobody told: `prod`, say. */
export const RunAs = z.enum(['production', 'development', 'test'], 'it is production, development or test; without it, development').default('development');

/** Ranges that have a name of their own where a proxy is looked up. */
const named: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];
const isProxy = (text: string): boolean => {
  if (named.includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128));
};

/** Reverse proxies, by comma. */
export const Proxies = z.string().transform((list) => list.split(',').map((each) => each.trim()).filter(Boolean))
  .refine((proxies) => proxies.length > 0 && proxies.every(isProxy), `addresses like 10.0.0.1, ranges like 10.0.0.0/8, or ${named.join(', ')}; by comma`);

/** Where people reach the console: paths are put behind it, so that nothing else may stand there; and a name and password in it would be in every code that is shown. */
export const PublicUrl = z.url({ protocol: /^https?$/ }).refine((url) => !/[?#]|^\w+:\/\/[^/]*@/.test(url), 'an address without name, password, ? or #')
  .transform((url) => url.replace(/\/+$/, ''));

/** Without it links lead to wherever a request says it was sent, which its sender chooses: in production that is nobody's to choose. */
export const addressWanted = 'production (NODE_ENV=production) demands the address at which people reach the console, like https://lyceum.example: codes and links lead there';

/** A whole number as people write it: `0x10` and `1e3` are numbers to a program only. */
export const wholeFrom = (least: number, most: number) => {
  const wanted = `a whole number from ${least} to ${most}, in digits`;
  return z.string().trim().regex(/^\d{1,15}$/, wanted).transform(Number).refine((number) => number >= least && number <= most, wanted);
};
