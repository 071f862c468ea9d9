import { useEffect, useState } from 'react';
import { onLoginNeeded } from '../../api.ts';
import { useSay } from '../../i18n/translate.ts';
import { useMe } from '../data.ts';
import { Dialog } from '../dialogs.tsx';
import { LoginForm } from './login-form.tsx';

/** A login that ran out is asked for over the page as it stands; what waited is then sent, and nothing typed is lost. */
export const LoginAgain = () => {
  const say = useSay();
  const me = useMe();
  const [waiting, setWaiting] = useState<(() => void)[]>([]);
  useEffect(() => {
    onLoginNeeded(() => new Promise((resolve) => setWaiting((before) => [...before, resolve])));
    return () => onLoginNeeded(undefined);
  }, []);
  if (waiting.length === 0) return null;
  const resume = () => {
    for (const resolve of waiting) resolve();
    setWaiting([]);
  };
  return (
    <Dialog title={say('enter.again')}>
      <p>{say('enter.againWhy')}</p>
      <LoginForm account={me.data?.account ?? undefined} done={resume} />
    </Dialog>
  );
};
