import { en as frame } from './frame.en.ts';
import { en as manage } from './manage.en.ts';
import { en as people } from './people.en.ts';
import { en as study } from './study.en.ts';
import { termsIn } from './terms.ts';
import { en as words } from './words.en.ts';
import type { zh } from './zh.ts';

/** A key too many or too few does not compile. */
export const en: Readonly<Record<keyof typeof zh, string>> = { ...frame, ...study, ...people, ...manage, ...words, ...termsIn('en') };
