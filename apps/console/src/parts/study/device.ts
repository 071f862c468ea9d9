import { uuid } from '../uuid.ts';

/** A random mark of this browser, so that one phone signing for several people shows. It proves nothing and names no one. */
export const device = (): string => {
  const place = 'lyceum.device';
  try {
    const kept = localStorage.getItem(place);
    if (kept) return kept;
    const made = uuid();
    localStorage.setItem(place, made);
    return made;
  } catch {
    return uuid();
  }
};
