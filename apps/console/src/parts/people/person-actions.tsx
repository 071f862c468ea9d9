import { lazy, Suspense } from 'react';
import type { PersonWhole } from '../../api-types.ts';
import { useSay, type Key } from '../../i18n/translate.ts';
import { useMe, useRight } from '../data.ts';
import { Icon } from '../icon.tsx';
import { Popover } from '../popover.tsx';
import { useParams } from '../url.ts';
import { useNameOf } from './name-of.ts';

const facts = () => import('./person-forms.tsx');
const accounts = () => import('./account-forms.tsx');
const CodeDialog = lazy(async () => ({ default: (await accounts()).CodeDialog }));
const SwitchDialog = lazy(async () => ({ default: (await accounts()).SwitchDialog }));
/** What can be recorded of a person: each form in the chunk of its kind, opened by the address. */
const forms = {
  transfer: lazy(async () => ({ default: (await facts()).Transfer })),
  post: lazy(async () => ({ default: (await facts()).ChangePost })),
  secondPost: lazy(async () => ({ default: (await facts()).AddSecondPost })),
  kind: lazy(async () => ({ default: (await facts()).ChangeKind })),
  details: lazy(async () => ({ default: (await facts()).CorrectDetails })),
  forget: lazy(async () => ({ default: (await import('./forget-form.tsx')).Forget })),
} as const;
const isForm = (text: string): text is keyof typeof forms => Object.hasOwn(forms, text);

const rightOf = {
  transfer: 'persons.change', post: 'persons.change', secondPost: 'persons.change', kind: 'persons.change', details: 'persons.change',
  code: 'accounts.manage', switch: 'accounts.switch', forget: 'persons.forget',
} as const;
type Kind = keyof typeof rightOf;

export const PersonActions = ({ person, onDone }: { person: PersonWhole; onDone: () => void }) => {
  const nameOf = useNameOf();
  const say = useSay();
  const may = useRight();
  const { data: me } = useMe();
  const { get, set } = useParams();
  const allowed = (Object.keys(rightOf) as Kind[]).filter((kind) => may(rightOf[kind]) && (kind !== 'switch' || person.account !== 'none') && (kind !== 'code' || person.memberId !== me?.memberId)); // no code for oneself
  if (allowed.length === 0) return null;
  const chosen = allowed.find((kind) => kind === get('do'));
  const close = () => set({ do: null });
  const done = () => { set({ do: null }, { replace: true }); onDone(); };
  const Form = chosen && isForm(chosen) ? forms[chosen] : undefined;
  const off = person.account === 'off';
  const title = (kind: Kind) => say(kind === 'switch' ? (off ? 'account.on' : 'account.off') : `personAction.${kind}` as Key);
  return (
    <>
      {allowed.includes('code') && <button type="button" className="button" onClick={() => set({ do: 'code' })}>{say(person.active ? 'account.reset' : 'account.codeDo')}</button>}
      <Popover end label={say('person.more')} button={<>{say('person.more')}<Icon name="down" size={14} /></>}>
        {(shut) => <div className="menu">{allowed.map((kind) => <button key={kind} type="button" onClick={() => { shut(); set({ do: kind }); }}>{title(kind)}</button>)}</div>}
      </Popover>
      <Suspense fallback={null}>
        {chosen === 'code' && <CodeDialog person={person} onClose={close} />}
        {chosen === 'switch' && <SwitchDialog memberId={person.memberId} whose={nameOf(person)} off={off} onClose={close} done={done} />}
        {Form && <Form key={chosen} person={person} onClose={close} done={done} />}
      </Suspense>
    </>
  );
};
