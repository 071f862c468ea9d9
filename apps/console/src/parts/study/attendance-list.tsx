import { addDays } from '@lyceum/core/calendar';
import { useState } from 'react';
import { Link } from 'react-router';
import { post } from '../../api.ts';
import type { Attendance, SessionWhole, Written } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { AskReason } from '../ask-reason.tsx';
import { useAll, useRight, useWrite } from '../data.ts';
import { Empty, Notice, Panel, ProblemNotice, Reading, Tag } from '../parts.tsx';
import { momentShort } from '../time.ts';
import { useParams, useTo } from '../url.ts';
import { useNameOf } from '../people/name-of.ts';

/** `sign`: as long as it can be signed for; what should not be there is withdrawn at any time. */
type Props = { session: SessionWhole; manage: boolean; sign: boolean; live: boolean };
const states = ['all', 'signed', 'missing'] as const;
/** So many are named before it is done for them; of more, how many. */
const named = 10;

/** Who was invited and who is here. An administrator ticks from a paper list, and says why. */
export const AttendanceList = ({ session, manage, sign, live }: Props) => {
  const say = useSay();
  const { get, set } = useParams();
  const state = states.find((one) => one === get('state')) ?? 'all';
  const reading = useAll<Attendance>(`/study-sessions/${session.sessionId}/attendances`, {}, { every: live && 3000 });
  return (
    <Panel title={say('attendances.title')} flush more={<div className="choices" role="group" aria-label={say('table.filter')}>{states.map((one) => (
      <label key={one} className="choice"><input type="radio" name="state" className="hidden-text" checked={state === one}
        onChange={() => set({ state: one === 'all' ? null : one }, { replace: true })} />{say(`attendances.${one}`)}</label>))}</div>}>
      <div className="body"><Reading of={reading} lines={8}>{({ items, total }) => items.length === 0
        ? <Empty title={say('attendances.none')}><p>{say('attendances.noneDo')}</p></Empty>
        : <People all={items} total={total} state={state} session={session} manage={manage} sign={sign} />}</Reading></div>
    </Panel>
  );
};

const People = ({ all, total, state, session, manage, sign: maySign }: Omit<Props, 'live'> & { all: Attendance[]; total: number; state: (typeof states)[number] }) => {
  const say = useSay();
  const nameOf = useNameOf();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<'sign' | Attendance>();
  const path = `/study-sessions/${session.sessionId}/attendances`;
  const sign = useWrite((input: { memberIds: readonly string[]; reason: string }, key) => post<Written>(path, input, key), () => { setTicked([]); setAsking(undefined); });
  const withdraw = useWrite((input: { memberId: string; reason: string }, key) => post<Written>(`${path}/${input.memberId}/withdrawal`, { reason: input.reason }, key), () => setAsking(undefined));
  const cut = total > all.length;
  const here = cut ? session.signed ?? 0 : all.filter((one) => one.state === 'signed').length; // what is in sight, or where that is not all, what the server has counted
  const byHand = cut ? 0 : all.filter((one) => one.state === 'signed' && one.method === 'by-administrator').length; // of a part, no number is told
  const shown = all.filter((one) => state === 'all' || (state === 'signed' ? one.state === 'signed' : one.state !== 'signed'));
  const missing = shown.filter((one) => one.state !== 'signed').map(({ memberId }) => memberId);
  const tick = (memberId: string) => setTicked(ticked.includes(memberId) ? ticked.filter((id) => id !== memberId) : [...ticked, memberId]);
  return (
    <div className="stack tight">
      <div className="row between"><b role="status" aria-live="polite">{say('attendances.count', { here, invited: total })}{byHand > 0 && say('attendances.byHand', { n: byHand })}</b>
        {maySign && missing.length > 0 && <div className="row">
          <button type="button" className="button plain" onClick={() => setTicked(ticked.length === missing.length ? [] : missing)}>
            {say(ticked.length === missing.length ? 'attendances.tickNone' : 'attendances.tickAll', { n: missing.length })}</button>
          <button type="button" className="button primary" disabled={ticked.length === 0} onClick={() => setAsking('sign')}>{say('attendances.sign', { n: ticked.length })}</button></div>}</div>
      <div className="meter" aria-hidden="true"><i style={{ width: `${(here / total) * 100}%` }} /></div>
      {cut && <Notice kind="care">{say('attendances.cut', { n: all.length, total })}</Notice>}
      {withdraw.problem && !asking && <ProblemNotice problem={withdraw.problem} />}
      <ul className="lines">{shown.map((one) => <Line key={one.memberId} of={one} session={session} manage={manage} sign={maySign} ticked={ticked.includes(one.memberId)}
        onTick={() => tick(one.memberId)} onWithdraw={() => setAsking(one)} />)}</ul>
      {asking === 'sign' && <AskReason title={say('attendances.sign', { n: ticked.length })} text={<Names of={all.filter(({ memberId }) => ticked.includes(memberId))} />} action={say('attendances.signDo')} pending={sign.pending}
        problem={sign.problem} onDo={(reason) => void sign.run({ memberIds: ticked, reason })} onClose={() => setAsking(undefined)} />}
      {typeof asking === 'object' && <AskReason title={say('attendances.withdraw', { name: nameOf(asking) })} text={<>{say('attendances.withdrawText')}{!maySign && session.lateSigningDays !== null && <b>{say('attendances.withdrawFinal', { day: addDays(session.day, session.lateSigningDays) })}</b>}</>} action={say('attendances.withdrawDo')} danger
        pending={withdraw.pending} problem={withdraw.problem} onDo={(reason) => void withdraw.run({ memberId: asking.memberId, reason })} onClose={() => setAsking(undefined)} />}
    </div>
  );
};

/** Whom the reason is for. */
const Names = ({ of }: { of: readonly Attendance[] }) => {
  const say = useSay();
  const nameOf = useNameOf();
  const first = of.slice(0, named).map(nameOf).join(say('comma'));
  return <><b>{first}{of.length > named && say('attendances.andMore', { n: of.length - named })}</b><br />{say('attendances.signText')}</>;
};

type LineProps = Omit<Props, 'live'> & { of: Attendance; ticked: boolean; onTick: () => void; onWithdraw: () => void };
const Line = ({ of, session, manage, sign, ticked, onTick, onWithdraw }: LineProps) => {
  const nameOf = useNameOf();
  const say = useSay();
  const word = useWord();
  const to = useTo();
  const may = useRight();
  const name = may('persons.read') ? <Link to={to(`/people/${of.memberId}`, { tab: 'record', via: session.sessionId })}>{nameOf(of)}</Link> : nameOf(of);
  const state = <Tag family="attendanceState" word={of.state} />;
  return (
    <li className="row between">
      <div className="row">
        {sign && of.state !== 'signed'
          ? <label className="tick"><input type="checkbox" aria-label={say('attendances.tick', { name: nameOf(of) })} checked={ticked} onChange={onTick} />{state}</label> : state}
        <b>{name}</b>
        {of.sharedDevice && <span className="tag care" title={say('attendances.sharedWhy')}>{say('attendances.shared')}</span>}
      </div>
      <div className="row quiet small">
        {of.signedAt && <span className="num">{say('attendances.signedAt', { at: momentShort(of.signedAt) })}</span>}
        {of.method && <span>{word('method', of.method)}</span>}
        {of.recordedAt && <span className="num">{of.state === 'withdrawn' ? say('attendances.withdrawnAt', { at: momentShort(of.recordedAt) }) : momentShort(of.recordedAt)}</span>}
        {of.reason && <span>{of.state === 'withdrawn' && say('attendances.withdrawnWhy')}{of.reason}</span>}
        {manage && of.state === 'signed' && <button type="button" className="button plain" aria-label={say('attendances.withdraw', { name: nameOf(of) })}
          onClick={onWithdraw}>{say('attendances.withdrawShort')}</button>}
      </div>
    </li>
  );
};
