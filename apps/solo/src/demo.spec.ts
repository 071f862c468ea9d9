import { describe, expect, it } from '@jest/globals';
import { showProgress } from './demo.ts';

const shown = (isTTY: boolean, ...steps: [done: number, of: number][]) => {
  let text = '';
  const show = showProgress({ isTTY, write: (more: string | Uint8Array) => { text += String(more); return true; } });
  for (const [done, of] of steps) show(done, of, 'people');
  return text;
};

describe('how far a start is', () => {
  it('is a bar that grows on one line of a terminal, which ends with it', () =>
    expect(shown(true, [0, 2000], [1, 2000], [990, 2000], [1999, 2000], [2000, 2000])).toBe([
      '\r  people ░░░░░░░░░░░░░░░░░░░░ 0 %\u001b[K', // once, however small the steps
      '\r  people █████████░░░░░░░░░░░ 49 %\u001b[K',
      '\r  people ███████████████████░ 99 %\u001b[K',
      '\r  people ████████████████████ 100 %\u001b[K\n',
    ].join('')));

  it('is a plain line at every quarter where there is no terminal', () =>
    expect(shown(false, ...Array.from({ length: 101 }, (_, n): [number, number] => [n, 100]))).toBe([0, 25, 50, 75, 100].map((quarter) => `  people ${quarter} %\n`).join('')));
});
