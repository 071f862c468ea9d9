import type { Session } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { Tag } from './parts.tsx';

/** Where a session stands. One that is held and has no signature, because all were withdrawn or its closing is older than the rule, says so beside it. */
export const SessionStatusTag = ({ of }: { of: Pick<Session, 'status' | 'signed'> }) => {
  const say = useSay();
  return <><Tag family="sessionStatus" word={of.status} />{of.status === 'held' && of.signed === 0 && <> <span className="tag care">{say('session.nobodySigned')}</span></>}</>;
};
