import { addDays, mondayOfWeek, weekday, weekOf } from '@lyceum/core/calendar';
import { studyForms } from '@lyceum/contracts/activity/session-words';
import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import { useNavigate, useParams as useRoute } from 'react-router';
import { post } from '../api.ts';
import type { SessionWhole, Written } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { pathOf, useRead, useUnits, useWrite } from '../parts/data.ts';
import { DayField } from '../parts/dates.tsx';
import { useDraft, useLeaveWarning } from '../parts/draft.ts';
import { DraftState } from '../parts/draft-state.tsx';
import { Form } from '../parts/form.tsx';
import { faultOf, Field, Notice, PageHead, Panel, ProblemNotice, Reading, SubmitButton } from '../parts/parts.tsx';
import { PlanBegin, PlanFields, type Kind, type PlanValues } from '../parts/study/plan-fields.tsx';
import { useScope } from '../parts/scope.ts';
import { AlreadyThere } from '../parts/study/series-dates.tsx';
import { SeriesForm } from '../parts/study/series-form.tsx';
import { usualForm } from '../parts/study/study-form-field.tsx';
import { useTaken } from '../parts/study/taken.ts';
import { Tabs } from '../parts/tabs.tsx';
import { isDay, today, weekDays, weekText } from '../parts/time.ts';
import { usePrefs } from '../parts/prefs.ts';
import { useParams, useTo } from '../parts/url.ts';

type OneValues = PlanValues & Kind & { day: string; week: string };

/** A plan's week is empty while it is the day's own, and so moves along with the day. */
const ofItsWeek = <T extends { day: string; week: string }>(plan: T): T => ({ ...plan, week: plan.week || weekOf(plan.day) });

/** This week's Friday, or after it the next: right nine times of ten, and changed in a second. */
const nextFriday = () => addDays(today(), (5 - weekday(today()) + 7) % 7);

const WeekField = ({ values, set, problem }: { values: { day: string; week: string }; set: (change: { week: string }) => void; problem: Error | null }) => {
  const say = useSay();
  const { language } = usePrefs();
  const own = isDay(values.day) ? weekOf(values.day) : '';
  const near = isDay(values.day) ? [0, 1, 2, 3, 4].map((n) => weekOf(addDays(values.day, -7 * n))) : [];
  const weeks = [...new Set([...near, values.week].filter(Boolean))];
  return (
    <Field label={say('session.week')} hint={say('session.weekHint')} fault={faultOf(problem, 'week')}>{(props) => (
      <select {...props} className="input" value={values.week || own} onChange={(event) => set({ week: event.target.value === own ? '' : event.target.value })}>
        {weeks.map((week) => <option key={week} value={week}>{week.slice(0, 4)} {weekText(week, language)} ({mondayOfWeek(week)}){week === own ? '' : ` · ${say('session.makeUp')}`}</option>)}
      </select>)}</Field>
  );
};

/** What a session that was cancelled leaves to plan again: as it was, and on its day while that is ahead. Its week stays where it was told apart from its day. */
const likeBefore = ({ unitId, form, title, day, week, start, minutes, place }: SessionWhole): OneValues =>
  ({ unitId, form, title, day: day < today() ? nextFriday() : day, week: week === weekOf(day) ? '' : week, start, minutes, place });

/** `week`: what is planned makes up for it. `like`: it is filled in as that session was. */
const OneForm = ({ unitId, week, form, like }: { unitId: string; week: string; form: StudyForm; like?: SessionWhole | undefined }) => {
  const say = useSay();
  const word = useWord();
  const to = useTo();
  const navigate = useNavigate();
  const { language } = usePrefs();
  const name = like ? `plan-like-${like.sessionId}` : week ? `plan-${unitId}-${week}-${form}` : 'plan';
  const draft = useDraft<OneValues>(name, like ? likeBefore(like) : { unitId, form, title: word('form', form), day: nextFriday(), week, start: '15:00', minutes: 90, place: '' });
  const { values, set } = draft;
  const there = useTaken({ unitId: values.unitId, from: values.day, until: values.day }).get(values.day);
  const write = useWrite((input: OneValues, key) => post<Written & { sessionId: string }>('/study-sessions', ofItsWeek(input), key), ({ sessionId }) => {
    draft.clear();
    void navigate(to(`/sessions/${sessionId}`), { replace: true });
  });
  useLeaveWarning(draft);
  return (
    <Form onSubmit={() => void write.run(values)}>
      {week && <Notice>{say('plan.makeUpFor', { week: weekText(week, language), days: weekDays(week) })}</Notice>}
      <PlanBegin draft={draft} set={set} problem={write.problem} />
      <Field label={say('session.day')} fault={faultOf(write.problem, 'day')}>{(props) => <DayField {...props} value={values.day} onChange={(day) => set({ day, week: week || '' })} />}</Field>
      {there && <Notice kind="care" role="status"><AlreadyThere sessions={there} /></Notice>}
      <WeekField values={values} set={set} problem={write.problem} />
      <PlanFields values={values} set={set} problem={write.problem} />
      <div className="row"><SubmitButton pending={write.pending}>{say('plan.do')}</SubmitButton></div>
    </Form>
  );
};

export const PlanPage = () => {
  const say = useSay();
  const to = useTo();
  const { get } = useParams();
  const { unitId } = useScope();
  const series = get('tab') === 'series';
  const like = get('like');
  const before = useRead<SessionWhole>(like ? `/study-sessions/${encodeURIComponent(like)}` : null, {}, { live: true });
  return (
    <>
      <PageHead title={say(series ? 'plan.series' : 'plan.one')} crumbs={[{ name: say('nav.sessions'), to: to('/sessions') }, { name: say('plan.one') }]} />
      <Tabs label={say('plan.one')} tabs={[['one', say('plan.single')], ['series', say('plan.series')]]} />
      <Panel>{like && !series ? <Reading of={before}>{(session) => <OneForm key={like} unitId={session.unitId} week="" form={session.form} like={session} />}</Reading>
        : unitId && (series ? <SeriesForm unitId={unitId} /> : <OneForm unitId={unitId} week={get('week') ?? ''} form={studyForms.find((form) => form === get('form')) ?? usualForm} />)}</Panel>
    </>
  );
};

const ChangeForm = ({ session }: { session: SessionWhole }) => {
  const say = useSay();
  const to = useTo();
  const navigate = useNavigate();
  const { title, day, start, minutes, place, week } = session;
  const was = { title, day, start, minutes, place, week };
  const draft = useDraft(`change-${session.sessionId}`, { ...was, week: week === weekOf(day) ? '' : week, was });
  const { values, set } = draft;
  const write = useWrite((input: typeof values, key) => post<Written>(`/study-sessions/${session.sessionId}/change`, ofItsWeek(input), key), () => {
    draft.clear();
    void navigate(to(`/sessions/${session.sessionId}`), { replace: true });
  });
  useLeaveWarning(draft);
  return (
    <Form onSubmit={() => void write.run(values)}>
      {write.problem && <ProblemNotice problem={write.problem} />}
      <DraftState draft={draft} />
      <Field label={say('session.day')} fault={faultOf(write.problem, 'day')}>{(props) => <DayField {...props} value={values.day} onChange={(other) => set({ day: other })} />}</Field>
      <WeekField values={values} set={set} problem={write.problem} />
      <PlanFields values={values} set={set} problem={write.problem} />
      <SubmitButton pending={write.pending}>{say('form.save')}</SubmitButton>
    </Form>
  );
};

/** One date of a series, or a single session, changed alone. */
export const ChangePage = () => {
  const say = useSay();
  const to = useTo();
  const { sessionId = '' } = useRoute();
  const { units } = useUnits();
  const reading = useRead<SessionWhole>(`/study-sessions/${sessionId}`, {}, { live: true });
  return (
    <Reading of={reading}>{(session) => (
      <div className="stack">
        <PageHead title={say('session.change')} crumbs={[...pathOf(units, session.unitId).map(({ unitId, name }) => ({ name, to: to('/board', { unit: unitId }) })),
          { name: session.title, to: to(`/sessions/${sessionId}`) }, { name: say('session.change') }]} />
        <Panel><ChangeForm session={session} /></Panel>
      </div>
    )}</Reading>
  );
};
