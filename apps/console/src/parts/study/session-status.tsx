import type { Session } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { Tag } from '../parts.tsx';

/**
 * Where a session stands. One that is held and has no signature, because all were withdrawn or its closing is older than the rule, says so beside it;
 * so does one that was cancelled after people had signed.
 */
export const SessionStatusTag = ({ of: { status, signed, hadSigned } }: { of: Pick<Session, 'status' | 'signed' | 'hadSigned'> }) => {
  const say = useSay();
  const beside = status === 'held' && signed === 0 ? say('session.nobodySigned')
    : hadSigned === 0 ? undefined : hadSigned === null ? say('session.someHadSigned') : say('session.hadSigned', { n: hadSigned });
  return <><Tag family="sessionStatus" word={status} />{beside !== undefined && <> <span className="tag care">{beside}</span></>}</>;
};
