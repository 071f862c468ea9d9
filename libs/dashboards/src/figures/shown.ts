import type { Sight } from '@lyceum/directory/privacy';
import type { Shown } from './answers.ts';
import { figures, formulaOf, type UnitOfCount } from './figure.ts';
import { keyText, type FigureKey } from './key.ts';

export type Language = 'zh' | 'en';
/** What follows a unit's name where the unit alone is meant, without those below it. */
export const itselfIn: Readonly<Record<Language, string>> = { zh: '（本级）', en: ' (itself)' };

const thousands = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const signed = (text: string, value: number) => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : `±${text}`);

/** As exact as a share is shown. All is told only of all, and none only of none: one of two thousand who is missing does not vanish in rounding. */
const inTenths = (share: number) => {
  const tenths = share.toFixed(1);
  return tenths === '100.0' && share < 100 ? '99.9' : tenths === '0.0' && share > 0 ? '0.1' : tenths;
};
/** The difference of two shares as they are shown: that of the exact ones, rounded, need not be what a reader finds who subtracts. */
const pointsBetween = (now: number, then: number) => Number((Number(inTenths(now)) - Number(inTenths(then))).toFixed(1));

/** `86.4 %`, `1,204`, `<5`, `*` for what would give another number away, `–` for none. */
export const textOf = (value: number | null, unitOfCount: UnitOfCount, sight: Sight = 'clear'): string => {
  if (sight === 'small') return '<5';
  if (sight === 'hidden') return '*';
  if (value === null) return '–';
  return unitOfCount === 'percent' ? `${inTenths(value)} %` : value < 0 ? `−${thousands(-value)}` : thousands(value);
};

export const show = (key: FigureKey, value: number | null, language: Language, sight: Sight = 'clear'): Shown => {
  const { kind, label, unitOfCount } = figures[key.figure]!;
  return {
    key: keyText(key), label: label[language], value: sight === 'clear' ? value : null, shown: textOf(value, unitOfCount, sight), unitOfCount,
    ...(kind === 'ratio' ? { ratio: formulaOf(key.figure, false, language).text } : {}),
  };
};

/** What it became since the period before: shares in percentage points. None where either is not there to be seen. */
export const withChange = (shown: Shown, earlier: number | null, against: FigureKey, sight: Sight = 'clear', language: Language = 'zh'): Shown => {
  const then = { against: keyText(against), before: textOf(earlier, shown.unitOfCount, sight) };
  if (shown.value === null || earlier === null || sight !== 'clear') return { ...shown, change: { value: null, shown: '–', ...then } };
  const value = shown.value - earlier;
  const points = { zh: ' 个百分点', en: ' points' }[language];
  const between = pointsBetween(shown.value, earlier);
  const text = shown.unitOfCount === 'percent' ? signed(inTenths(Math.abs(between)), between) + points : signed(thousands(Math.abs(value)), value);
  return { ...shown, change: { value, shown: text, ...then } };
};
