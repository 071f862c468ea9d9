import { useSay } from '../../i18n/translate.ts';
import { Field } from '../parts.tsx';
import { WordSelect } from '../word-select.tsx';
import { employments, parties } from '../words.ts';

export type Kind = { employment: string; party: string; joinedParty: string };
type Props = { values: Kind; set: (change: Partial<Kind>) => void; fault: (name: keyof Kind) => string | undefined };

/** What kind of member somebody is: employed how, of which party, and of members since when. */
export const KindFields = ({ values, set, fault }: Props) => {
  const say = useSay();
  return (
    <>
      <Field label={say('person.employment')} fault={fault('employment')}>
        {(own) => <WordSelect {...own} family="employment" words={employments} value={values.employment} onChange={(employment) => set({ employment })} />}</Field>
      <Field label={say('person.party')} fault={fault('party')}>{(own) => <WordSelect {...own} family="party" words={parties} value={values.party} onChange={(party) => set({ party })} />}</Field>
      {values.party !== 'non-party' && <Field label={say('person.joinedParty')} hint={say('person.joinedPartyHint')} fault={fault('joinedParty')}>
        {(own) => <input {...own} className="input num" name="joinedParty" pattern="\d{4}-\d{2}(-\d{2})?" placeholder="2008-07" value={values.joinedParty}
          onChange={(event) => set({ joinedParty: event.target.value })} />}
      </Field>}
    </>
  );
};
