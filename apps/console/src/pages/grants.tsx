import { useState } from 'react';
import { Role } from '@lyceum/contracts/member/roles';
import type { Holder, Page } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { DataTable, Filters, usePage, WordFilter } from '../parts/data-table.tsx';
import { useMe, useRead, useRight } from '../parts/data.ts';
import { EndGrant, GrantForm } from '../parts/people/grant-form.tsx';
import { NowOnly } from '../parts/history/now-only.tsx';
import { useNowOnly } from '../parts/history/past.ts';
import { Day, Notice, PageHead } from '../parts/parts.tsx';
import { Search } from '../parts/search.tsx';
import { today } from '../parts/time.ts';
import { UnitName } from '../parts/units/unit-name.tsx';
import { useParams } from '../parts/url.ts';
import { useNameOf } from '../parts/people/name-of.ts';

const standing = ({ from, until }: Holder) => (until !== null && until < today() ? 'ended' : from > today() ? 'coming' : 'inForce');
const tones = { ended: '', coming: 'accent', inForce: 'good' } as const;

/** Who holds, held or will hold which role for which unit: given and ended here, between two days, never to oneself. */
export const GrantsPage = () => {
  const say = useSay();
  const nameOf = useNameOf();
  const word = useWord();
  const may = useRight();
  const past = useNowOnly();
  const { data: me } = useMe();
  const { get, set } = useParams();
  const [done, setDone] = useState(false);
  const reading = useRead<Page<Holder>>('/grants', { q: get('q'), role: get('role'), ...usePage() }, { live: true });
  const wanted = may('roles.grant') && past === undefined ? get('do') : null;
  const ending = reading.data?.items.find(({ grantId }) => wanted === `end-${grantId}`);
  const close = () => set({ do: null });
  const recorded = () => { set({ do: null }, { replace: true }); setDone(true); };
  return (
    <>
      <PageHead title={say('nav.grants')} note={say('grants.why')}>
        {may('roles.grant') && <button type="button" className="button primary" disabled={past !== undefined} title={past} onClick={() => set({ do: 'grant' })}>{say('roles.grant')}</button>}
      </PageHead>
      <NowOnly />
      {done && !wanted && <Notice kind="good" role="status">{say('fact.done')}</Notice>}
      <section className="panel">
        <Filters names={['q', 'role']}>
          <Search id="grants-q" hint={say('grants.searchHint')} />
          <WordFilter name="role" label={say('roles.role')} options={Role.options.map((role) => [role, word('role', role)])} />
        </Filters>
        <DataTable label={say('nav.grants')} reading={reading} rowKey={({ grantId }) => grantId} empty={<p>{say(get('q') || get('role') ? 'grants.noneFound' : 'roles.noneDo')}</p>} columns={[
          { key: 'name', title: say('person.name'), cell: nameOf },
          { key: 'role', title: say('roles.role'), cell: ({ role }) => <span title={word('roleWhy', role)}>{word('role', role)}</span> },
          { key: 'unit', title: say('unit.unit'), cell: (grant) => <UnitName of={grant} /> },
          { key: 'from', title: say('person.from'), cell: ({ from }) => <Day of={from} /> },
          { key: 'until', title: say('roles.until'), cell: ({ until }) => until ? <Day of={until} /> : say('person.open') },
          { key: 'state', title: say('grants.state'), cell: (grant) => <span className={`tag ${tones[standing(grant)]}`}>{say(`grants.${standing(grant)}`)}</span> },
          ...(may('roles.grant') ? [{
            key: 'end', title: <span className="hidden-text">{say('roles.end')}</span>,
            cell: (grant: Holder) => (standing(grant) === 'ended' || grant.memberId === me?.memberId ? null
              : <button type="button" className="button plain" disabled={past !== undefined} title={past}
                aria-label={say('roles.endOf', { role: word('role', grant.role), name: nameOf(grant) })} onClick={() => set({ do: `end-${grant.grantId}` })}>{say('roles.end')}</button>),
          }] : []),
        ]} />
      </section>
      {wanted === 'grant' && <GrantForm onClose={close} done={recorded} />}
      {ending && <EndGrant key={ending.grantId} memberId={ending.memberId} name={nameOf(ending)} grant={ending} onClose={close} done={recorded} />}
    </>
  );
};
