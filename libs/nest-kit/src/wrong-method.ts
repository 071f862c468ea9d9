import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/**
 * A known address asked by a method that it does not take: 405 with those that it takes, which is also what OPTIONS answers; 404 is for
 * addresses that nothing serves. Beside `/people/:id`, `/people/search` is an address of its own. To be called before there are routes.
 */
export const refuseWrongMethods = (fastify: Pick<FastifyInstance, 'addHook'>): void => {
  const served: { readonly address: RegExp; readonly parameters: number; readonly methods: readonly string[] }[] = [];
  fastify.addHook('onRoute', ({ url, method }) => { if (!isFolder(url)) served.push({ address: addressOf(url), parameters: url.split(':').length - 1, methods: [method].flat() }); });
  fastify.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions;
    if (url !== undefined && !isFolder(url)) return done();
    const path = request.url.split('?', 1)[0]!;
    const there = served.filter(({ address }) => address.test(path));
    if (there.length === 0) return done();
    const fewest = Math.min(...there.map(({ parameters }) => parameters));
    const taken = new Set(there.filter(({ parameters }) => parameters === fewest).flatMap(({ methods }) => methods));
    const allowed = [...taken.add('OPTIONS')].sort().join(', ');
    reply.header('allow', allowed);
    if (request.method === 'OPTIONS') return void reply.code(204).send();
    done(new Problem(405, 'method-not-allowed', { method: request.method, allowed }));
  });
};

/** Of files, such as the console's: which are there is known when one is asked for, and an address of the API that no GET serves falls to it too. */
const isFolder = (url: string): boolean => url.endsWith('*');
const addressOf = (url: string): RegExp => new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);
