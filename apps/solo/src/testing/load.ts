import { randomUUID } from 'node:crypto';
import { shanghaiDay } from '@lyceum/core/calendar';
import { commandId } from '@lyceum/event-store/handle';
import type { Someone, TownFolder } from './town-folder.ts';

export type Answer = { readonly status: number; readonly text: string };
/** One command as a client sent it. `commands`: the ids that the log knows it by; `makes`: the events of each. `answer`: what was acknowledged. */
export type Sent = { readonly who: Someone; readonly url: string; readonly key: string; readonly body: object; readonly commands: readonly string[]; readonly makes: readonly string[]; answer?: Answer };
/** The server does not answer any more: what was asked may have been done, or not. */
export class Gone extends Error {}

/** Everything that clients sent, and what came of it. */
export class Ledger {
  readonly sent: Sent[] = [];

  /** Notes a command before it leaves, and its answer when it comes; `parts`: of so many commands that one request makes. Throws `Gone`, or where a command is refused that should not be. */
  async send(address: string, who: Someone, url: string, body: object, makes: readonly string[], parts?: number): Promise<Answer> {
    const key = randomUUID();
    const command = commandId(`member:${who.memberId}`, 'POST', url, key);
    const sent: Sent = { who, url, key, body, makes, commands: parts ? Array.from({ length: parts }, (_, index) => commandId(command, String(index))) : [command] };
    this.sent.push(sent);
    const answer = await post(address, sent);
    if (answer.status > 201) throw new Error(`${url} answers ${answer.status}: ${answer.text}`);
    sent.answer = answer;
    return answer;
  }
}

/** Sends a command under its key. */
export const post = (address: string, { who, url, key, body }: Sent): Promise<Answer> =>
  reach(`${address}${url}`, { method: 'POST', headers: { cookie: `lyceum=${who.token}`, 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify(body) });
export const get = (address: string, who: Someone, url: string): Promise<Answer> => reach(`${address}${url}`, { headers: { cookie: `lyceum=${who.token}` } });
const reach = async (url: string, options: RequestInit): Promise<Answer> => {
  let answer: Answer;
  try {
    const response = await fetch(url, options);
    answer = { status: response.status, text: await response.text() };
  } catch { throw new Gone(); }
  if (answer.status === 503) throw new Gone(); // it is stopping, and takes nothing any more
  return answer;
};

/** One administrator's afternoon, again and again until the server is gone: plan, publish, open, let people sign, sign for some, close, take one back. */
export const client = async (address: string, { office, units }: TownFolder, ledger: Ledger, random: () => number): Promise<void> => {
  const unit = units[Math.floor(random() * units.length)]!;
  const before: { sessionId: string; memberId: string }[] = [];
  for (;;) {
    const plan = { unitId: unit.unitId, form: 'weekly-collective', title: `第 ${ledger.sent.length} 次`, day: shanghaiDay(new Date(Date.now() - 2 * 3_600_000).toISOString()), start: '15:00', minutes: 60, place: '' };
    const { sessionId } = JSON.parse((await ledger.send(address, office, '/api/study-sessions', plan, ['StudySessionPlanned'])).text) as { sessionId: string };
    const at = `/api/study-sessions/${sessionId}`;
    await ledger.send(address, office, `${at}/publish`, {}, ['StudySessionPublished']);
    await ledger.send(address, office, `${at}/open`, {}, ['MembersInvited', 'StudySessionOpened']);
    const code = await freshCode(address, office, sessionId);
    const [byHand, ...byPhone] = unit.people;
    await Promise.all(byPhone.filter(() => random() < 0.8).map((who) => ledger.send(address, who, '/api/sign', { code }, ['AttendanceSigned'])));
    await ledger.send(address, office, `${at}/attendances`, { memberIds: [byHand!.memberId], reason: '手机没电' }, ['AttendanceSigned'], 1);
    await ledger.send(address, office, `${at}/close`, {}, ['StudySessionClosed']);
    before.push({ sessionId, memberId: byHand!.memberId });
    const old = before.length > 2 ? before.shift() : undefined; // one from a while ago
    if (old) await ledger.send(address, office, `/api/study-sessions/${old.sessionId}/attendances/${old.memberId}/withdrawal`, { reason: '当时不在场' }, ['AttendanceWithdrawn']);
  }
};

/** The code on the wall of a session that is open. */
export const freshCode = async (address: string, office: Someone, sessionId: string): Promise<string> => {
  const { status, text } = await get(address, office, `/api/study-sessions/${sessionId}/code`);
  if (status !== 200) throw new Error(`the code of ${sessionId} answers ${status}: ${text}`);
  return (JSON.parse(text) as { code: string }).code;
};
