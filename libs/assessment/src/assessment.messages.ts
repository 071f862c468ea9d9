import type { Messages } from '@lyceum/nest-kit/messages';

/** What a person reads when assessment refuses: what is wrong, and what to do. */
export const assessmentMessages: Messages = {
  'policy-unknown': { zh: '没有这项制度。', en: 'There is no such policy.' },
  'policy-ended': { zh: '该制度已于 {until} 终止；请发布新的制度。', en: 'This policy ended on {until}; publish a new one.' },
  'policy-of-another-unit': { zh: '制度的适用单位不能更改；请为该单位另行发布。', en: 'A policy stays with its unit; publish another one for that unit.' },
  'policy-not-later': { zh: '新版本须在 {effectiveFrom} 之后生效，以免改变已作出的评定。', en: 'A new version must take effect after {effectiveFrom}, so that no verdict changes its rule.' },
  'policy-ends-early': { zh: '终止日期不能早于最新版本的生效日期 {effectiveFrom}。', en: 'It cannot end before its latest version takes effect on {effectiveFrom}.' },
  'nothing-to-strike': { zh: '学习档案中没有可撤销的条目。', en: 'The learning file has no entry to strike for this session.' },
};
