import { useRef, useState } from 'react';
import { post } from '../api.ts';
import type { Written } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { useWrite } from './data.ts';
import { ProblemNotice } from './parts.tsx';
import { uuid } from './uuid.ts';

/** What was just planned, published one after the other: a second try goes on where the first stopped, and what is published already stays so. */
export const PublishPlanned = ({ sessionIds }: { sessionIds: readonly string[] }) => {
  const say = useSay();
  const [done, setDone] = useState(0);
  const keys = useRef<Record<string, string>>({}); // one key a session, kept across retries
  const write = useWrite(async (from: number) => {
    for (const [at, sessionId] of sessionIds.entries()) {
      if (at < from) continue;
      await post<Written>(`/study-sessions/${sessionId}/publish`, {}, (keys.current[sessionId] ??= uuid()));
      setDone(at + 1);
    }
  });
  const n = sessionIds.length;
  if (done === n) return <p>{say('series.published', { n })}</p>;
  return (
    <>
      <p>{say('session.plannedWhy')}</p>
      {write.problem && <ProblemNotice problem={write.problem} />}
      <div className="row"><button type="button" className="button primary" aria-disabled={write.pending || undefined} onClick={() => void write.run(done)}>
        {write.pending ? say('series.publishing', { done, n }) : say('series.publish', { n: n - done })}</button></div>
    </>
  );
};
