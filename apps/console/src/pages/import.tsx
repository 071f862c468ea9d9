import { useState } from 'react';
import { useNavigate, useParams as useRoute } from 'react-router';
import { Steps } from 'antd';
import { post } from '../api.ts';
import type { RosterImport } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { useRead, useWrite } from '../parts/data.ts';
import { Icon } from '../parts/icon.tsx';
import { CorrectHeadings, ImportCheck } from '../parts/import/import-check.tsx';
import { ImportProgress, ImportResult } from '../parts/import/import-result.tsx';
import { useNowOnly } from '../parts/history/past.ts';
import { PageHead, Panel, ProblemNotice, Reading } from '../parts/parts.tsx';
import { useScope } from '../parts/scope.ts';
import { useTo } from '../parts/url.ts';

const limit = 20 * 1024 * 1024;

const Upload = ({ unitId, unitName }: { unitId: string; unitName: string }) => {
  const say = useSay();
  const to = useTo();
  const navigate = useNavigate();
  const past = useNowOnly();
  const [over, setOver] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const write = useWrite((file: File, key) => post<{ importId: string }>('/imports', undefined, key, { query: { unit: unitId }, raw: { file, name: file.name } }),
    ({ importId }) => void navigate(to(`/people/import/${importId}`)));
  const take = (file: File | undefined) => {
    if (!file || past) return;
    setTooLarge(file.size > limit);
    if (file.size <= limit) void write.run(file);
  };
  return (
    <div className="stack">
      {write.problem && <ProblemNotice problem={write.problem} />}
      {tooLarge && <ProblemNotice problem={new Error(say('import.tooLarge'))} />}
      <div className="drop" data-over={over || undefined} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files[0]); }}>
        <Icon name="file" size={36} />
        <b>{say(write.pending ? 'import.uploading' : 'import.drop')}</b>
        <p className="quiet">{say('import.kinds')}</p>
        <label className="button primary" title={past} aria-disabled={past !== undefined}>
          {say('import.choose')}
          <input type="file" className="hidden-text" accept=".csv,.txt,text/csv" disabled={write.pending || past !== undefined}
            onChange={(event) => { take(event.target.files?.[0]); event.target.value = ''; }} />
        </label>
        <p className="quiet small">{say('import.into', { unit: unitName })}</p>
      </div>
      <p><a href="/api/imports/template.csv" download>{say('import.template')}</a> <span className="quiet">{say('import.templateWhy')}</span></p>
      <p className="quiet">{say('import.safe')}</p>
    </div>
  );
};

const steps = { reading: 1, checked: 1, writing: 2, done: 3, failed: 1 } as const;

/** A dry run that follows a choice: what the one before has found stays in sight meanwhile, and can be gone on with. */
const again = ({ status, counts }: RosterImport) => status === 'reading' && counts.rows > counts.skipped;

const Running = ({ importId }: { importId: string }) => {
  const reading = useRead<RosterImport>(`/imports/${importId}`, {},
    { live: true, every: (data) => (['reading', 'writing'].includes((data as RosterImport | undefined)?.status ?? 'reading') ? 600 : false) });
  return (
    <Reading of={reading} lines={8}>{(data) => (
      <div className="stack">
        <Where step={steps[data.status]} failed={data.status === 'failed'} />
        {(data.status === 'writing' || (data.status === 'reading' && !again(data))) && <ImportProgress of={data} />}
        {(data.status === 'checked' || again(data)) && <ImportCheck of={data} readAt={reading.dataUpdatedAt} />}
        {(data.status === 'done' || data.status === 'failed') && <ImportResult of={data} />}
        {data.status === 'failed' && <CorrectHeadings of={data} readAt={reading.dataUpdatedAt} />}
      </div>
    )}</Reading>
  );
};
const Where = ({ step, failed = false }: { step: number; failed?: boolean }) => {
  const say = useSay();
  return <Steps size="small" responsive={false} titlePlacement="vertical" current={step} status={failed ? 'error' : 'process'}
    items={[say('import.stepFile'), say('import.stepCheck'), say('import.stepWrite'), say('import.stepDone')].map((title) => ({ title }))} />;
};

/** Upload → dry run → decide → write. The work runs at the server: the tab may be closed, the address leads back to it. */
export const ImportPage = () => {
  const say = useSay();
  const to = useTo();
  const { importId } = useRoute();
  const { unitId, name } = useScope();
  return (
    <>
      <PageHead title={say('import.title')} crumbs={[{ name: say('nav.people'), to: to('/people') }, { name: say('import.title') }]} />
      {importId ? <Running key={importId} importId={importId} /> : <><Where step={0} /><Panel>{unitId && <Upload unitId={unitId} unitName={name ?? ''} />}</Panel></>}
    </>
  );
};
