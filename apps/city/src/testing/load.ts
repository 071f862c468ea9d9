import { setTimeout } from 'node:timers/promises';
import { eventually } from './eventually.ts';
import { lyceum, Visitor, type Service } from './services.ts';

/** A command that was answered: which, for whom, and the position that it was told. */
export type Acknowledged = { readonly memberId: string; readonly kind: 'AttendanceSigned' | 'AttendanceWithdrawn'; readonly position: string };
/** A city that was just set up, with one open session and some people who are invited to it. */
export type Town = { readonly office: Visitor; readonly unitId: string; readonly sessionId: string; readonly people: readonly string[]; readonly day: string };

const password = 'a sentence to remember';
const most = 60_000; // milliseconds that one command is repeated for, after what was broken is whole again

/** Through the API alone: set up, register, plan, publish, open. */
export const foundTown = async (env: Readonly<Record<string, string>>, member: Service, activity: Service, people = 10): Promise<Town> => {
  const office = new Visitor(member.address);
  const { status, answer, beside } = lyceum(env, 'setup-link', '--city', '--url', member.address, '--json');
  if (status !== 0) throw new Error(beside);
  const token = new URL((JSON.parse(answer) as { link: string }).link).searchParams.get('token')!;
  const roles = ['system-administrator', 'security-administrator', 'audit-administrator', 'office'];
  const { codes } = await office.done('/api/setup', { token, unitName: '某某局', administrators: roles.map((role) => ({ role, name: '张三', account: role })) }) as unknown as { codes: { account: string; code: string }[] };
  await office.done('/api/activation', { account: 'office', code: codes.find(({ account }) => account === 'office')!.code, password });
  const me = await eventually(() => office.get('/api/me'), ({ json }) => (json?.['scopeRoots'] as unknown[])?.length > 0);
  const { unitId } = (me.json!['scopeRoots'] as [{ unitId: string }])[0];
  const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const registered: { memberId: string; position: string }[] = [];
  for (let n = 0; n < people; n++) {
    registered.push(await office.done('/api/members', { name: `李${n}`, unitId, post: '科员', tier: 'middle', employment: 'staff', party: 'non-party', from: day, phone: `1390000${1000 + n}` }) as never);
  }
  const there = office.at(activity.address);
  await there.done(`/api/study-sessions?after=${registered.at(-1)!.position}`);
  const { sessionId } = await there.done('/api/study-sessions', { unitId, form: 'weekly-collective', title: '第一课', day, start: '09:00', minutes: 60, place: '会议室' });
  for (const step of ['publish', 'open']) await there.done(`/api/study-sessions/${sessionId}/${step}`, {});
  return { office, unitId, sessionId: sessionId!, people: registered.map(({ memberId }) => memberId), day };
};

/**
 * Every person is signed for and withdrawn in turn, one command after another, side by side with the others. A command that was not answered is repeated under
 * its key at the next replica until it is: so in the end each was acknowledged, and must have happened exactly once.
 */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that were no success, and connections that broke: how much trouble there was. */
  troubles = 0;
  private ending = false;
  private readonly running: Promise<void>[];

  /** `replicas`: where activity is now; asked anew each time. `pause`: milliseconds between two commands of one person. */
  constructor(private readonly town: Town, private readonly replicas: () => readonly Service[], private readonly pause = 250) {
    this.running = town.people.map((memberId, index) => this.keepBusy(memberId, index));
    for (const each of this.running) each.catch(() => undefined); // awaited by `end`
  }

  /** Ends after the commands under way; throws where one of them was never answered. */
  async end(): Promise<void> {
    this.ending = true;
    await Promise.all(this.running);
  }

  /** Resolves when so many more were acknowledged. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.length + count;
    const reached = await eventually(async () => this.acknowledged.length, (length) => length >= goal, 180);
    if (reached < goal) throw new Error(`of ${count} commands ${reached - goal + count} were acknowledged in three minutes`);
  }

  private async keepBusy(memberId: string, index: number): Promise<void> {
    for (let turn = 0; !this.ending || turn % 2 === 1; turn++) { // nobody is left signed for: to sign once more would change nothing
      const signing = turn % 2 === 0;
      const path = `/api/study-sessions/${this.town.sessionId}/attendances${signing ? '' : `/${memberId}/withdrawal`}`;
      const position = await this.insist(path, { ...(signing ? { memberIds: [memberId] } : {}), reason: '手机没电' }, index);
      this.acknowledged.push({ memberId, kind: signing ? 'AttendanceSigned' : 'AttendanceWithdrawn', position });
      await setTimeout(this.pause);
    }
  }

  private async insist(path: string, body: object, index: number): Promise<string> {
    const key = crypto.randomUUID();
    let last: unknown, since: number | undefined;
    for (let attempt = index; since === undefined || Date.now() - since < most; attempt++) {
      if (this.ending) since ??= Date.now();
      const replicas = this.replicas();
      try {
        const { status, json } = await this.town.office.at(replicas[attempt % replicas.length]!.address).post(path, body, key, 15_000);
        if (status === 201) return json!['position'] as string;
        last = `${status} ${JSON.stringify(json)}`;
      } catch (error) { last = error; }
      this.troubles++;
      await setTimeout(100);
    }
    throw new Error(`${path} was not answered: ${String(last)}`);
  }
}
