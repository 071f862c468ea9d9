import { studyForms } from '@lyceum/contracts/activity/session-words';
import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import { useSay, useWord } from '../../i18n/translate.ts';
import { inForm } from '../form-title.ts';
import { faultOf, Field } from '../parts.tsx';
import { WordSelect } from '../word-select.tsx';

/** What a new plan begins with. */
export const usualForm: StudyForm = studyForms[0];

type Values = { form: StudyForm; title: string };
/** Which form of study is planned: any that the contract knows. */
export const StudyFormField = ({ values, set, problem }: { values: Values; set: (change: Values) => void; problem: Error | null }) => {
  const say = useSay();
  const word = useWord();
  return <Field label={say('session.form')} fault={faultOf(problem, 'form')}>
    {(props) => <WordSelect {...props} family="form" words={studyForms} value={values.form} onChange={(form) => set(inForm(form as StudyForm, values, (of) => word('form', of)))} />}</Field>;
};
