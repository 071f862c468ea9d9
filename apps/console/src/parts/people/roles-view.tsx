import { lazy, Suspense } from 'react';
import type { Grant, Page, PersonWhole } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { Pager, usePage } from '../data-table.tsx';
import { useRead, useRight } from '../data.ts';
import { NowOnly } from '../history/now-only.tsx';
import { useNowOnly } from '../history/past.ts';
import { Empty, Panel, Reading } from '../parts.tsx';
import { today } from '../time.ts';
import { useParams } from '../url.ts';
import { useNameOf } from './name-of.ts';
import { UnitName } from '../units/unit-name.tsx';

const forms = () => import('./grant-form.tsx');
const GrantForm = lazy(async () => ({ default: (await forms()).GrantForm }));
const EndGrant = lazy(async () => ({ default: (await forms()).EndGrant }));

/** Which rights a person holds, where and from when to when; granted and ended here, never edited. */
export const RolesView = ({ person, onDone }: { person: PersonWhole; onDone: () => void }) => {
  const { memberId } = person;
  const say = useSay();
  const nameOf = useNameOf();
  const word = useWord();
  const may = useRight();
  const past = useNowOnly();
  const { get, set } = useParams();
  const { cursor, limit } = usePage();
  const reading = useRead<Page<Grant>>(`/members/${memberId}/roles`, { cursor, limit }, { live: true });
  const close = () => set({ do: null });
  const done = () => { set({ do: null }, { replace: true }); onDone(); };
  const wanted = may('roles.grant') && past === undefined ? get('do') : null;
  const ending = reading.data?.items.find(({ grantId }) => wanted === `end-${grantId}`);
  return (
    <Panel title={say('person.roles')} more={may('roles.grant') && <button type="button" className="button" disabled={past !== undefined} title={past}
      onClick={() => set({ do: 'grant' })}>{say('roles.grant')}</button>}>
      <NowOnly />
      <Reading of={reading}>{({ items, next, total }) => items.length === 0 ? <Empty title={say('roles.none')}><p>{say('roles.noneDo')}</p></Empty> : (
        <><ul className="lines">{items.map((grant) => (
          <li key={grant.grantId} className="row between">
            <div><b>{word('role', grant.role)}</b> · <UnitName of={grant} /><div className="quiet small num">{grant.from} – {grant.until ?? say('person.open')}</div></div>
            {may('roles.grant') && (!grant.until || grant.until > today()) && <button type="button" className="button plain" disabled={past !== undefined} title={past}
              onClick={() => set({ do: `end-${grant.grantId}` })}>{say('roles.end')}</button>}</li>
        ))}</ul><Pager next={next} total={total} shown={items.length} busy={reading.isPlaceholderData} /></>
      )}</Reading>
      <Suspense fallback={null}>
        {wanted === 'grant' && <GrantForm memberId={memberId} onClose={close} done={done} />}
        {ending && <EndGrant key={ending.grantId} memberId={memberId} name={nameOf(person)} grant={ending} onClose={close} done={done} />}
      </Suspense>
    </Panel>
  );
};
