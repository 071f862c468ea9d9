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

/** The 99th percentile of some calls, in milliseconds. */
export const p99 = async (times: number, call: (n: number) => unknown): Promise<number> => {
  const samples: number[] = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    await call(n);
    samples.push(performance.now() - start);
  }
  return percentile(samples, 0.99);
};
