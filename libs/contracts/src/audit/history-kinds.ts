/** What a history is narrowed to, in the order in which it is offered: `access` are log-ins, looks and denials, of which there are more than of all else. */
export const historyKinds = ['study', 'rules', 'people', 'rights', 'access'] as const;
export type HistoryKind = (typeof historyKinds)[number];
