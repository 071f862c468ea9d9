import { useSay } from '../i18n/translate.ts';
import { ProblemNotice } from './parts.tsx';

type Props = { of: { hasNextPage: boolean; isFetchingNextPage: boolean; isFetchNextPageError: boolean; error: Error | null; fetchNextPage: () => unknown } };
/** What comes after the end of a list that is there so far; nothing where that is all of it. */
export const More = ({ of: { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } }: Props) => {
  const say = useSay();
  if (!hasNextPage) return null;
  if (isFetchNextPageError && error) return <ProblemNotice problem={error} retry={() => void fetchNextPage()} />;
  return <button type="button" className="button" aria-disabled={isFetchingNextPage} onClick={() => { if (!isFetchingNextPage) void fetchNextPage(); }}>{say('table.more')}</button>;
};
