import mongoose from 'mongoose';
import { Warning } from './check.ts';

const patience = 5000; // milliseconds
const apart = 5000; // milliseconds between two clocks

/** What is right about a MongoDB server, or unwise: how many copies there are of what it acknowledges, and who can listen. */
export const mongoAdvice = async (url: string, now: string): Promise<string> => {
  const connection = mongoose.createConnection(url, { serverSelectionTimeoutMS: patience, connectTimeoutMS: patience, maxPoolSize: 1, autoCreate: false, autoIndex: false, appName: 'lyceum-doctor' });
  try {
    await connection.asPromise();
    const admin = connection.db!.admin();
    const { version } = await admin.command({ buildInfo: 1 }) as { version: string };
    const { hosts = [], setName, localTime } = await admin.command({ hello: 1 }) as { hosts?: string[]; setName?: string; localTime?: Date };
    if (localTime && Math.abs(localTime.getTime() - Date.parse(now)) > apart) throw new Warning('its clock and this one differ by more than five seconds: let both follow the same time');
    if (!setName) throw new Warning(`MongoDB ${version}, a server by itself: what was acknowledged is lost with its disk; let it be a replica set of three`);
    if (hosts.length < 3) throw new Warning(`MongoDB ${version}, replica set ${setName} with ${hosts.length} of its data: ${hosts.length === 1 ? 'what was acknowledged is lost with its disk' : 'while one is away nothing can be written'}; let there be three`);
    if (!/^mongodb\+srv:/.test(url) && !/[?&](tls|ssl)=true/.test(url)) throw new Warning('MongoDB without TLS: whoever is on the network between reads what passes');
    return `MongoDB ${version}, replica set ${setName} with ${hosts.length} of its data`;
  } finally { await connection.close().catch(() => undefined); }
};
