import { addDays } from '@lyceum/core/calendar';
import { Link } from 'react-router';
import type { Look, MemberBoard, MySession, Page } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { Pager, usePage } from '../parts/data-table.tsx';
import { useMe, useMore, useRead } from '../parts/data.ts';
import { FileView } from '../parts/figures/file-view.tsx';
import { Day, Empty, Moment, PageHead, Panel, Reading, Tag } from '../parts/parts.tsx';
import { useLastDay } from '../parts/history/as-of.tsx';
import { More } from '../parts/more.tsx';
import { RecordView } from '../parts/figures/record-view.tsx';
import { ScanButton } from '../parts/study/scan-button.tsx';
import { endTime, lastWeeks, today } from '../parts/time.ts';
import { useAsOf, useTo } from '../parts/url.ts';

const Next = ({ session }: { session: MySession }) => {
  const say = useSay();
  const open = session.status === 'open';
  return (
    <section className="panel next" aria-labelledby="next">
      <div className="row between"><h2 id="next" className="quiet">{say(open ? 'mine.now' : 'mine.next')}</h2><Tag family="sessionStatus" word={session.status} /></div>
      <p className="title">{session.title}</p>
      <p><Day of={session.day} /> <span className="num">{session.start}–{endTime(session.start, session.minutes)}</span><br />{session.place || session.unitName}</p>
      {session.mine === 'signed'
        ? <p className="notice good" role="status">{say('mine.signed')}</p>
        : <><p className="quiet">{say(open ? 'mine.scan' : 'mine.wait')}</p><ScanButton primary={open} /></>}
    </section>
  );
};

/** Nobody goes there for nothing: it stays until its day is over, with the reason. */
const Cancelled = ({ of }: { of: readonly MySession[] }) => {
  const say = useSay();
  return <Panel title={say('mine.cancelled')}><ul className="lines">{of.map((session) => (
    <li key={session.sessionId}><div className="row"><b>{session.title}</b><Tag family="sessionStatus" word={session.status} /></div>
      <div className="quiet small"><Day of={session.day} /> {session.start} · {session.place || session.unitName}</div>
      <p>{say('mine.cancelledWhy', { reason: session.cancelReason ?? '' })}</p></li>))}</ul></Panel>;
};

/** What is next, with one large button; below it what was, as a time line. */
export const MyPage = () => {
  const say = useSay();
  const to = useTo();
  const { data: me } = useMe();
  const { asOf } = useAsOf();
  const sessions = useMore<MySession>(asOf ? null : '/me/sessions', { from: today(), to: addDays(today(), 60), limit: 10 });
  const last = useLastDay();
  const board = useRead<MemberBoard>(me ? `/boards/member/${me.memberId}` : null, { from: lastWeeks(26, last).from, to: last });
  return (
    <div className="phone">
      <PageHead title={say('mine.hello', { name: me?.name ?? '' })} note={me?.unitName ?? undefined} />
      {/* What is next belongs to the present. */}
      {!asOf && <Reading of={sessions}>{({ items }) => {
        const next = items.filter(({ status }) => status !== 'cancelled' && status !== 'held');
        const cancelled = items.filter(({ status }) => status === 'cancelled');
        return next[0] || cancelled.length > 0
          ? <div className="stack">{next[0] && <Next session={next[0]} />}
              {cancelled.length > 0 && <Cancelled of={cancelled} />}
              {next.length > 1 && <Panel title={say('mine.later')}>
                <ul className="lines">{next.slice(1).map((session) => <li key={session.sessionId}><b>{session.title}</b>
                  <div className="quiet small"><Day of={session.day} /> {session.start} · {session.place}</div></li>)}</ul></Panel>}
              <More of={sessions} /></div>
          : <div className="panel"><Empty title={say('mine.none')}><p>{say('mine.noneDo')}</p></Empty></div>;
      }}</Reading>}
      <Panel title={say('mine.record')} more={<Link to={to('/me/file')}>{say('nav.file')}</Link>}>
        <Reading of={board}>{(data) => <div className="stack">
          <p className="quiet small num">{say('range.half')} {data.from} – {data.to}</p><RecordView of={data} mine /></div>}</Reading>
      </Panel>
      <p><Link to={to('/me/looks')}>{say('nav.looks')}</Link> · <Link to={to('/settings')}>{say('nav.settings')}</Link></p>
    </div>
  );
};

export const MyFilePage = () => {
  const say = useSay();
  return <div className="phone"><PageHead title={say('file.title')} note={say('file.why')} /><Panel><FileView memberId="me" /></Panel></div>;
};

export const MyLooksPage = () => {
  const say = useSay();
  const word = useWord();
  const { cursor, limit } = usePage();
  const reading = useRead<Page<Look>>('/me/looks', { cursor, limit });
  return (
    <div className="phone">
      <PageHead title={say('looks.title')} note={say('looks.why')} />
      <Panel><Reading of={reading}>{({ items, next, total }) => items.length === 0 ? <Empty title={say('looks.none')} /> : (
        <div className="stack">
          <p className="quiet" role="status">{say('table.total', { total: total ?? items.length })}</p>
          <ol className="timeline">{items.map((look, i) => <li key={i}><b>{look.actor.name ?? (look.actor.unreadable ? say('person.unreadable') : look.actor.memberId)}</b> {word('look', look.what)}
            <div className="quiet small"><Moment of={look.recordedAt} /></div></li>)}</ol>
          <Pager next={next} total={total} shown={items.length} busy={reading.isPlaceholderData} />
        </div>
      )}</Reading></Panel>
    </div>
  );
};
