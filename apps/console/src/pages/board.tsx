import { Link, Navigate } from 'react-router';
import type { BoardPerson, BoardSession, Page, UnitBoard } from '../api-types.ts';
import { useSay, type Key } from '../i18n/translate.ts';
import { DataAsOf } from '../parts/history/as-of.tsx';
import { DataTable, usePage } from '../parts/data-table.tsx';
import { useRead, useRight, useUnits } from '../parts/data.ts';
import { FigureRow } from '../parts/figures/figure-row.tsx';
import { Day, Empty, Figure, PageHead, Panel, Reading } from '../parts/parts.tsx';
import { RangePicker, useRange } from '../parts/figures/range-picker.tsx';
import { useScope } from '../parts/scope.ts';
import { SessionStatusTag } from '../parts/study/session-status.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { ToDo } from '../parts/figures/to-do.tsx';
import { Trend } from '../parts/figures/trend.tsx';
import { UnitName, useUnitName } from '../parts/units/unit-name.tsx';
import { useParams, useTo } from '../parts/url.ts';
import { Legend, WeeksGrid } from '../parts/figures/weeks-grid.tsx';
import { useNameOf } from '../parts/people/name-of.ts';

const Overview = ({ board }: { board: UnitBoard }) => {
  const say = useSay();
  const { unit } = board;
  // A unit without units below shows its own weeks in the same picture.
  const rows = board.children.length > 0 ? board.children : [{ ...unit, weeks: board.weekStates, figures: ownFigures(board) }];
  return (
    <div className="stack">
      <FigureRow figures={board.figures} running={board.running} open={board.open} />
      <div className="columns">
        <div className="stack">
          <Panel title={say('board.grid')} more={<Legend />} flush><WeeksGrid units={rows} weeks={board.weeks} /></Panel>
          <Panel title={say('board.trend')}>{board.trend.some(({ attendance }) => attendance.value !== null) ? <Trend of={board.trend} running={board.running} />
            : <Empty title={say('board.noTrend')}><p>{say('board.noTrendDo')}</p></Empty>}</Panel>
        </div>
        <ToDo unitId={unit.unitId} from={board.from} to={board.to} judged={rows.some(({ weeks }) => weeks.some(({ state }) => state !== 'none' && state !== 'planned'))} />
      </div>
      <DataAsOf of={board} />
    </div>
  );
};
const ownFigures = ({ figures }: UnitBoard) => {
  const named = (name: string) => figures.find(({ key }) => key.startsWith(`${name}/`)) ?? { key: '', label: name, value: null, shown: '–', unitOfCount: 'weeks' as const };
  return { attendance: named('attendance'), held: named('held'), missed: named('missed'), invited: named('invited'), signed: named('signed') };
};

const SessionsTab = ({ unitId }: { unitId: string }) => {
  const say = useSay();
  const to = useTo();
  const { name } = useScope();
  const reading = useRead<Page<BoardSession>>(`/boards/unit/${unitId}/sessions`, { ...useDays(), ...usePage() });
  return (
    <DataTable<BoardSession> label={say('board.sessions')} reading={reading} rowKey={(row) => row.sessionId} scope={name} empty={<p>{say('sessions.noneDo')}</p>} columns={[
      { key: 'title', title: say('session.title'), cell: (row) => <Link to={to(`/sessions/${row.sessionId}`)}>{row.title}</Link> },
      { key: 'day', title: say('session.day'), cell: (row) => <Day of={row.day} /> },
      { key: 'unit', title: say('unit.unit'), cell: (row) => <UnitName of={row} /> },
      { key: 'status', title: say('session.status'), cell: (row) => <SessionStatusTag of={row} /> },
      ...(['invited', 'signed', 'attendance'] as const).map((figure) => ({
        key: figure, title: say(`board.${figure}`), number: true,
        cell: (row: BoardSession) => { const one = row.figures[figure];
          return one && (row.status === 'open' || row.status === 'held') ? <Figure of={one} label={`${row.title} ${one.label}`} /> : '–'; },
      })),
    ]} />
  );
};

const PersonsTab = ({ unitId }: { unitId: string }) => {
  const say = useSay();
  const nameOf = useNameOf();
  const to = useTo();
  const { name } = useScope();
  const unitName = useUnitName();
  const several = useUnits().units.some(({ parentId }) => parentId === unitId);
  const reading = useRead<Page<BoardPerson>>(`/boards/unit/${unitId}/persons`, { ...useDays(), ...usePage() });
  return (
    <DataTable<BoardPerson> label={say('board.persons')} reading={reading} rowKey={(row) => row.memberId} scope={<>{name} · {say('board.notRanked')}</>}
      empty={<p>{say('people.noneDo')}</p>} columns={[
      { key: 'name', title: say('person.name'), cell: (row) => <Link to={to(`/people/${row.memberId}`, { tab: 'record' })}>{nameOf(row)}</Link> },
      ...(several ? [{ key: 'unit', title: say('unit.unit'), cell: (row: BoardPerson) => row.units.map((unit) => unitName(unit.unitId, unit.name)).join(say('comma')) }] : []),
      ...(['invited', 'signed', 'attendance'] as const)
        .map((figure) => ({ key: figure, title: say(`board.${figure}`), number: true,
          cell: (row: BoardPerson) => <Figure of={row.figures[figure]} label={`${nameOf(row)} ${row.figures[figure].label}`} /> })),
    ]} />
  );
};
const useDays = () => {
  const { from, to } = useRange();
  return { from, to };
};

/** Who sees no figures has a page of their own instead. */
export const BoardPage = () => {
  const to = useTo();
  return useRight()('figures.read') ? <Board /> : <Navigate to={to('/me', { unit: null })} replace />;
};

const Board = () => {
  const say = useSay();
  const may = useRight();
  const to = useTo();
  const { get, set } = useParams();
  const { unitId } = useScope();
  const { from, to: until } = useRange();
  const tab = get('tab') ?? 'overview';
  const reading = useRead<UnitBoard>(unitId ? `/boards/unit/${unitId}` : null, { from, to: until });
  const tabs: [string, Key][] = [['overview', 'board.overview'], ['sessions', 'board.sessions'], ...(may('persons.read') ? [['persons', 'board.persons'] as [string, Key]] : [])];
  const kept = { from: get('from'), to: get('to'), weeks: get('weeks') };
  return (
    <>
      <PageHead title={reading.data?.unit.name ?? say('nav.board')}
        crumbs={reading.data?.path.map(({ unitId: id, name }) => (id === unitId ? { name } : { name, to: to('/board', { unit: id, ...kept }) }))}><RangePicker /></PageHead>
      <Tabs label={say('nav.board')} tabs={tabs.map(([name, title]) => [name, say(title)])} />
      {tab === 'overview' && <Reading of={reading} lines={12}>{(board) => <Overview board={board} />}</Reading>}
      {tab === 'sessions' && unitId && <section className="panel"><SessionsTab unitId={unitId} /></section>}
      {tab === 'persons' && unitId && <section className="panel"><PersonsTab unitId={unitId} /></section>}
      {!tabs.some(([name]) => name === tab) && <Empty title={say('problem.noPage')}>
        <button type="button" className="button" onClick={() => set({ tab: null })}>{say('board.overview')}</button></Empty>}
    </>
  );
};
