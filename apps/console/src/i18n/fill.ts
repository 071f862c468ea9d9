export type Values = Readonly<Record<string, string | number>>;

const shown = (value: string | number) => (typeof value === 'number' ? value.toLocaleString('en-US') : value); // thousands apart, as figures have them; both languages write numbers alike

/** `{n}` is filled in; `{n|person|people}` is the word for so many, which Chinese has no need of. */
export const fill = (text: string, values: Values) => text.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (whole, name: string, one?: string, many?: string) =>
  (one === undefined ? shown(values[name] ?? whole) : Number(values[name]) === 1 ? one : many!));
