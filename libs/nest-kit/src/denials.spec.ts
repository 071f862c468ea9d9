import { afterAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Conflict } from '@lyceum/event-store/event-store';
import { Denials, LoggedDenials } from './denials.ts';

class FailingDenials extends Denials { record(): Promise<void> { return Promise.reject(new Conflict('access-m00007', 3, 5)); } }
const lines: string[] = [];
const line = (message: unknown) => { lines.push(JSON.stringify(message)); };
afterAll(() => Logger.overrideLogger(false));

it('says in the service log that a denial could not be noted, or what was denied, and of whom by the id of the request alone', async () => {
  Logger.overrideLogger({ log: line, warn: line, error: line });
  const denial = { memberId: 'm00007', actor: 'member:m00007', route: 'GET /api/units', right: 'units.read', outside: 'd01', asked: '', now: '2026-03-06T09:00:00.000Z', correlation: 'request-1' };
  await new FailingDenials().note(denial);
  await new LoggedDenials().note(denial);
  expect(lines).toEqual(['{"requestId":"request-1","error":"a denial could not be recorded: Conflict"}', '{"requestId":"request-1","denied":{"route":"GET /api/units","right":"units.read"}}']);
});
