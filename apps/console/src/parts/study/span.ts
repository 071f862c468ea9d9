import { useSay } from '../../i18n/translate.ts';
import { spanOf } from '../time.ts';

/** A span of minutes in words. */
export const useSpan = () => {
  const say = useSay();
  return (minutes: number) => spanOf(minutes).map(([unit, n]) => say(unit, { n })).join(' ');
};
