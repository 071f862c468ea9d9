import { Postgres } from './postgres.ts';

/** The address with a schema of its own, which is made where it is missing; an address that names one itself stays as it is. */
export const withSchema = async (url: string, schema: string): Promise<string> => {
  const found = inSchema(url, schema);
  if (found === url) return url;
  const server = new Postgres({ url, connections: 1 });
  try { await server.shape((_query, statements) => statements(`create schema if not exists ${schema}`)); } finally { await server.close(); }
  return found;
};

/** The same address, for whoever only looks: nothing is made. */
export const inSchema = (url: string, schema: string): string => {
  if (!/^[a-z_]{1,60}$/.test(schema)) throw new Error(`a schema is named in small letters and _, not ${schema}`);
  const found = new URL(url);
  if (found.searchParams.has('options')) return url;
  found.searchParams.set('options', `-c search_path=${schema}`);
  return found.href.replaceAll('+', '%20');
};

/** Each service keeps its rows apart, so that one's tables are none of another's business. */
export const schemaOfRows = (context: string): string => `rows_${context.replaceAll('-', '_')}`;
