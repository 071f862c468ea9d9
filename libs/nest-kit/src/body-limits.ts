import type { FastifyInstance } from 'fastify';
import type { Route } from './routes.ts';

/** Bytes of JSON. */
export const ofAnybody = 16 * 1024;
const ofCallers = 2 ** 20;

/**
 * What anybody may send without a login is read as far as its forms need and no further, addresses that nothing serves among it: whatever stands in it costs
 * next to nothing. Routes that ask for a right take more. To be called before there are routes.
 */
export const limitBodies = (fastify: Pick<FastifyInstance, 'addHook'>, routes: readonly Route[]): void => {
  const known = new Set(routes.filter(({ right }) => right !== 'public').map(({ method, path }) => `${method} ${path}`));
  fastify.addHook('onRoute', (route) => { if ([route.method].flat().some((method) => known.has(`${method} ${route.url}`))) route.bodyLimit = ofCallers; });
};
