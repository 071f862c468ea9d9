import { Progress } from 'antd';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { post } from '../api.ts';
import type { CodesOfMany, Lacking } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { CodeSheet } from '../parts/people/code-sheet.tsx';
import { useRead, useWrite } from '../parts/data.ts';
import { useLeaveWarning, useUnloadWarning } from '../parts/draft.ts';
import { NowOnly } from '../parts/history/now-only.tsx';
import { useNowOnly } from '../parts/history/past.ts';
import { Notice, PageHead, Panel, ProblemNotice, Reading } from '../parts/parts.tsx';
import { useScope } from '../parts/scope.ts';
import { useTo } from '../parts/url.ts';

const atOnce = 40; // codes of one request: a few seconds, so that progress moves and little is asked for again where a request fails

/** Asks for the codes of a unit part by part. After a failure `run` goes on where it stopped: what was issued is kept, and issued once. */
const useCodes = (unitId: string, anew: boolean) => {
  const [codes, setCodes] = useState<CodesOfMany['issued']>([]);
  const [progress, setProgress] = useState({ seen: 0, remaining: 0, skipped: 0, administrators: 0, unreadable: 0, waiting: 0 });
  const [state, setState] = useState<'asking' | 'running' | 'done'>('asking');
  const next = useRef<string | undefined>(undefined);
  const write = useWrite((after: string | undefined, key) => post<CodesOfMany>(`/units/${unitId}/activation-codes`, { anew, limit: atOnce, after }, key));
  const run = async () => {
    setState('running');
    for (let over = false; !over;) {
      const answer = await write.run(next.current);
      if (!answer) return; // told, with a way to go on
      const { issued, skipped, administrators, unreadable, waiting, remaining } = answer;
      setCodes((before) => [...before, ...issued]);
      setProgress((before) => ({
        seen: before.seen + issued.length + skipped + administrators + unreadable + waiting, remaining,
        skipped: before.skipped + skipped, administrators: before.administrators + administrators, unreadable: before.unreadable + unreadable, waiting: before.waiting + waiting,
      }));
      next.current = answer.next ?? undefined;
      over = answer.next === null;
    }
    setState('done');
  };
  return { codes, progress, state, run, problem: write.problem };
};

const Codes = ({ unitId, unitName }: { unitId: string; unitName: string }) => {
  const say = useSay();
  const to = useTo();
  const past = useNowOnly();
  const [anew, setAnew] = useState(false);
  const { codes, progress, state, run, problem } = useCodes(unitId, anew);
  const lacking = useRead<Lacking>(`/units/${unitId}/activation-codes`, {}, { live: true });
  const [saved, setSaved] = useState(0); // so many of the codes are in a file or on paper
  const unsaved = (state === 'running' && !problem) || codes.length > saved;
  useLeaveWarning({ unsaved: () => unsaved }, { whole: true, question: 'codes.leave' });
  useUnloadWarning(unsaved);

  const { seen, remaining, skipped, administrators, unreadable, waiting } = progress;
  return (
    <div className="stack">
      <NowOnly />
      {state === 'asking' && (
        <Panel><Reading of={lacking}>{({ without, awaiting }) => (without + awaiting === 0 ? <p data-count="without">{say('codes.nobody', { unit: unitName })}</p> : (
          <div className="stack">
            <p><b data-count="without">{say('codes.without', { unit: unitName, n: without })}</b></p>
            {awaiting > 0 && <><p>{say('codes.awaiting', { n: awaiting })}</p>
              <label className="row"><input type="checkbox" checked={anew} onChange={(event) => setAnew(event.target.checked)} />{say('codes.anew')}</label></>}
            <Notice kind="care">{say('codes.once')}</Notice>
            <div className="row"><button type="button" className="button primary" title={past} disabled={past !== undefined || (!anew && without === 0)}
              onClick={() => void run()}>{say('codes.do', { n: anew ? without + awaiting : without })}</button></div>
          </div>
        ))}</Reading></Panel>
      )}
      {problem && <ProblemNotice problem={problem} retry={() => void run()} />}
      {state === 'running' && (
        <Panel title={say('codes.running')}>
          <Progress percent={seen + remaining > 0 ? Math.floor((seen / (seen + remaining)) * 100) : 0} status={problem ? 'exception' : 'active'} aria-label={say('codes.running')} />
          <p className="num" role="status">{seen + remaining > 0 ? say('codes.progress', { done: seen, total: seen + remaining }) : say('state.loading')}</p>
        </Panel>
      )}
      {state === 'done' && (
        <Notice kind={codes.length > 0 ? 'good' : ''} role="status">
          <b>{say('codes.did', { n: codes.length })}</b>
          {skipped > 0 && <p>{say('codes.skipped', { n: skipped })}</p>}
          {administrators > 0 && <p>{say('codes.administrators', { n: administrators })}</p>}
          {unreadable > 0 && <p>{say('codes.unreadable', { n: unreadable })}</p>}
          {waiting > 0 && <p>{say('codes.waiting', { n: waiting })}</p>}
        </Notice>
      )}
      {codes.length > 0 && (state === 'done' || problem) && (
        <>{saved < codes.length && <Notice kind="care">{say('codes.once')}</Notice>}<CodeSheet codes={codes.map((each) => ({ ...each, of: each.unitName ?? '' }))} whose={unitName} by={say('unit.unit')} onSaved={() => setSaved(codes.length)} /></>
      )}
      {state === 'done' && <p><Link className="button" to={to('/people', { unit: unitId })}>{say('codes.toPeople')}</Link></p>}
    </div>
  );
};

/** After an import: one list of codes, by which everybody comes to an account. */
export const CodesPage = () => {
  const say = useSay();
  const to = useTo();
  const { unitId, name } = useScope();
  return (
    <>
      <PageHead title={say('codes.title')} crumbs={[{ name: say('nav.people'), to: to('/people') }, { name: say('codes.title') }]} />
      {unitId && <Codes key={unitId} unitId={unitId} unitName={name ?? ''} />}
    </>
  );
};
