import { expect } from '@jest/globals';
import { ManualClock } from '@lyceum/jobs/clock';
import { Caller, temporaryHost, type Answer } from '@lyceum/nest-kit/testing';
import type { PasswordPolicy } from '@lyceum/vault/vault';
import { memberContext } from '../member.context.ts';

export const passwords = { system: 'quiet herons wade north', security: 'seven lanterns drift by', audit: 'old bridges keep secrets', office: 'paper boats on the canal' };
/** Those with whom a city begins. */
export const firstPeople = [
  { role: 'system-administrator', name: '周一鸣', account: 'system' },
  { role: 'security-administrator', name: '吴小安', account: 'security' },
  { role: 'audit-administrator', name: '郑审言', account: 'audit' },
  { role: 'office', name: '王学文', account: 'Office' },
] as const;
export const en = { 'accept-language': 'en' };

export const cookieOf = (headers: Record<string, unknown>) => /lyceum=([^;]+)/.exec(String(headers['set-cookie']))?.[1];
/** What was refused, and why. */
export const outcome = async (answer: Promise<Answer>) => { const { status, json } = await answer; return [status, json.code]; };
export const person = (name: string, unitId: string, more: object = {}) => ({ name, unitId, post: '值机员', tier: 'operator', employment: 'staff', party: 'non-party', from: '2026-01-05', ...more });

/** A city on SQLite that nobody has set up. */
export const emptyCity = async (passwordPolicy: PasswordPolicy = 'asvs') => {
  const clock = new ManualClock('2026-03-06T01:00:00.000Z');
  const made = await temporaryHost({ contexts: [memberContext], clock, passwordPolicy });
  const nobody = new Caller(made.host);
  const logInWith = async (account: string, password: string): Promise<Caller> => {
    const answer = await nobody.post('/api/login', { account, password });
    expect(answer.status).toBe(200);
    return new Caller(made.host, cookieOf(answer.headers));
  };
  /** What a wish that is granted answers, once rows show it. */
  const done = async (answer: Promise<Answer>): Promise<Answer['json']> => {
    const { status, json, text } = await answer;
    if (status >= 300) throw new Error(`${status}: ${text}`);
    await made.host.settle();
    return json;
  };
  const setUp = (token: string, administrators: readonly object[] = firstPeople) => nobody.post('/api/setup', { token, unitName: '临江市文化广电局', administrators }, en);
  /** The set-up, by a link of its own; everybody uses their code. */
  const found = async () => {
    const { codes } = await done(setUp(await made.host.adapters.accounts.issueCode('setup', 'setup', '2026-03-06T01:30:00.000Z')));
    for (const { account, code } of codes as { account: keyof typeof passwords; code: string }[]) await done(nobody.post('/api/activation', { account, code, password: passwords[account] }));
  };
  return { ...made, clock, nobody, logInWith, done, setUp, found };
};

/** The same, set up, with two stations and a person in each: Ada (李明) in the north, with a phone and an id number, Bo in the south with neither. */
export const cityWithPeople = async () => {
  const city = await emptyCity();
  const { done } = city;
  await city.found();
  const [office, security] = [await city.logInWith('OFFICE', passwords.office), await city.logInWith('security', passwords.security)];
  const root = (await office.get('/api/me')).json.unitId as string;
  const unit = async (name: string) => (await done(office.post('/api/units', { name, type: 'department', parentId: root, from: '2026-01-01' }))).unitId as string;
  const [north, south] = [await unit('北总台'), await unit('南总台')];
  const register = async (...asked: Parameters<typeof person>) => (await done(office.post('/api/members', person(...asked)))).memberId as string;
  const ada = await register('李　明', north, { phone: '+86 138-0000-0001', idNumber: '000000199001010018' });
  const bo = await register('Bo 𠮷', south);
  /** Brings somebody in with a code; resolves to their account. */
  const activate = async (memberId: string, password: string): Promise<string> => {
    const { account, code } = await done(office.post(`/api/members/${memberId}/activation-code`));
    await done(city.nobody.post('/api/activation', { account, code, password }));
    return account as string;
  };
  return { ...city, office, security, root, north, south, ada, bo, register, activate };
};
export type CityWithPeople = Awaited<ReturnType<typeof cityWithPeople>>;
