/** One line of the benchmark's table. `ratio` is value to baseline of the same run; `met` says whether the floor holds, ratio and absolute. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number | null;
  readonly ratio: number | null;
  readonly floor: string;
  readonly met: boolean;
};
export type Benchmark = (options: { readonly quick: boolean }) => Promise<Figure[]>;

/** The value below which the share `p` of the samples lies; sorts them. */
export const percentile = (samples: number[], p: number): number => {
  samples.sort((a, b) => a - b);
  return samples[Math.min(samples.length - 1, Math.floor(samples.length * p))] ?? 0;
};
