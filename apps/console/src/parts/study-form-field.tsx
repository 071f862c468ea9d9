import { studyForms } from '@lyceum/contracts/activity/session-words';
import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import { useSay } from '../i18n/translate.ts';
import { faultOf, Field } from './parts.tsx';
import { WordSelect } from './word-select.tsx';

/** What a new plan begins with. */
export const usualForm: StudyForm = studyForms[0];

/** Which form of study is planned: any that the contract knows. */
export const StudyFormField = ({ value, onChange, problem }: { value: StudyForm; onChange: (form: StudyForm) => void; problem: Error | null }) => {
  const say = useSay();
  return <Field label={say('session.form')} fault={faultOf(problem, 'form')}>
    {(props) => <WordSelect {...props} family="form" words={studyForms} value={value} onChange={(form) => onChange(form as StudyForm)} />}</Field>;
};
