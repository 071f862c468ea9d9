import { describe, expect, it } from '@jest/globals';
import { assertDurable } from './postgres-durable.ts';

const sound = { fsync: 'on', full_page_writes: 'on', data_checksums: 'on', server_encoding: 'UTF8' };
const look = (other: Partial<typeof sound>) => () => assertDurable(new Map(Object.entries({ ...sound, ...other })));

describe('a PostgreSQL server for a log', () => {
  it('writes through, and keeps every text', () => expect(look({})).not.toThrow());
  it.each([
    [{ fsync: 'off' }, 'fsync is off, so an append could be lost after it was acknowledged; turn it on'],
    [{ full_page_writes: 'off' }, 'full_page_writes is off'],
    [{ data_checksums: 'off' }, 'data_checksums is off, so an event that was damaged on its disk would be read as if it were sound; stop the server and run pg_checksums --enable'],
    [{ server_encoding: 'LATIN1' }, 'encoded as LATIN1; create it with UTF8'],
  ])('is refused with %j', (other, why) => expect(look(other)).toThrow(why));
});
