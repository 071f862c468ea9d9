import { describe, expect, it } from '@jest/globals';
import { addDays } from '@lyceum/core/calendar';
import { makeCity, type Size } from './city.ts';
import { stepsOf } from './steps.ts';
import { makeYear } from './year.ts';

/** Sessions that are closed, or left so, with nobody's signature standing, or cancelled with somebody's. How many were cancelled once they were open. */
const brokenIn = (size: Size, seed: number, lastDay: string) => {
  const [open, closed, here, broken] = [new Set<string>(), new Set<string>(), new Map<string, Set<string>>(), [] as string[]];
  let mistaken = 0;
  for (const steps of stepsOf(makeYear(makeCity(size, seed), seed + 1, lastDay), `${lastDay}T15:00:00.000Z`)) for (const step of steps) {
    if (step.kind === 'open') { open.add(step.sessionId); here.set(step.sessionId, new Set()); }
    if (step.kind === 'sign') here.get(step.sessionId)!.add(step.memberId);
    if (step.kind === 'withdraw') here.get(step.sessionId)!.delete(step.memberId);
    if (step.kind === 'close') closed.add(step.sessionId);
    if (step.kind === 'close' && here.get(step.sessionId)!.size === 0) broken.push(`${step.sessionId} is closed`);
    if (step.kind === 'cancel' && open.has(step.sessionId)) { mistaken++; if (here.get(step.sessionId)!.size > 0) broken.push(`${step.sessionId} is cancelled`); }
  }
  for (const [sessionId, { size: left }] of here) if (left === 0 && closed.has(sessionId)) broken.push(`${sessionId} is left so`);
  return { broken, mistaken };
};

describe('a made-up year', () => {
  it('closes no session with nobody there and cancels none with somebody, whatever its chances: its commands would be refused', () => {
    for (let seed = 1; seed <= 150; seed++) expect([seed, brokenIn('tiny', seed, addDays('2026-01-01', seed * 3)).broken]).toEqual([seed, []]);
  });
  it('of the city that is made for who tries it out opens a few by mistake', () => {
    const { broken, mistaken } = brokenIn('small', 20260101, '2026-11-27');
    expect([broken, mistaken > 1]).toEqual([[], true]);
  });
});
