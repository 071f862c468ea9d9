import { zh as frame } from './frame.zh.ts';
import { zh as manage } from './manage.zh.ts';
import { zh as people } from './people.zh.ts';
import { zh as study } from './study.zh.ts';
import { termsIn } from './terms.ts';
import { zh as words } from './words.zh.ts';

/** Chinese first: its keys are the keys. `{name}` is filled in by whoever says it. */
export const zh = { ...frame, ...study, ...people, ...manage, ...words, ...termsIn('zh') } as const;
