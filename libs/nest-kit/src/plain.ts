/** How deep a body may be: nothing that the API takes comes near. Deeper ones are made to exhaust whoever walks them. */
export const deepest = 50;

const holds = (body: unknown): body is object => body !== null && typeof body === 'object' && (Array.isArray(body) || Object.getPrototypeOf(body) === Object.prototype);

/** What came as JSON, and not as bytes or as a stream of them. */
export const isPlain = (body: unknown): boolean => body !== undefined && (holds(body) || body === null || typeof body !== 'object');

/** Whether lists and objects lie in one another deeper than that. Level by level, since such a body must not be walked by recursion. */
export const isTooDeep = (body: unknown): boolean => {
  let level = [body].filter(holds);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return true;
    const next: object[] = [];
    for (const each of level) for (const value of Array.isArray(each) ? each as unknown[] : Object.values(each)) if (holds(value)) next.push(value); // a list for each of them would cost more than to parse them
    level = next;
  }
  return false;
};
