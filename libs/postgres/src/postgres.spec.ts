import { describe, expect, it } from '@jest/globals';
import { assertNewEnough } from './postgres.ts';

describe('a PostgreSQL server', () => {
  it.each(['140000', '140020', '180004'])('of version %s is new enough', (version) => expect(() => assertNewEnough(version)).not.toThrow());
  it.each([['130022', 'PostgreSQL 13 is too old: 14 or later is wanted'], ['90624', 'PostgreSQL 9 is too old'], ['', 'too old']])('of version %j is refused', (version, why) => expect(() => assertNewEnough(version)).toThrow(why));
});
