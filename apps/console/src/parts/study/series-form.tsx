import { addDays, weekOf } from '@lyceum/core/calendar';
import { seriesDays } from '@lyceum/core/series';
import { useRef, useState } from 'react';
import { post } from '../../api.ts';
import type { Written } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { useWrite } from '../data.ts';
import { DayField } from '../dates.tsx';
import { useDraft, useLeaveWarning } from '../draft.ts';
import { Form } from '../form.tsx';
import { faultOf, Field, Notice, SubmitButton } from '../parts.tsx';
import { PlanBegin, PlanFields, type Kind, type PlanValues } from './plan-fields.tsx';
import { usePrefs } from '../prefs.ts';
import { PublishPlanned } from './publish-planned.tsx';
import { SeriesDates, type Chosen } from './series-dates.tsx';
import { usualForm } from './study-form-field.tsx';
import { useTaken } from './taken.ts';
import { isDay, today, weekdayName } from '../time.ts';
import { uuid } from '../uuid.ts';

type Values = PlanValues & Kind & Chosen & { weekday: number; from: string; until: string };

/** None while a date is missing; a year's at most, since a longer series is refused. */
const seriesOf = ({ weekday: number, from, until }: Values): string[] => {
  if (!isDay(from) || !isDay(until)) return [];
  const year = addDays(from, 366);
  return seriesDays({ weekday: number, from, until: until < year ? until : year });
};

/** A year of Fridays in one form; a date can be left out, or held on another day and still fulfil its own week. */
export const SeriesForm = ({ unitId }: { unitId: string }) => {
  const say = useSay();
  const word = useWord();
  const { language } = usePrefs();
  const draft = useDraft<Values>('series', { unitId, form: usualForm, title: word('form', usualForm), weekday: 5, from: today(), until: addDays(today(), 91), start: '15:00',
    minutes: 90, place: '', skip: [], moved: {} });
  const { values, set } = draft;
  const days = seriesOf(values);
  const moves = days.filter((day) => values.moved[day] && !values.skip.includes(day));
  const span = [values.from, values.until, ...Object.values(values.moved)].sort(); // a day may be moved beyond the series
  const taken = useTaken({ unitId: values.unitId, from: span[0]!, until: span.at(-1)! });
  const [planned, setPlanned] = useState<{ sessionIds: readonly string[]; from: string } | null>(null);
  const moveKeys = useRef<Record<string, string>>({}); // one key a moved date, kept across retries
  const write = useWrite(async (input: Values, key) => {
    const { unitId: unit, form, title, start, minutes, place, from, until } = input;
    const common = { unitId: unit, form, title, start, minutes, place };
    const regular = days.filter((day) => !input.skip.includes(day) && !moves.includes(day));
    const made: string[] = [];
    if (regular.length > 0) made.push(...(await post<Written & { sessionIds: string[] }>('/study-sessions/series', { ...common, weekday: input.weekday, from, until, skip: days.filter((day) => !regular.includes(day)) }, key)).sessionIds);
    for (const day of moves) made.push((await post<Written & { sessionId: string }>('/study-sessions', { ...common, day: input.moved[day], week: weekOf(day) }, (moveKeys.current[day] ??= uuid()))).sessionId);
    return made;
  }, (sessionIds) => { setPlanned({ sessionIds, from: span[0]! }); moveKeys.current = {}; draft.clear(); });
  useLeaveWarning(draft);

  if (planned) return (
    <Notice kind="good" role="status">
      <b>{say('series.done', { n: planned.sessionIds.length })}</b>
      <PublishPlanned {...planned}><button type="button" className="button plain" onClick={() => setPlanned(null)}>{say('series.another')}</button></PublishPlanned>
    </Notice>
  );
  return (
    <Form wide onSubmit={() => void write.run(values)}>
      <div className="sides">
        <div className="form">
          <PlanBegin draft={draft} set={set} problem={write.problem} />
          <Field label={say('series.weekday')}>
            {(props) => <select {...props} className="input" value={values.weekday}
              onChange={(event) => set({ weekday: Number(event.target.value), moved: {}, skip: [] })}>
              {[1, 2, 3, 4, 5, 6, 7].map((number) => <option key={number} value={number}>{weekdayName(number, language)}</option>)}</select>}
          </Field>
          <Field label={say('series.from')} fault={faultOf(write.problem, 'from')}>{(props) => <DayField {...props} value={values.from} onChange={(from) => set({ from })} />}</Field>
          <Field label={say('series.until')} fault={faultOf(write.problem, 'until')}>{(props) => <DayField {...props} value={values.until} onChange={(until) => set({ until })} />}</Field>
          <PlanFields values={values} set={set} problem={write.problem} />
        </div>
        <div className="form">
          {days.length > 0 ? <SeriesDates days={days} values={values} set={set} taken={taken} /> : <Notice kind="care">{say('series.noDates')}</Notice>}
          <SubmitButton pending={write.pending}>{say('series.do', { n: days.length - values.skip.filter((day) => days.includes(day)).length })}</SubmitButton>
        </div>
      </div>
    </Form>
  );
};
