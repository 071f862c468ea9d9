import { useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { post } from '../../api.ts';
import type { Written } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useWrite } from '../data.ts';
import { ProblemNotice } from '../parts.tsx';
import { useTo } from '../url.ts';
import { uuid } from '../uuid.ts';

type Props = { sessionIds: readonly string[]; /** The first of their days. */ from: string; children: ReactNode };
/** What was just planned, published one after the other: a second try goes on where the first stopped, and what is published already stays so. The link to them follows. */
export const PublishPlanned = ({ sessionIds, from, children }: Props) => {
  const say = useSay();
  const to = useTo();
  const [done, setDone] = useState(0);
  const keys = useRef<Record<string, string>>({}); // one key a session, kept across retries
  const write = useWrite(async (first: number) => {
    for (const [at, sessionId] of sessionIds.entries()) {
      if (at < first) continue;
      await post<Written>(`/study-sessions/${sessionId}/publish`, {}, (keys.current[sessionId] ??= uuid()));
      setDone(at + 1);
    }
  });
  const n = sessionIds.length;
  const all = done === n;
  return (
    <>
      <p>{all ? say('series.published', { n }) : say('session.plannedWhy')}</p>
      {write.problem && <ProblemNotice problem={write.problem} />}
      {!all && <div className="row"><button type="button" className="button primary" aria-disabled={write.pending || undefined} onClick={() => void write.run(done)}>
        {write.pending ? say('series.publishing', { done, n }) : say('series.publish', { n: n - done })}</button></div>}
      <div className="row"><Link className="button" to={to('/sessions', { status: all ? 'published' : 'planned', from, sort: 'day' })}>{say('series.look')}</Link>{children}</div>
    </>
  );
};
