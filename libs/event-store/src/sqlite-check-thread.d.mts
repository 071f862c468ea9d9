import type Database from 'better-sqlite3';
import type { Wrong } from './sqlite-check.ts';

export const assertNamed: (db: Database.Database) => void;
export const findUneven: (db: Database.Database) => Wrong | null;
