import { useQuery } from '@tanstack/react-query';
import { get } from '../../api.ts';
import type { Beginning } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { Field } from '../parts.tsx';

export const useBeginning = () => useQuery({ queryKey: ['/setup'], queryFn: () => get<Beginning>('/setup', {}, { anonymous: true }) });

/** A password that somebody chooses, with what this city asks of it; until that is known, the stricter length. */
export const NewPassword = ({ label, fault, value, onChange, autoFocus = false }: { label?: string; fault: string | undefined; value: string;
  onChange: (value: string) => void; autoFocus?: boolean }) => {
  const say = useSay();
  const mlps3 = useBeginning().data?.passwordPolicy === 'mlps3';
  return (
    <Field label={label ?? say('enter.newPassword')} hint={say(mlps3 ? 'enter.passwordHintMlps3' : 'enter.passwordHint')} fault={fault}>{(props) => (
      <input {...props} className="input" name="newPassword" type="password" autoComplete="new-password" autoFocus={autoFocus} required minLength={mlps3 ? 8 : 12}
        maxLength={128} value={value} onChange={(event) => onChange(event.target.value)} />
    )}</Field>
  );
};
