import { pagesOf } from '@lyceum/core/pages';
import type { Projection } from '@lyceum/core/projection';
import type { Find, ReadStore, Row, Version } from '../read-store.ts';

export const rowsOf = async <R>(reads: ReadStore, of: Projection<R>, find: Find = {}): Promise<Row<R>[]> =>
  (await Array.fromAsync(pagesOf((at) => reads.find(of, { limit: 500, ...find, ...at })))).flatMap(({ rows }) => rows);
export const versionsOf = async <R>(reads: ReadStore, of: Projection<R>, asked: Partial<Parameters<ReadStore['versions']>[1]> = {}): Promise<Version<R>[]> =>
  (await Array.fromAsync(pagesOf((at) => reads.versions(of, { where: {}, limit: 500, ...asked, ...at })))).flatMap(({ versions }) => versions);

/** Everything that rows say, and have said. */
export const contentsOf = async (reads: ReadStore, of: Projection) => ({ rows: await rowsOf(reads, of), versions: await versionsOf(reads, of) });
