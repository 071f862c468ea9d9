import { employments, looks, methods, parties, roles, tiers, type Term } from '@lyceum/contracts/terms';
import type { Language } from '../parts/prefs.ts';

type Words<F extends string, K extends string> = { readonly [W in K as `${F}.${W}`]: string };

const family = <F extends string, K extends string>(name: F, terms: Readonly<Record<K, Term>>, word: (term: Term) => string): Words<F, K> =>
  Object.fromEntries(Object.entries<Term>(terms).map(([key, term]) => [`${name}.${key}`, word(term)])) as Words<F, K>;

/** The words of contracts, which histories say as well, as messages: standing alone, they begin with a capital. */
export const termsIn = (language: Language) => {
  const inside = (term: Term) => term[language];
  const alone = (term: Term) => term[language].replace(/^./, (first) => first.toUpperCase());
  return {
    ...family('tier', tiers, alone), ...family('party', parties, alone), ...family('employment', employments, alone), ...family('role', roles, alone),
    ...family('method', methods, inside), ...family('look', looks, inside),
  };
};
