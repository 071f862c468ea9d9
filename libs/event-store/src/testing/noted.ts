import type { Proposed } from '../event-store.ts';

/** An event for tests. Its id is unique by stream and number. */
export const noted = (stream: string, n: number, changes: Partial<Proposed> = {}): Proposed => ({
  stream, id: `${stream}_${n}`, type: 'Noted', version: 1, data: { n, text: '中文 𠮷 "\\\u0000', nested: { b: [1.5, null, true], 10: 'ten', 9: 'nine' } },
  occurredAt: '2026-03-06T09:00:00.000Z', recordedAt: '2026-03-06T09:00:01.000Z', actor: 'member:ada', unit: 'u1',
  correlation: 'c', causation: n === 0 ? null : 'cause', command: `${stream}/${n}`, bodyHash: 'hash', ...changes,
});

export const until = async (holds: () => boolean | Promise<boolean>, milliseconds = 15_000) => {
  for (const end = Date.now() + milliseconds; !(await holds());) {
    if (Date.now() > end) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
