import { describe, expect, it } from '@jest/globals';
import { vocabulary } from './vocabulary.ts';
describe('the vocabulary', () => {
  it('knows every event that the contracts declare', () => expect(vocabulary.size).toBeGreaterThan(30));
});
