import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';

/** A new code every 15 seconds; each is accepted for 30, so that the one on the wall when somebody raised the phone is still good. */
const rotation = 15_000;
const accepted = 30_000;
/** Between the first load of the code's page and signing: time to log in. */
export const ticketLife = 10 * 60_000;

type Kind = 'code' | 'ticket' | 'device';
const mac = (secret: KeyObject, kind: Kind, ...parts: readonly string[]) =>
  createHmac('sha256', secret).update([kind, ...parts].join('\n')).digest().subarray(0, 16).toString('base64url');

/** `holder`: whose text it is, where it is not for everybody. */
const make = (secret: KeyObject, kind: Kind, sessionId: string, at: number, holder = '') => {
  const instant = at.toString(36);
  return `${sessionId}.${instant}.${mac(secret, kind, sessionId, instant, holder)}`;
};
const grammar = /^([A-Za-z0-9_]{1,64})\.([0-9a-z]{1,10})\.([\w-]{22})$/;
/** The session that a code or ticket names, which anybody can write: it proves nothing. */
export const sessionNamedIn = (text: string): string | undefined => grammar.exec(text)?.[1];

/** The session and instant that a text was made for; `undefined` where this secret did not make it, or for somebody else. */
const read = (secret: KeyObject, kind: Kind, text: string, holder = ''): { sessionId: string; at: number } | undefined => {
  const [, sessionId, instant, proof] = grammar.exec(text) ?? [];
  if (!sessionId || !instant || !proof) return undefined;
  return timingSafeEqual(Buffer.from(proof), Buffer.from(mac(secret, kind, sessionId, instant, holder))) ? { sessionId, at: Number.parseInt(instant, 36) } : undefined;
};

/** The session's code at an instant (ms), and when the next takes its place. */
export const codeAt = (secret: KeyObject, sessionId: string, now: number): { code: string; until: number } => {
  const begins = now - (now % rotation);
  return { code: make(secret, 'code', sessionId, begins), until: begins + rotation };
};

/** The session of a code that is fresh now. One that begins a little later was made by a process whose clock is ahead. */
export const sessionOfCode = (secret: KeyObject, code: string, now: number): string | undefined => {
  const found = read(secret, 'code', code);
  return found && found.at <= now + rotation && now < found.at + accepted ? found.sessionId : undefined;
};

/** Whether this secret made the code, however long ago. */
export const isCode = (secret: KeyObject, code: string): boolean => read(secret, 'code', code) !== undefined;

/** Proves later that this browser had a fresh code now; sent on to another, it proves nothing. */
export const ticketAt = (secret: KeyObject, sessionId: string, browser: string, now: number): { ticket: string; until: number } =>
  ({ ticket: make(secret, 'ticket', sessionId, now, browser), until: now + ticketLife });

export const sessionOfTicket = (secret: KeyObject, ticket: string, browser: string, now: number): string | undefined => {
  const found = read(secret, 'ticket', ticket, browser);
  return found && found.at <= now + rotation && now < found.at + ticketLife ? found.sessionId : undefined;
};

/** The same for one device within one session, and unlike in every other: it shows two people on one phone, and follows nobody. */
export const deviceMark = (secret: KeyObject, sessionId: string, device: string): string => mac(secret, 'device', sessionId, device).slice(0, 12);
