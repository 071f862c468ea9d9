import { useState } from 'react';
import { post, remove } from '../api.ts';
import type { Login, Page } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { deviceName } from '../parts/door/agent.ts';
import { Pager, usePage } from '../parts/data-table.tsx';
import { useMe, useRead, useWrite } from '../parts/data.ts';
import { Form } from '../parts/form.tsx';
import { NewPassword } from '../parts/door/new-password.tsx';
import { faultOf, Field, Moment, Notice, PageHead, Panel, ProblemNotice, Reading, SubmitButton } from '../parts/parts.tsx';
import { setPrefs, usePrefs, type Language, type Theme } from '../parts/prefs.ts';

const Choices = <V extends string>({ name, legend, value, options, onChange }: { name: string; legend: string; value: V; options: readonly (readonly [V, string])[];
  onChange: (value: V) => void }) => (
  <fieldset className="field" style={{ border: 0, padding: 0, margin: 0 }}>
    <legend className="label" style={{ padding: 0, marginBottom: '0.375rem' }}><b>{legend}</b></legend>
    <div className="choices">{options.map(([option, title]) => <label key={option} className="choice">
      <input type="radio" name={name} checked={value === option} onChange={() => onChange(option)} />{title}</label>)}</div>
  </fieldset>
);

const Logins = () => {
  const say = useSay();
  const { cursor, limit } = usePage();
  const reading = useRead<Page<Login>>('/me/logins', { cursor, limit }, { live: true });
  const end = useWrite((loginId: string, key) => remove(`/me/logins/${encodeURIComponent(loginId)}`, key));
  return (
    <Reading of={reading}>{({ items, next, total }) => (
      <>
        {end.problem && <ProblemNotice problem={end.problem} />}
        <ul className="lines">{items.map((login) => (
          <li key={login.loginId} className="row between">
            <div><b title={login.device}>{deviceName(login.device) || say('settings.unknownDevice')}</b>{login.current && <> <span className="tag accent">{say('settings.thisOne')}</span></>}
              <div className="quiet small">{say('settings.since')} <Moment of={login.createdAt} /> · {say('settings.seen')} <Moment of={login.seenAt} /></div></div>
            {!login.current && <button type="button" className="button danger" onClick={() => void end.run(login.loginId)}>{say('settings.end')}</button>}
          </li>
        ))}</ul>
        <Pager next={next} total={total} shown={items.length} busy={reading.isPlaceholderData} />
      </>
    )}</Reading>
  );
};

const PasswordForm = () => {
  const say = useSay();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const write = useWrite((_: null, key) => post('/me/password', { current, password }, key), () => { setCurrent(''); setPassword(''); setDone(true); });
  return (
    <Form onSubmit={() => void write.run(null)}>
      {write.problem && <ProblemNotice problem={write.problem} />}
      {done && <Notice kind="good" role="status">{say('settings.passwordDone')}</Notice>}
      <Field label={say('settings.currentPassword')} fault={faultOf(write.problem, 'current')}>
        {(props) => <input {...props} className="input" type="password" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.target.value)} />}</Field>
      <NewPassword fault={faultOf(write.problem, 'password')} value={password} onChange={setPassword} />
      <SubmitButton always pending={write.pending}>{say('settings.passwordDo')}</SubmitButton>
    </Form>
  );
};

export const SettingsPage = () => {
  const say = useSay();
  const word = useWord();
  const { language, theme } = usePrefs();
  const { data: me } = useMe();
  return (
    <div className="phone">
      <PageHead title={say('nav.settings')} />
      <Panel><div className="stack">
        <Choices<Language> name="language" legend={say('settings.language')} value={language} options={[['zh', '中文'], ['en', 'English']]} onChange={(to) => setPrefs({ language: to })} />
        <Choices<Theme> name="theme" legend={say('settings.theme')} value={theme}
          options={[['system', say('theme.system')], ['light', say('theme.light')], ['dark', say('theme.dark')]]} onChange={(to) => setPrefs({ theme: to })} />
      </div></Panel>
      <Panel title={say('settings.roles')}>
        {me && me.roles.length > 0 ? <ul className="lines">
          {me.roles.map((role, i) => <li key={i}><b>{word('role', role.role)}</b> · {role.unitName ?? '–'}
            <div className="quiet small">{role.from} – {role.until ?? say('person.open')}</div></li>)}</ul> : <p className="quiet">{say('settings.noRoles')}</p>}
      </Panel>
      <Panel title={say('settings.logins')}><Logins /></Panel>
      <Panel title={say('settings.password')}><PasswordForm /></Panel>
    </div>
  );
};
