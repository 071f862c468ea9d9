import { useState } from 'react';
import type { AccountFound } from '../api-types.ts';
import { Problem } from '../api.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { SwitchDialog } from '../parts/people/account-forms.tsx';
import { useMe, useRead } from '../parts/data.ts';
import { Form } from '../parts/form.tsx';
import { NowOnly } from '../parts/history/now-only.tsx';
import { useNowOnly } from '../parts/history/past.ts';
import { Empty, Field, Notice, PageHead, Panel, Reading } from '../parts/parts.tsx';
import { useParams } from '../parts/url.ts';

/** Accounts off and on, for those who see no people: one is found by its whole name only. */
export const AccountsPage = () => {
  const say = useSay();
  const word = useWord();
  const past = useNowOnly();
  const { data: me } = useMe();
  const { get, set } = useParams();
  const wanted = get('account') ?? '';
  const [typed, setTyped] = useState(wanted);
  const [done, setDone] = useState(false);
  const reading = useRead<AccountFound>(wanted ? '/accounts' : null, { account: wanted }, { live: true });
  const unknown = reading.error instanceof Problem && reading.error.status === 404;
  return (
    <div className="phone">
      <PageHead title={say('nav.accounts')} note={say('accounts.why')} />
      <NowOnly />
      <Panel>
        <Form onSubmit={() => { setDone(false); set({ account: typed.trim(), do: null }); }}>
          <Field label={say('accounts.find')} hint={say('accounts.findHint')}>
            {(props) => <input {...props} className="input" name="account" required maxLength={64} autoComplete="off" autoCapitalize="none" spellCheck={false}
              value={typed} onChange={(event) => setTyped(event.target.value)} />}
          </Field>
          <div className="row"><button type="submit" className="button primary">{say('accounts.findDo')}</button></div>
        </Form>
      </Panel>
      {done && <Notice kind="good" role="status">{say('fact.done')}</Notice>}
      {wanted && (unknown ? <Panel><Empty title={say('accounts.none')}><p>{say('accounts.noneDo')}</p></Empty></Panel> : (
        <Reading of={reading}>{({ memberId, account, unitName, state }) => {
          const off = state === 'off';
          const close = () => set({ do: null });
          return (
            <Panel title={account}>
              <div className="stack">
                <dl className="facts"><dt>{say('unit.unit')}</dt><dd>{unitName ?? '–'}</dd><dt>{say('accounts.state')}</dt>
                  <dd><span className={`tag ${state === 'active' ? 'good' : off ? 'wrong' : ''}`}>{word('accountState', state)}</span></dd></dl>
                {memberId !== me?.memberId && <div className="row">
                  <button type="button" className={off ? 'button primary' : 'button danger'} disabled={past !== undefined} title={past}
                    onClick={() => { setDone(false); set({ do: 'switch' }); }}>{say(off ? 'account.on' : 'account.off')}</button>
                </div>}
              </div>
              {get('do') === 'switch' && past === undefined && <SwitchDialog memberId={memberId} whose={account} off={off} onClose={close}
                done={() => { set({ do: null }, { replace: true }); setDone(true); }} />}
            </Panel>
          );
        }}</Reading>
      ))}
    </div>
  );
};
