export type Values = Readonly<Record<string, string | number>>;

/** `{n}` is filled in; `{n|person|people}` is the word for so many, which Chinese has no need of. */
export const fill = (text: string, values: Values) => text.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (whole, name: string, one?: string, many?: string) =>
  (one === undefined ? String(values[name] ?? whole) : Number(values[name]) === 1 ? one : many!));
