import { Link } from 'react-router';
import type { Page, Person } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { Search } from '../parts/search.tsx';
import { DataTable, Filters, usePage, WordFilter } from '../parts/data-table.tsx';
import { useRead, useRight } from '../parts/data.ts';
import { WriteLink } from '../parts/history/now-only.tsx';
import { Day, Notice, PageHead } from '../parts/parts.tsx';
import { useScope } from '../parts/scope.ts';
import { UnitName } from '../parts/units/unit-name.tsx';
import { useAsOf, useParams, useTo } from '../parts/url.ts';
import { employments, parties, tiers } from '../parts/words.ts';
import { useNameOf } from '../parts/people/name-of.ts';

export const PeoplePage = () => {
  const say = useSay();
  const nameOf = useNameOf();
  const word = useWord();
  const to = useTo();
  const may = useRight();
  const { get } = useParams();
  const { asOf } = useAsOf();
  const { unitId, name } = useScope();
  const filters = { q: get('q'), tier: get('tier'), party: get('party'), employment: get('employment') };
  const reading = useRead<Page<Person>>(unitId ? '/members' : null, { unit: unitId, ...filters, sort: get('sort'), ...usePage() }, { live: true }); // the register is kept as it is now
  return (
    <>
      <PageHead title={say('nav.people')} note={say('people.why')}>
        {may('accounts.manage') && <WriteLink className="button" to={to('/people/codes')}>{say('codes.title')}</WriteLink>}
        {may('imports') && <WriteLink className="button" to={to('/people/import')}>{say('import.title')}</WriteLink>}
        {may('persons.change') && <WriteLink className="button primary" to={to('/people/new')}>{say('people.register')}</WriteLink>}
      </PageHead>
      {asOf && <Notice kind="past">{say('people.nowOnly')}</Notice>}
      <section className="panel">
        <Filters names={['q', 'tier', 'party', 'employment']}>
          <Search id="people-q" hint={say('people.searchHint')} />
          <WordFilter name="tier" label={say('person.tier')} options={tiers.map((tier) => [tier, word('tier', tier)])} />
          <WordFilter name="party" label={say('person.party')} options={parties.map((party) => [party, word('party', party)])} />
          <WordFilter name="employment" label={say('person.employment')} options={employments.map((employment) => [employment, word('employment', employment)])} />
        </Filters>
        <DataTable<Person> label={say('nav.people')} reading={reading} rowKey={(row) => row.memberId} scope={name}
          empty={<><p>{say('people.noneDo')}</p>{may('imports') && <WriteLink className="button" to={to('/people/import')}>{say('import.title')}</WriteLink>}</>} columns={[
            { key: 'name', title: say('person.name'), cell: (row) => <Link to={to(`/people/${row.memberId}`)}>{nameOf(row)}</Link> },
            { key: 'unit', title: say('unit.unit'), sort: 'unitId', cell: (row) => <UnitName of={row} /> },
            { key: 'post', title: say('person.post'), sort: 'post', cell: (row) => row.post },
            { key: 'tier', title: say('person.tier'), sort: 'tier', cell: (row) => word('tier', row.tier) },
            { key: 'party', title: say('person.party'), cell: (row) => word('party', row.party) },
            { key: 'employment', title: say('person.employment'), cell: (row) => word('employment', row.employment) },
            { key: 'since', title: say('person.since'), sort: 'since', cell: (row) => <Day of={row.since} /> },
            { key: 'account', title: say('person.account'), cell: (row) => <span className={`tag ${row.active ? 'good' : ''}`}>{say(row.active ? 'person.active' : 'person.inactive')}</span> },
          ]} />
      </section>
    </>
  );
};
