import { useSay } from '../../i18n/translate.ts';
import { useAsOf } from '../url.ts';

/** Why nothing can be written just now: a past moment is in view. `undefined` where the present is. */
export const useNowOnly = (): string | undefined => {
  const say = useSay();
  return useAsOf().asOf === undefined ? undefined : say('asOf.noWriting');
};
