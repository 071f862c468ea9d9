import type Database from 'better-sqlite3';
import type { Cell } from './table.ts';

export const sumOf: (values: readonly Cell[]) => number;
export const tablesOf: (db: Database.Database, name: string) => string | null;
export const namesOf: (db: Database.Database) => string[];
export const findWrong: (db: Database.Database) => string | null;
export const findBroken: (db: Database.Database, table: string) => string | null;
