import { useCallback, useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router';

/** Kept by every link: the unit in view and the moment as of which all is shown. */
const lasting = ['unit', 'asOf'] as const;

type Change = Readonly<Record<string, string | number | null | undefined>>;
const changed = (before: URLSearchParams, change: Change) => {
  const params = new URLSearchParams(before);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === '') params.delete(name);
    else params.set(name, String(value));
  }
  return params;
};

/** How many steps of this tab's history the open drawer is away from its page; 0 where there is none, or where its address was pasted. */
export const useDepth = () => (useLocation().state as { depth?: number } | null)?.depth ?? 0;

/** What the link to this page told of it that stands in no address: the name of a person, whom an address names by id. */
export const useTold = () => (useLocation().state as { told?: { of: string; name: string } } | null)?.told;

/**
 * The state of a page is its address: filters, sort, page, drawer. A change is one step of Back unless it replaces. It is made to the address as
 * it is, of which a busy page may show an earlier one: else the second of two quick changes would undo the first.
 */
export const useParams = () => {
  const [params, setParams] = useSearchParams();
  const depth = useDepth();
  const told = useTold();
  const set = useCallback((change: Change, { replace = false } = {}) => setParams(() => changed(new URLSearchParams(window.location.search), change),
    { replace, preventScrollReset: true, state: { told, ...(depth > 0 && change.why !== null && { depth: replace ? depth : depth + 1 }) } }), [setParams, depth, told]);
  return { params, get: (name: string) => params.get(name), set };
};

/** An address on another page that keeps the unit and the moment in view. */
export const useTo = () => {
  const { search } = useLocation();
  return useCallback((path: string, more: Change = {}) => {
    const now = new URLSearchParams(search);
    const kept = new URLSearchParams();
    for (const name of lasting) if (now.get(name)) kept.set(name, now.get(name)!);
    const text = changed(kept, more).toString();
    return `${path}${text ? `?${text}` : ''}`;
  }, [search]);
};

/** The same page with something changed, as an address (for real links that open in a new tab as well). */
export const useHere = () => {
  const { pathname, search } = useLocation();
  return useCallback((change: Change) => {
    const text = changed(new URLSearchParams(search), change).toString();
    return `${pathname}${text ? `?${text}` : ''}`;
  }, [pathname, search]);
};

/** `asOf` is a position, an instant or a day, which means its end; absent means now. */
export const useAsOf = () => {
  const { params, set } = useParams();
  const asOf = params.get('asOf') ?? undefined;
  return useMemo(() => ({ asOf, travel: (to: string | null) => set({ asOf: to, cursor: null, page: null }) }), [asOf, set]);
};
