import { Progress } from 'antd';
import { Link } from 'react-router';
import type { RosterImport } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { Counts, Rows } from './import-check.tsx';
import { ImportCreated } from './import-created.tsx';
import { Notice, Panel } from '../parts.tsx';
import { useTo } from '../url.ts';

export const ImportProgress = ({ of }: { of: RosterImport }) => {
  const say = useSay();
  const { done, total } = of.progress;
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0;
  return (
    <Panel title={say(of.status === 'writing' ? 'import.writing' : 'import.reading')}>
      <Progress percent={percent} status="active" aria-label={say(of.status === 'writing' ? 'import.writing' : 'import.reading')} />
      <p className="num" role="status">{total > 0 ? say('import.progress', { done, total }) : say('state.loading')}</p>
      <p className="quiet">{say('import.mayClose')}</p>
    </Panel>
  );
};

/** How it ended: what was written, and what to do with the rows that were not. */
export const ImportResult = ({ of }: { of: RosterImport }) => {
  const say = useSay();
  const to = useTo();
  const failed = of.status === 'failed';
  return (
    <div className="stack">
      <Notice kind={failed ? 'wrong' : 'good'} role="status">
        <b>{say(failed ? 'import.didFail' : 'import.did')}</b>
        {failed && of.error && <p>{of.error.message}</p>}
        <div className="row">
          {!failed && <Link className="button primary" to={to('/people/codes')}>{say('codes.title')}</Link>}
          {!failed && <Link className="button" to={to('/people')}>{say('import.toPeople')}</Link>}
          {of.counts.errors > 0 && <a className="button" href={`/api/imports/${of.importId}/failed.csv`} download>{say('import.failed', { n: of.counts.errors })}</a>}
          <Link className="button" to={to('/people/import')}>{say('import.again')}</Link>
        </div>
        {of.counts.errors > 0 && <p>{say('import.fix')}</p>}
      </Notice>
      {!failed && <><Panel><Counts of={of} /></Panel><ImportCreated units={of.created} /><Rows of={of} /></>}
    </div>
  );
};
