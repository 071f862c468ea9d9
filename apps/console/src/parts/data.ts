import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { get, Problem, type Query } from '../api.ts';
import type { Me, Page, Unit } from '../api-types.ts';
import { usePrefs } from './prefs.ts';
import { useAsOf } from './url.ts';
import { uuid } from './uuid.ts';

type ReadOptions = { /** Not a matter of the past: never asked as of a moment. */ live?: boolean; /** Milliseconds between polls; may depend on what is known so far. */
  every?: number | false | ((data: unknown) => number | false) };

/** One GET as of the moment that the URL names. `null` asks nothing. The language is part of the key: the server's sentences speak it. */
export const useRead = <T>(path: string | null, query: Query = {}, { live = false, every = false }: ReadOptions = {}) => {
  const { asOf } = useAsOf();
  const { language } = usePrefs();
  const moment = live ? undefined : asOf;
  return useQuery<T, Error>({
    queryKey: [path, moment, language, query],
    queryFn: ({ signal }) => get<T>(path!, { ...query, asOf: moment }, { signal }),
    enabled: path !== null,
    refetchInterval: typeof every === 'function' ? ({ state }) => every(state.data) : every,
    // The next page of the same list may show the last one meanwhile; another matter or another moment may not.
    placeholderData: (before, query_) => (query_?.queryKey[0] === path && query_?.queryKey[1] === moment ? before : undefined),
  });
};

/** What was read of a list that is looked at as a whole: all of it, or of `total` as much as a page can bear. */
export type Most<T> = { items: T[]; total: number };
/** A whole list that pages by 200, or as many as it can; ten pages at most, and who shows it says where that is not all. `null` asks nothing. */
export const useAll = <T>(path: string | null, query: Query = {}, { every = false, size = 200 }: { every?: number | false; size?: number } = {}) => {
  const { asOf } = useAsOf();
  const { language } = usePrefs();
  return useQuery<Most<T>, Error>({
    queryKey: [path, asOf, language, query, 'all'], refetchInterval: every, enabled: path !== null,
    queryFn: async ({ signal }) => {
      const items: T[] = [];
      let total = 0;
      for (let cursor: string | null | undefined, pages = 0; cursor !== null && pages < 10; pages++) {
        const page: Page<T> = await get(path!, { ...query, asOf, limit: size, cursor }, { signal });
        items.push(...page.items);
        total = page.total ?? items.length;
        cursor = page.next;
      }
      return { items, total };
    },
  });
};

/** A list of the present that grows at its end, page by page, as somebody asks for more of it. `null` asks nothing. */
export const useMore = <T>(path: string | null, query: Query = {}) => {
  const { language } = usePrefs();
  const { data, ...reading } = useInfiniteQuery({
    queryKey: [path, language, query, 'more'], enabled: path !== null, initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => get<Page<T>>(path!, { ...query, cursor: pageParam }, { signal }), getNextPageParam: ({ next }) => next,
  });
  return { ...reading, data: data && { items: data.pages.flatMap(({ items }) => items), total: data.pages.at(-1)!.total } };
};

/** Who is logged in. Without a login it fails with 401, and the shell sends to the login page. */
export const useMe = () => {
  const { language } = usePrefs();
  return useQuery<Me, Error>({ queryKey: ['/me', language], queryFn: ({ signal }) => get<Me>('/me', {}, { signal, anonymous: true }), staleTime: 60_000 });
};
export const useRight = () => {
  const { data } = useMe();
  return useCallback((...rights: string[]) => rights.some((right) => data?.rights.includes(right)), [data]);
};

const none: Unit[] = []; // the same each time: what rests on it is not worked out anew
export type UnitNode = Unit & { children: UnitNode[]; depth: number };
/** All units in sight, today or on a day. */
export const useTree = (asked: boolean, day?: string) => useAll<Unit>(asked ? '/units' : null, { day }, { size: 2000 });
/** The units in sight, as a tree in reading order. */
export const useUnits = () => {
  const may = useRight();
  const { data, ...rest } = useTree(may('units.read'));
  return { ...rest, units: data?.items ?? none };
};
export const pathOf = (units: readonly Unit[], unitId: string): Unit[] => {
  const byId = new Map(units.map((unit) => [unit.unitId, unit]));
  const path: Unit[] = [];
  for (let unit = byId.get(unitId); unit && !path.includes(unit); unit = unit.parentId ? byId.get(unit.parentId) : undefined) path.unshift(unit);
  return path;
};

/**
 * One wish of a form. Its key lives from the form's opening until the server has decided, so that a double click
 * or a retry after a lost answer submits once. Every read is asked anew after a success.
 */
export const useWrite = <Input, Output>(send: (input: Input, key: string) => Promise<Output>, done?: (output: Output, input: Input) => void) => {
  const client = useQueryClient();
  const key = useRef(uuid());
  const busy = useRef(false);
  const [state, setState] = useState<{ pending: boolean; problem: Error | null }>({ pending: false, problem: null });
  const run = async (input: Input): Promise<Output | undefined> => {
    if (busy.current) return undefined;
    busy.current = true;
    setState({ pending: true, problem: null });
    try {
      const output = await send(input, key.current);
      key.current = uuid();
      setState({ pending: false, problem: null });
      done?.(output, input);
      void client.invalidateQueries();
      return output;
    } catch (error) {
      if (error instanceof Problem && error.final) key.current = uuid();
      setState({ pending: false, problem: error instanceof Error ? error : new Error(String(error)) });
      return undefined;
    } finally {
      busy.current = false;
    }
  };
  return { run, ...state, clear: () => setState({ pending: false, problem: null }) };
};
