import { expect, it } from '@jest/globals';
import { flipped } from './testing/flips.ts';

const times = Number(process.env['LYCEUM_ROUNDS'] ?? 3000);

it(`a bit that flips anywhere in rows, ${times} times, changes no answer: they are made anew`, async () => {
  const { 'made anew': anew, another, refused } = await flipped(times, 7, 'at once');
  expect({ anew: anew > times / 2, another, refused }).toEqual({ anew: true, another: 0, refused: 0 });
});
it(`a bit that flips anywhere in rows of a large file, ${times} times, changes no answer: nothing is answered, or they are made anew`, async () => {
  const { another, refused } = await flipped(times, 8, 'when asked');
  expect({ another, refused: refused > times / 2 }).toEqual({ another: 0, refused: true });
});
