/** Numbers in [0, 1), the same ones for the same seed (Park–Miller), so that what went wrong by them can be had again. */
export const seeded = (seed: number) => () => { seed = (seed * 48271) % 2147483647; return seed / 2147483647; };
