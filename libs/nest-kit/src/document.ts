import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Route } from './routes.ts';

type Operation = { operationId?: string; parameters?: object[]; responses?: Record<string, object>; security?: object[] };
type Paths = Record<string, Record<string, Operation>>;

/** An answer that is a problem. */
export const told = (description: string) => ({ description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } });
const problem = {
  type: 'object', required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', const: 'about:blank' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string', description: 'for people, in the language of Accept-Language' },
    code: { type: 'string', description: 'for programs' }, requestId: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', required: ['path', 'message'], properties: { path: { type: 'string' }, message: { type: 'string' } } } },
  },
};
const header = (name: string, description: string, required: boolean) => ({ name, in: 'header', required, description, schema: { type: 'string' } });
const query = (name: string, description: string) => ({ name, in: 'query', required: false, description, schema: { type: 'string' } });

/** OpenAPI 3.1 of all routes, with what the host does for every one of them: login, keys of writes, moments, problems. */
export const documentOf = (app: NestFastifyApplication, routes: readonly Route[], version: string): OpenAPIObject => {
  const builder = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle('Lyceum').setVersion(version)
    .setDescription('Every write answers the position of its last event; a read that names it as `after` sees it. Every figure opens to the events that made it. What is not named here is refused: a query parameter or a member of a body that a route does not know answers 422, and says which it knows.')
    .addCookieAuth('lyceum', { type: 'apiKey', in: 'cookie', name: 'lyceum', description: 'over TLS: __Host-lyceum' }, 'login');
  const document = SwaggerModule.createDocument(app, builder.build());
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: problem as never } };
  const byOperation = new Map(routes.map((route) => [route.operation, route]));
  for (const operation of Object.values(document.paths as unknown as Paths).flatMap((methods) => Object.values(methods))) {
    const route = byOperation.get(operation.operationId ?? '');
    if (route) describe(operation, route);
  }
  return document;
};

const describe = (operation: Operation, route: Route): void => {
  const parameters = [...(operation.parameters ?? [])];
  if (route.keyed) parameters.push(header('Idempotency-Key', 'A new UUID for each wish; the same one at each retry of it.', true));
  if (route.method === 'GET' && route.right !== 'public') parameters.push(query('after', 'The position that a write answered: waits for its rows, at most two seconds.'));
  if (route.moments) parameters.push(query('asOf', 'A position or an ISO instant: the answer as it was when that was recorded.'));
  operation.parameters = parameters;
  operation.security = route.right === 'public' ? [] : [{ login: [] }];
  operation.responses = {
    ...operation.responses,
    ...(route.right === 'public' ? { 429: told('too many attempts') } : { 401: told('no login, or it has ended'), 403: told('a right that the caller has nowhere') }),
    ...(route.keyed ? { 409: told('refused by a rule, named by its code') } : {}),
    404: told('no such thing, or out of scope'), 422: told('bad input, unknown query parameters and members included, with the path of each fault'), 503: told('unavailable, or not readable yet'),
  };
};
