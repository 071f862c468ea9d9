import { lazy, Suspense, useState } from 'react';
import { post } from '../api.ts';
import type { Grant, Written } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { useRead, useRight, useWrite } from './data.ts';
import { useNowOnly } from './now-only.tsx';
import { Empty, Panel, ProblemNotice, Reading } from './parts.tsx';
import { today } from './time.ts';

const GrantForm = lazy(() => import('./grant-form.tsx'));

/** Which rights a person holds, where and from when to when; granted and ended here, never edited. */
export const RolesView = ({ memberId }: { memberId: string }) => {
  const say = useSay();
  const word = useWord();
  const may = useRight();
  const past = useNowOnly();
  const [granting, setGranting] = useState(false);
  const reading = useRead<{ items: Grant[] }>(`/members/${memberId}/roles`, {}, { live: true });
  const end = useWrite((grantId: string, key) => post<Written>(`/members/${memberId}/roles/${encodeURIComponent(grantId)}/end`, { until: today() }, key));
  return (
    <Panel title={say('person.roles')} more={may('roles.grant') && <button type="button" className="button" disabled={past !== undefined} title={past} onClick={() => setGranting(true)}>{say('roles.grant')}</button>}>
      {end.problem && <ProblemNotice problem={end.problem} />}
      <Reading of={reading}>{({ items }) => items.length === 0 ? <Empty title={say('roles.none')}><p>{say('roles.noneDo')}</p></Empty> : (
        <ul className="lines">{items.map((grant) => (
          <li key={grant.grantId} className="row between"><div><b>{word('role', grant.role)}</b> · {grant.unitName}<div className="quiet small num">{grant.from} – {grant.until ?? say('person.open')}</div></div>
            {may('roles.grant') && (!grant.until || grant.until > today()) && <button type="button" className="button danger" disabled={past !== undefined} title={past} aria-disabled={end.pending} onClick={() => void end.run(grant.grantId)}>{say('roles.end')}</button>}</li>
        ))}</ul>
      )}</Reading>
      {granting && <Suspense fallback={null}><GrantForm memberId={memberId} onClose={() => setGranting(false)} /></Suspense>}
    </Panel>
  );
};
