/** Where one goes on after the door. Only a path of our own is followed: a foreign address in the link leads home. */
export const inside = (next: string | undefined): string => (next && /^\/(?![/\\])/.test(next) ? next : '/');

/** A page of the door that goes on there. */
export const withNext = (page: string, next: string | undefined, more: Readonly<Record<string, string>> = {}): string => {
  const query = new URLSearchParams({ ...more, ...(next && { next }) }).toString();
  return query ? `${page}?${query}` : page;
};
