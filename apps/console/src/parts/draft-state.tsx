import { useSay } from '../i18n/translate.ts';

type Draft = { dirty: boolean; restored: boolean; clear: () => void };
/** Where what was typed stands: untouched, kept in this tab, or brought back. */
export const DraftState = ({ draft }: { draft: Draft }) => {
  const say = useSay();
  return (
    <p className="row small quiet" role="status">
      {say(draft.restored ? 'draft.restored' : draft.dirty ? 'draft.kept' : 'draft.none')}
      {draft.dirty && <button type="button" className="button plain" onClick={() => draft.clear()}>{say('draft.clear')}</button>}
    </p>
  );
};
