/** What a PostgreSQL server must be for a log, of its settings by name. Throws what to do where an append could be lost after it was acknowledged, or a text be kept, or read, as another. */
export const assertDurable = (settings: ReadonlyMap<string, string>): void => {
  for (const name of ['fsync', 'full_page_writes']) if (settings.get(name) === 'off') throw new Error(`PostgreSQL: ${name} is off, so an append could be lost after it was acknowledged; turn it on`);
  if (settings.get('data_checksums') === 'off') throw new Error('PostgreSQL: data_checksums is off, so an event that was damaged on its disk would be read as if it were sound; stop the server and run pg_checksums --enable');
  if (settings.get('server_encoding') !== 'UTF8') throw new Error(`PostgreSQL: the database is encoded as ${settings.get('server_encoding')}; create it with UTF8`);
};
