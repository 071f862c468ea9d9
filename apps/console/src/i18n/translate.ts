import { useCallback } from 'react';
import { language, usePrefs, type Language } from '../parts/prefs.ts';
import { en } from './en.ts';
import { fill, type Values } from './fill.ts';
import { zh } from './zh.ts';

export type Key = keyof typeof zh;
const tables: Record<Language, Readonly<Record<Key, string>>> = { zh, en };

/** A message in the chosen language, outside of components. */
export const say = (key: Key, values: Values = {}): string => fill(tables[language()][key], values);

/** The same for components, which speak anew when the language changes. */
export const useSay = () => {
  const { language: chosen } = usePrefs();
  return useCallback((key: Key, values: Values = {}) => fill(tables[chosen][key], values), [chosen]);
};

/** A word of a vocabulary (`tier`, `party`, …) that the server may extend: an unknown one is shown as it is. */
export const useWord = () => {
  const { language: chosen } = usePrefs();
  return useCallback((family: string, word: string | null | undefined) => (word ? tables[chosen][`${family}.${word}` as Key] ?? word : '–'), [chosen]);
};
