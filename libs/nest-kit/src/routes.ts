import { RequestMethod, type Type } from '@nestjs/common';
import type { Right } from '@lyceum/directory/rights';
import { keyless, moments, rightOfRoute } from './http.ts';

/** A route as its decorators describe it; for the check at start, the documentation, and whoever tries every route in turn. */
export type Route = { readonly method: string; readonly path: string; readonly right: Right | 'public' | undefined; readonly operation: string; readonly keyed: boolean; readonly moments: boolean };

const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const all = (value: string | readonly string[] | undefined) => [value ?? ''].flat();
const join = (...parts: string[]) => `/${parts.flatMap((part) => part.split('/')).filter(Boolean).join('/')}`;

export const routesOf = (controllers: readonly Type[]): readonly Route[] => controllers.flatMap((controller) => {
  const meta = <T>(key: string, target: object) => Reflect.getMetadata(key, target) as T | undefined;
  const handlers = methodsOf(controller).filter(([, handler]) => meta('path', handler) !== undefined);
  return handlers.flatMap(([name, handler]) => all(meta<string>('path', controller)).flatMap((base) => all(meta<string>('path', handler)).map((path): Route => {
    const method = RequestMethod[meta<number>('method', handler) ?? 0]!;
    const right = meta<Route['right']>(rightOfRoute, handler) ?? meta<Route['right']>(rightOfRoute, controller);
    const keyed = writing.has(method) && right !== 'public' && !(meta(keyless, handler) ?? meta(keyless, controller));
    return { method, path: join(base, path), right, operation: `${controller.name}_${name}`, keyed, moments: meta(moments, handler) === true };
  })));
});

/** Throws with the list of routes that say neither what they need nor that they are public. */
export const assertGuarded = (routes: readonly Route[]): void => {
  const open = routes.filter(({ right }) => right === undefined);
  if (open.length > 0) throw new Error(`these routes say neither @Needs(right) nor @Public():\n${open.map(({ method, path, operation }) => `  ${method} ${path} (${operation})`).join('\n')}`);
};

const methodsOf = (controller: Type): [string, object][] => {
  const found = new Map<string, object>();
  for (let type = controller.prototype as object; type && type !== Object.prototype; type = Object.getPrototypeOf(type) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) if (typeof value === 'function' && name !== 'constructor' && !found.has(name)) found.set(name, value as object);
  }
  return [...found];
};
