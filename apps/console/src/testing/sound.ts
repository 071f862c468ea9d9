import type { Page } from 'playwright-core';
import { zh } from '../i18n/zh.ts';
import { overflow, settled, violations, type Look } from './browser.ts';
import { open } from './forms.ts';

/** Both themes, both languages, a desk and a phone; 640 px is what 200 % leaves of 1280. */
export const looks: readonly Required<Pick<Look, 'theme' | 'width' | 'language'>>[] = [
  { theme: 'light', width: 1440, language: 'zh' }, { theme: 'dark', width: 375, language: 'en' },
  { theme: 'light', width: 375, language: 'zh' }, { theme: 'dark', width: 640, language: 'en' },
];
/** An address, or how one comes to what is to be looked at. */
export type Place = string | ((page: Page) => Promise<unknown>);

const keys: ReadonlySet<string> = new Set(Object.keys(zh));
const untranslated = async (page: Page) => ((await page.locator('body').textContent()) ?? '').match(/[a-z]\w*(\.[\w-]+)+/gi)?.filter((word) => keys.has(word)) ?? [];
/** What is wrong there: what axe finds (WCAG 2.1 AA), how much is wider than the window, keys where words should be, what could not be loaded. */
export const flawsOf = async (page: Page, place: Place): Promise<string[]> => {
  if (typeof place === 'string') await open(page, place); else await place(page);
  await settled(page);
  const over = await overflow(page);
  return [...await violations(page), ...(over > 0 ? [`${over} px wider than the window`] : []), ...await untranslated(page), ...await page.locator('.notice.wrong:has(button)').allTextContents()];
};
