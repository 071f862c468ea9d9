/** The enumerations of study sessions as plain words, so that a browser can list them without loading the schemas. */

/** 每周集中学习 weekly collective study: the one form that there is so far; others join here. */
export const studyForms = ['weekly-collective'] as const;
/** For how many days after a session's day people may still sign, where nobody has set another period. No published rule names one; a week is the rhythm of the study itself. */
export const usualLateSigningDays = 7;
/** 已举行 held: opened, signed for by somebody, and closed again. */
export const sessionStatuses = ['planned', 'published', 'open', 'held', 'cancelled'] as const;
