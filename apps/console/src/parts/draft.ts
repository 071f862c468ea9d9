import { useCallback, useEffect, useRef, useState } from 'react';
import { useBlocker } from 'react-router';
import { say } from '../i18n/translate.ts';
import { useMe } from './data.ts';

const drafts = 'lyceum.draft.';
/** Whoever typed it gets it back, also after their login ran out; it may hold personal data, and the next person may sit here. */
const draftsOf = (memberId: string) => `${drafts}${memberId}.`;
export const keptDrafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(drafts));
export const dropDrafts = ({ butOf }: { butOf?: string } = {}) => {
  for (const key of keptDrafts()) if (butOf === undefined || !key.startsWith(draftsOf(butOf))) sessionStorage.removeItem(key);
};

/**
 * A form's values, kept in this tab as they are typed, under who types them: leaving asks first, a reload or a return brings them back.
 * `clear` after a success; `restored` says that they came from an earlier visit.
 */
export const useDraft = <T extends object>(name: string, initial: T) => {
  const { data: me } = useMe();
  const place = `${draftsOf(me?.memberId ?? '')}${name}`;
  const [{ values, restored }, setState] = useState(() => {
    const kept = sessionStorage.getItem(place);
    try {
      return kept ? { values: { ...initial, ...(JSON.parse(kept) as T) }, restored: true } : { values: initial, restored: false };
    } catch {
      return { values: initial, restored: false }; // a damaged draft is no draft
    }
  });
  const [dirty, setDirty] = useState(restored);
  const unsaved = useRef(restored); // what a navigation in the same tick as `clear` must see

  const set = useCallback((change: Partial<T>) => {
    setDirty(true);
    unsaved.current = true;
    setState((before) => {
      const next = { ...before.values, ...change };
      sessionStorage.setItem(place, JSON.stringify(next));
      return { values: next, restored: before.restored };
    });
  }, [place]);
  const clear = useCallback((to: T = initial) => {
    sessionStorage.removeItem(place);
    setDirty(false);
    unsaved.current = false;
    setState({ values: to, restored: false });
  }, [place, initial]);

  useUnloadWarning(dirty);

  return { values, set, clear, dirty, restored, unsaved: () => unsaved.current };
};

/** Asks before what is unsaved is left for another page; a form's draft stays either way. `whole`: where the form is open by what stands after `?`, as dialogs are. */
export const useLeaveWarning = ({ unsaved }: { unsaved: () => boolean }, { whole = false, question = 'form.leave' }: { whole?: boolean; question?: Parameters<typeof say>[0] } = {}) => {
  const blocker = useBlocker(({ currentLocation: here, nextLocation: there }) => unsaved() && (here.pathname !== there.pathname || (whole && here.search !== there.search)));
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    if (confirm(say(question))) blocker.proceed();
    else blocker.reset();
  }, [blocker, question]);
};

/** Lets the browser ask before the tab is closed or loaded anew, which no router sees. */
export const useUnloadWarning = (unsaved: boolean) => useEffect(() => {
  if (!unsaved) return;
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}, [unsaved]);
