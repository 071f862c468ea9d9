import type { PersonName } from '@lyceum/contracts/person-name';
import { useSay } from '../../i18n/translate.ts';

/** What a person is called; without a name, why there is none. */
export const useNameOf = () => {
  const say = useSay();
  return ({ name, unreadable }: PersonName): string => name ?? say(unreadable ? 'person.unreadable' : 'person.forgotten');
};
