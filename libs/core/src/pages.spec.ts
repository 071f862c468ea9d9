import { describe, expect, it } from '@jest/globals';
import { pagesOf } from './pages.ts';

describe('the pages of a list', () => {
  const list = ['a', 'b', 'c', 'd', 'e'];
  const reading = (asked: unknown[]) => async (at: { readonly cursor?: string }) => {
    asked.push(at);
    const from = Number(at.cursor ?? 0);
    return { items: list.slice(from, from + 2), next: from + 2 < list.length ? String(from + 2) : null };
  };

  it('are all of it, each asked for by the cursor of the one before, the first by none', async () => {
    const asked: unknown[] = [];
    expect((await Array.fromAsync(pagesOf(reading(asked)))).flatMap(({ items }) => items)).toEqual(list);
    expect(asked).toEqual([{}, { cursor: '2' }, { cursor: '4' }]);
  });

  it('are not asked for before they are wanted', async () => {
    const asked: unknown[] = [];
    for await (const { items } of pagesOf(reading(asked))) if (items.includes('b')) break;
    expect(asked).toEqual([{}]);
  });
});
