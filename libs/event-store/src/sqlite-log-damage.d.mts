import type Database from 'better-sqlite3';

export const checkPages: (db: Database.Database, pragma: 'integrity_check' | 'quick_check') => void;
export const nameOf: (db: Database.Database) => string;
export const findUneven: (db: Database.Database) => string | null;
