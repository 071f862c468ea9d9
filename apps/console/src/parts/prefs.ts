import { useSyncExternalStore } from 'react';

/** Language and theme: kept on this device, read by every page, changed at once everywhere. */
export type Language = 'zh' | 'en';
export type Theme = 'system' | 'light' | 'dark';
type Prefs = { readonly language: Language; readonly theme: Theme };

const place = 'lyceum.prefs';
/** Until somebody chooses: English where the browser speaks it, else Chinese. */
const spoken: Language = /^en\b/i.test(navigator.language) ? 'en' : 'zh';
const stored = (): Prefs => {
  try {
    const { language, theme } = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Prefs>;
    return { language: language === 'en' || language === 'zh' ? language : spoken, theme: theme === 'light' || theme === 'dark' ? theme : 'system' };
  } catch {
    return { language: spoken, theme: 'system' }; // storage refused or damaged: the defaults are good
  }
};

let prefs = stored();
const listeners = new Set<() => void>();
const night = matchMedia('(prefers-color-scheme: dark)');

const dress = () => {
  document.documentElement.lang = prefs.language === 'zh' ? 'zh-CN' : 'en';
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
};
const isDark = () => (prefs.theme === 'system' ? night.matches : prefs.theme === 'dark');
const tell = () => {
  dress();
  for (const listener of listeners) listener();
};
night.addEventListener('change', tell);
dress();

export const setPrefs = (change: Partial<Prefs>) => {
  prefs = { ...prefs, ...change };
  try {
    localStorage.setItem(place, JSON.stringify(prefs));
  } catch { /* a private window may refuse to keep it; it still holds for this page */ }
  tell();
};
export const language = (): Language => prefs.language;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
export const usePrefs = (): Prefs => useSyncExternalStore(subscribe, () => prefs);
export const useDark = (): boolean => useSyncExternalStore(subscribe, isDark);
