import { expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Guard } from './guard.ts';

/** The host refuses to start with such a route; should one come in by another way, it stays shut. */
it('lets nobody through a route that does not say what it needs', async () => {
  class Open { door() { return {}; } }
  const context = { getHandler: () => Open.prototype.door, getClass: () => Open, switchToHttp: () => ({ getRequest: () => ({}), getResponse: () => ({}) }) } as unknown as ExecutionContext;
  const [, ...nothing] = new Array<never>(7); // it asks nobody before it knows what is needed
  const guard = new Guard(new Reflector(), ...(nothing as [never, never, never, never, never, never]));
  expect(await guard.canActivate(context)).toBe(false);
});
