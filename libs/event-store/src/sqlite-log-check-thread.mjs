// The thread that looks for what is wrong with a log file, or with a part of it: of a long log there are two, one for events and one for look-ups.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { checkEvents, checkLookUps } from './sqlite-log-damage.mjs';

const { checks, file, end } = workerData;
const db = new Database(file, { readonly: true, timeout: 5000 });
let told = false;
const stopped = () => (told ||= receiveMessageOnPort(parentPort) !== undefined);
try {
  db.pragma('cache_size = -2000'); // nothing is looked at twice
  db.exec('begin'); // all of it at one moment, while others append
  parentPort.postMessage(checks.map((check) => (check === 'events' ? checkEvents : checkLookUps)(db, end, stopped)));
} catch (error) {
  parentPort.postMessage([{ failed: { code: error.code ?? '', message: error.message } }]);
} finally {
  db.close();
  parentPort.close();
}
