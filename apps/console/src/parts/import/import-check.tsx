import { useEffect, useRef } from 'react';
import type { Heading, ImportNote, ImportRow, Page, RosterImport } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { CreateRest } from '../create-rest.tsx';
import { DataTable, Filters, usePage, WordFilter } from '../data-table.tsx';
import { useRead } from '../data.ts';
import { useImportChoices, type Choices } from './import-choices.ts';
import { UnitsToMake } from './import-created.tsx';
import { ImportUnits } from './import-units.tsx';
import { ImportWrite, rowsId } from './import-write.tsx';
import { Notice, Panel, ProblemNotice, Tag } from '../parts.tsx';
import { unitsMade } from './units-made.ts';
import { useParams } from '../url.ts';

const fields = ['name', 'idNumber', 'unit', 'department', 'post', 'tier', 'employment', 'party', 'joinedParty', 'phone', 'otherPhone'] as const;

/** Every row is one of these, and they add up. */
const kinds = ['new', 'changed', 'unchanged', 'duplicates', 'waiting', 'errors', 'skipped'] as const;
type Count = (typeof kinds)[number] | 'rows' | 'warnings' | 'mended';
export const Counts = ({ of }: { of: RosterImport }) => {
  const say = useSay();
  const count = (name: Count) => <div key={name} className={name === 'errors' && of.counts.errors > 0 ? 'wrong' : ''}>
    <dt>{say(`import.count.${name}`)}</dt><dd data-count={name}>{of.counts[name]}</dd></div>;
  return (
    <>
      <dl className="counts">{(['rows', ...kinds] as const).map(count)}</dl>
      <p className="quiet small">{say('import.overlap')}</p>
      <dl className="counts">{(['warnings', 'mended'] as const).map(count)}</dl>
    </>
  );
};

const [anyDigit, wholeId] = [/\d(?=(?:[^\dXx]*[\dXx]){4})/g, /(?<![\dA-Za-z])(?:\d{15}|\d{17}[\dXx])(?![\dA-Za-z])/g];
const masked = (text: string) => text.replace(anyDigit, '*');
/** A cell as the file has it, but of an id number its shape and last four digits alone. The file that gives failed rows back has it whole. */
const shownCell = (text: string, field: string | null) => (field === 'idNumber' ? masked(text) : text.replace(wholeId, masked));

/** What each column is taken for, beside the first lines of the file, and correctable there. */
const Sheet = ({ of, onChange, pending }: { of: RosterImport; onChange: (headings: Choices['headings']) => void; pending: boolean }) => {
  const say = useSay();
  const word = useWord();
  const set = (heading: Heading, field: string) => onChange([{ column: heading.column, field: field || null }]);
  const dropped = of.headings.filter(({ field, heading }) => field === null && heading !== '');
  return (
    <>{dropped.length > 0 && <p className="body quiet">{say('import.dropped', { names: dropped.map(({ heading }) => heading).join(say('comma')) })}</p>}
    <div className="table-box" tabIndex={0} role="region" aria-label={say('import.headings')}>
      <table className="data">
        <thead>
          <tr>{of.headings.map((heading) => <th key={heading.column} scope="col">{heading.heading || '–'}</th>)}</tr>
          <tr>{of.headings.map((heading) => (
            <th key={heading.column}><select className="input" style={{ minWidth: '7rem' }} disabled={pending}
              aria-label={say('import.headingOf', { heading: heading.heading })} value={heading.field ?? ''} onChange={(event) => set(heading, event.target.value)}>
              <option value="">{say('import.ignore')}</option>{fields.map((field) => <option key={field} value={field}>{word('importField', field)}</option>)}
            </select></th>
          ))}</tr>
        </thead>
        <tbody>{of.sample.slice(0, 5).map((line, row) => <tr key={row}>
          {of.headings.map(({ column, field }) => <td key={column} className="nowrap">{shownCell(line[column] ?? '', field)}</td>)}</tr>)}</tbody>
      </table>
    </div></>
  );
};

type Checked = { of: RosterImport; /** When it was read. */ readAt: number };
const ofHeadings = new Set(['headings-missing', 'too-many-new-units']);
/** Where a column was taken for another, or for none, the file could not be read: it is said here which is which, and tried again. */
export const CorrectHeadings = ({ of, readAt }: Checked) => {
  const say = useSay();
  const { change, problem, busy } = useImportChoices(of, readAt);
  if (!ofHeadings.has(of.error?.code ?? '') || of.headings.length === 0) return null;
  return (
    <Panel title={say('import.headings')} flush>
      {problem && <ProblemNotice problem={problem} />}
      <Sheet of={of} pending={busy} onChange={(headings) => change({ headings })} />
    </Panel>
  );
};

const keptAsSecond = ({ notes }: ImportRow) => notes.some(({ code }) => code === 'second-post');
/** A skipped line was not mended; what was guessed is said in words. */
const Note = ({ of, row }: { of: ImportNote; row: ImportRow }) => {
  const word = useWord();
  return <li>{row.state !== 'skipped' && <><Tag family="severity" word={of.severity} /> </>}{of.message}{of.code === 'tier-guessed' && of.now && <> <b>{word('tier', of.now)}</b></>}</li>;
};

const states = ['waiting', 'error', 'warning', 'ok', 'skipped'] as const;
const actions = ['new', 'changed', 'unchanged', 'duplicate'] as const;
const guesses = ['mainPost', 'tier'] as const;
export const Rows = ({ of, onMain }: { of: RosterImport; onMain?: (row: number) => void }) => {
  const say = useSay();
  const word = useWord();
  const { get } = useParams();
  const { cursor, limit } = usePage();
  const reading = useRead<Page<ImportRow>>(`/imports/${of.importId}/rows`, { state: get('state'), action: get('action'), guess: get('guess'), cursor, limit }, { live: true });
  const { refetch } = reading;
  const shown = useRef(of);
  useEffect(() => { // another dry run has ended: its rows are others
    if (shown.current === of || of.status === 'reading') return;
    shown.current = of;
    void refetch();
  }, [of, refetch]);
  return (
    <section className="panel" id={rowsId}>
      <header><h2>{say('import.rows')}</h2>{of.counts.errors > 0 && <a className="button" href={`/api/imports/${of.importId}/failed.csv`} download>
        {say('import.failed', { n: of.counts.errors })}</a>}</header>
      <Filters names={['state', 'action', 'guess']}><WordFilter name="state" label={say('import.state')} options={states.map((state) => [state, word('rowState', state)])} />
        <WordFilter name="action" label={say('import.action')} options={actions.map((action) => [action, action === 'duplicate' ? say('import.count.duplicates') : word('rowAction', action)])} />
        <WordFilter name="guess" label={say('import.guess')} options={guesses.map((guess) => [guess, say(`import.guess.${guess}`)])} /></Filters>
      <DataTable<ImportRow> label={say('import.rows')} reading={reading} rowKey={(row) => String(row.row)} scope={of.fileName} cards empty={null} columns={[
        { key: 'row', title: say('import.row'), cell: (row) => <span className="num"><span className="only-phone">{say('import.row')} </span>{row.row}</span> },
        { key: 'state', title: say('import.state'),
          cell: (row) => <span className="row"><Tag family="rowState" word={row.state} />
            {row.action === 'duplicate' && onMain && <button type="button" className="button plain" onClick={() => onMain(row.row)}>{say('import.mainPost')}</button>}</span> },
        { key: 'action', title: say('import.action'), cell: (row) => word('rowAction', keptAsSecond(row) ? 'second' : row.state === 'waiting' ? 'waiting' : row.action) },
        { key: 'name', title: say('person.name'), cell: (row) => row.values?.name },
        { key: 'unit', title: say('unit.unit'), cell: (row) => row.values?.unit },
        { key: 'post', title: say('person.post'), cell: (row) => row.values?.post },
        { key: 'notes', title: say('import.notes'), cell: (row) => <ul>{row.notes.map((note, i) => <Note key={i} of={note} row={row} />)}</ul> },
      ]} />
    </section>
  );
};

/** The dry run: what would be written, what would not and why, what was mended; nothing is written yet. */
export const ImportCheck = ({ of, readAt }: Checked) => {
  const say = useSay();
  const { units, decide, change, problem, busy } = useImportChoices(of, readAt);
  const open = units.filter(({ decision }) => !decision).length;
  const made = unitsMade(units.filter(({ decision }) => decision === 'create'));
  return (
    <div className="stack">
      <Panel title={say('import.dryRun', { file: of.fileName })} more={<span className="quiet small">{say('import.encoding')} {of.encoding}</span>}>
        <div className="stack">
          <Counts of={of} />
          {problem && <ProblemNotice problem={problem} />}
          {open > 0 && <Notice kind="care" role="status">{say('import.unitsOpen', { n: open })}</Notice>}
        </div>
      </Panel>
      {units.length > 0 && <Panel title={open > 0 ? say('import.newUnits', { n: open }) : say('import.unitsDecided', { n: units.length })} more={<CreateRest units={units} busy={busy} onCreate={(paths) => decide(paths, 'create')} />}>
        <p className="quiet">{say('import.newUnitsWhy')}</p>
        <ImportUnits units={units} onDecide={(path, decision) => decide([path], decision)} /></Panel>}
      {made.length > 0 && <Panel title={say('import.toCreate', { n: made.length })}><UnitsToMake units={made} /></Panel>}
      <ImportWrite of={of} open={open} busy={busy} />
      <Panel title={say('import.headings')} flush><Sheet of={of} pending={busy} onChange={(headings) => change({ headings })} /></Panel>
      <Rows of={of} {...(busy ? {} : { onMain: (row: number) => change({ mainPosts: [{ row }] }) })} />
    </div>
  );
};
