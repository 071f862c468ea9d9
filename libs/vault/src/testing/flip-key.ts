import Database from 'better-sqlite3';

/** One bit of a person's key as a failing disk would turn it: the file's pages still hold together. */
export const flipKey = (file: string, subject: string): void => {
  const db = new Database(file, { fileMustExist: true });
  try {
    const body = db.prepare('select body from person_key where subject = ?').pluck().get(subject) as Buffer;
    body[3]! ^= 1;
    db.prepare('update person_key set body = ? where subject = ?').run(body, subject);
  } finally { db.close(); }
};
