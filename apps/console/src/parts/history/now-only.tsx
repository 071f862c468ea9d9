import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useSay } from '../../i18n/translate.ts';
import { Notice } from '../parts.tsx';
import { useNowOnly } from './past.ts';
import { useAsOf } from '../url.ts';

/** Above what is kept as it is now, whatever moment is in view: under the band of the past it would pass for what was then. */
export const NowOnly = () => {
  const say = useSay();
  return useAsOf().asOf === undefined ? null : <Notice kind="past">{say('asOf.nowOnly')}</Notice>;
};

/** A way to something that writes; while the past is shown it stays in sight, says why it can't be taken, and leads nowhere. */
export const WriteLink = ({ to, className, children }: { to: string; className: string; children: ReactNode }) => {
  const past = useNowOnly();
  return past ? <button type="button" className={className.includes('button') ? className : 'button plain'} disabled title={past}>{children}</button>
    : <Link className={className} to={to}>{children}</Link>;
};
