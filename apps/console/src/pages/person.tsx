import { useState } from 'react';
import { useParams as useRoute } from 'react-router';
import type { MemberBoard, PersonWhole, SessionWhole } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { AuditTimeline, KindFilter } from '../parts/history/audit-timeline.tsx';
import { Filters } from '../parts/data-table.tsx';
import { pathOf, useMe, useRead, useRight, useUnits } from '../parts/data.ts';
import { FileView } from '../parts/figures/file-view.tsx';
import { Day, Empty, Notice, PageHead, Panel, Reading } from '../parts/parts.tsx';
import { PersonActions } from '../parts/people/person-actions.tsx';
import { RangePicker, useRange } from '../parts/figures/range-picker.tsx';
import { ofPerson, RecentFacts } from '../parts/history/recent-facts.tsx';
import { RecordView } from '../parts/figures/record-view.tsx';
import { RolesView } from '../parts/people/roles-view.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { UnitName } from '../parts/units/unit-name.tsx';
import { useAsOf, useParams, useTo } from '../parts/url.ts';
import { useNameOf } from '../parts/people/name-of.ts';

const About = ({ person }: { person: PersonWhole }) => {
  const say = useSay();
  const word = useWord();
  const shown = (field: 'phone' | 'otherPhone' | 'idNumber') => (person.unread?.includes(field) ? say('person.unreadable') : person[field]);
  return (
    <Panel title={say('person.about')}>
      <dl className="facts">
        <dt>{say('unit.unit')}</dt><dd><UnitName of={person} /></dd>
        <dt>{say('person.post')}</dt><dd>{person.post}</dd>
        {person.secondary.length > 0 && <><dt>{say('person.secondary')}</dt><dd>{person.secondary.map(({ unitId, unitName, post }) => <div key={unitId}>{unitName} · {post}</div>)}</dd></>}
        <dt>{say('person.tier')}</dt><dd>{word('tier', person.tier)}</dd>
        <dt>{say('person.employment')}</dt><dd>{word('employment', person.employment)}</dd>
        <dt>{say('person.party')}</dt><dd>{word('party', person.party)}{person.joinedParty && <> · <span className="num">{person.joinedParty}</span></>}</dd>
        <dt>{say('person.since')}</dt><dd><Day of={person.since} /></dd>
        <dt>{say('person.phone')}</dt><dd className="num">{[shown('phone'), shown('otherPhone')].filter(Boolean).join(' / ') || '–'}</dd>
        <dt>{say('person.idNumber')}</dt><dd className="num">{shown('idNumber') ?? '–'}</dd>
        <dt>{say('person.account')}</dt><dd><span className={`tag ${person.active ? 'good' : ''}`}>{word('accountState', person.account)}</span></dd>
      </dl>
    </Panel>
  );
};

const Record = ({ memberId, title }: { memberId: string; title: string }) => {
  const { from, to } = useRange();
  const reading = useRead<MemberBoard>(`/boards/member/${memberId}`, { from, to });
  return <Panel title={title} more={<RangePicker />}><Reading of={reading}>{(board) => <RecordView of={board} />}</Reading></Panel>;
};

export const PersonPage = () => {
  const nameOf = useNameOf();
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const { memberId = '' } = useRoute();
  const { data: me } = useMe();
  const { get } = useParams();
  const { asOf } = useAsOf();
  const { units } = useUnits();
  const via = get('via');
  const [done, setDone] = useState(false);
  const reading = useRead<PersonWhole>(`/members/${memberId}`);
  const session = useRead<SessionWhole>(via ? `/study-sessions/${via}` : null);
  const own = me?.memberId === memberId;
  const recordTitle = say(own ? 'mine.record' : 'record.title');
  const tabs = [
    ['about', say('person.about')] as const, ['record', recordTitle] as const,
    ...(may('files.read') || own ? [['file', say('nav.file')] as const] : []),
    ...(may('roles.read', 'roles.grant') ? [['roles', say('person.roles')] as const] : []),
    ...(may('history.read') ? [['history', say('nav.history')] as const] : []),
  ];
  const tab = get('tab') ?? 'about';
  return (
    <Reading of={reading} lines={8}>{(person) => (
      <div className="stack">
        <PageHead title={nameOf(person)} note={`${person.unitName ?? '–'} · ${person.post}`}
          crumbs={[...pathOf(units, person.unitId).map(({ unitId, name }) => ({ name, to: to('/board', { unit: unitId }) })),
            ...(session.data ? [{ name: session.data.title, to: to(`/sessions/${via}`) }] : []), { name: nameOf(person) }]}>
          {!asOf && !person.forgotten && <PersonActions person={person} onDone={() => setDone(true)} />}
        </PageHead>
        {(person.unread ?? person.unreadable) && <Notice kind="wrong" role="status"><b>{say('person.unread')}</b><p>{say('person.unreadDo')}</p></Notice>}
        {done && !get('do') && <Notice kind="good" role="status">{say('fact.done')}</Notice>}
        <Tabs label={say('person.about')} tabs={tabs} />
        {tab === 'about' && <><About person={person} /><RecentFacts subject={`member:${memberId}`} facts={ofPerson} /></>}
        {tab === 'record' && <Record memberId={memberId} title={recordTitle} />}
        {tab === 'file' && <Panel title={say('nav.file')}><FileView memberId={memberId} /></Panel>}
        {tab === 'roles' && <RolesView person={person} onDone={() => setDone(true)} />}
        {tab === 'history' && <Panel title={say('nav.history')} flush>
          <Filters names={['kind']}><KindFilter /></Filters>
          <div className="body"><AuditTimeline subject={`member:${memberId}`} /></div></Panel>}
        {!tabs.some(([name]) => name === tab) && <Empty title={say('problem.noPage')} />}
      </div>
    )}</Reading>
  );
};
