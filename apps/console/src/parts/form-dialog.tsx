import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Problem } from '../api.ts';
import { useSay } from '../i18n/translate.ts';
import { AntdLayer } from './antd-layer.tsx';
import { useWrite } from './data.ts';
import { Dialog } from './dialogs.tsx';
import { useDraft, useLeaveWarning } from './draft.ts';
import { DraftState } from './draft-state.tsx';
import { Form } from './form.tsx';
import { faultOf, Notice, ProblemNotice, SubmitButton } from './parts.tsx';

/** One field in its versions: when the form was opened, as somebody else has left it, and as it was filled in here. */
export type Versions = { readonly label: string; readonly seen: string; readonly now: string; readonly mine: string };
/** What the fields of a dialog are given. `fault`: what is wrong with a field, also by the codes of refusals that are about it. */
export type Filling<V> = { readonly values: V; readonly set: (change: Partial<V>) => void; readonly fault: (field: string, ...codes: string[]) => string | undefined };
type Props<V extends object, Answer> = {
  title: string; /** Of the draft: one for each thing and wish. */ name: string; initial: V; submit: string; danger?: boolean;
  /** Fields that are picked rather than typed, and must not be left empty. */ picked?: readonly (keyof V & string)[];
  send: (values: V, key: string) => Promise<Answer>; done: (answer: Answer) => void; onClose: () => void;
  /** Where the wish carries what was seen: the versions to compare, and what makes the wish one that has seen what is there now, or what is coming. */
  meanwhile?: (values: V, coming?: Problem['fields']) => { versions: readonly Versions[]; seen: Partial<V> };
  children: (filling: Filling<V>) => ReactNode;
};

/** One's own wish over what is there now: a field that one has not touched takes what somebody else has left in it. */
export const rebased = <F extends Readonly<Record<string, string>>>(mine: F, was: F, now: F): F =>
  Object.fromEntries(Object.keys(now).map((field) => [field, mine[field] === was[field] ? now[field] : mine[field]])) as F;

const Conflict = ({ title, there, versions, onMine, onTheirs }: { title: string; there: string; versions: readonly Versions[]; onMine: () => void; onTheirs: () => void }) => {
  const say = useSay();
  return (
    <Notice kind="care" role="alert">
      <strong>{title}</strong>
      <div className="table-box" tabIndex={0} role="region" aria-label={title}>
        <table className="data versions">
          <thead><tr><th scope="col"><span className="hidden-text">{say('meanwhile.field')}</span></th><th scope="col">{say('meanwhile.seen')}</th>
            <th scope="col">{there}</th><th scope="col">{say('meanwhile.mine')}</th></tr></thead>
          <tbody>{versions.map(({ label, seen, now, mine }) => <tr key={label}><th scope="row">{label}</th>
            <td data-version={say('meanwhile.seen')}><span className="struck">{seen}</span></td><td data-version={there}>{now}</td>
            <td data-version={say('meanwhile.mine')}>{mine}</td></tr>)}</tbody>
        </table>
      </div>
      <div className="row end"><button type="button" className="button" onClick={onTheirs}>{say('meanwhile.keepTheirs')}</button>
        <button type="button" className="button primary" onClick={onMine}>{say('meanwhile.keepMine')}</button></div>
    </Notice>
  );
};

/**
 * A form in a dialog that the address opens. What is typed is a draft: closing, Back or leaving asks first, and it comes back.
 * A refusal stands at its field; a change that somebody else was faster with is shown beside one's own.
 */
export const FormDialog = <V extends object, Answer>({ title, name, initial, submit, danger = false, send, done, onClose, picked = [], meanwhile, children }: Props<V, Answer>) => {
  const say = useSay();
  const client = useQueryClient();
  const draft = useDraft<V>(name, initial);
  const { values, set } = draft;
  const write = useWrite(async (input: V, key) => {
    try {
      return await send(input, key);
    } catch (error) {
      if (error instanceof Problem && error.code === 'changed-meanwhile') await client.invalidateQueries(); // so that the other version can be shown
      throw error;
    }
  }, (answer) => { draft.clear(); done(answer); });
  useLeaveWarning(draft, { whole: true });
  const [tried, setTried] = useState(false);
  const lacks = (field: string) => tried && picked.some((each) => each === field && values[each] === '');
  const submitted = () => {
    setTried(true);
    if (!picked.some((each) => values[each] === '')) void write.run(values);
  };

  const { problem } = write;
  const code = problem instanceof Problem ? problem.code : undefined;
  const fault = (field: string, ...codes: string[]) => (lacks(field) ? say('form.missing') : code !== undefined && codes.includes(code) ? (problem as Problem).detail : faultOf(problem, field));
  const coming = code === 'change-coming' ? (problem as Problem) : undefined;
  const conflict = code === 'changed-meanwhile' || coming ? meanwhile?.(values, coming?.fields) : undefined;
  const insist = () => {
    const mended = { ...values, ...conflict?.seen };
    set(mended);
    void write.run(mended);
  };
  const giveUp = () => { draft.clear(); onClose(); };
  return (
    <AntdLayer>
      <Dialog title={title} onClose={onClose}>
        <Form onSubmit={submitted}>
          {conflict ? <Conflict title={coming?.detail ?? say('meanwhile.title')} there={say(coming ? 'meanwhile.coming' : 'meanwhile.now')} versions={conflict.versions} onMine={insist} onTheirs={giveUp} /> : problem && <ProblemNotice problem={problem} />}
          {children({ values, set, fault })}
          <DraftState draft={draft} />
          <div className="row end"><button type="button" className="button" onClick={onClose}>{say('form.cancel')}</button>
            <SubmitButton pending={write.pending} danger={danger}>{submit}</SubmitButton></div>
        </Form>
      </Dialog>
    </AntdLayer>
  );
};
