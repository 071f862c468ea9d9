import Database from 'better-sqlite3';
import { nextEpoch } from './epoch.ts';

/** Gives a log's file its next epoch; nobody else may have it open. Answers it. */
export const raiseEpoch = (file: string, now: string): number => {
  const db = new Database(file, { fileMustExist: true });
  try {
    const epoch = nextEpoch(Number(db.prepare("select value from meta where key = 'epoch'").pluck().get()), now);
    db.prepare("update meta set value = ? where key = 'epoch'").run(String(epoch));
    return epoch;
  } finally { db.close(); }
};
