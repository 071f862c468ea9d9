import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { titleOf, type ProblemBody } from '@lyceum/nest-kit/problem';

/** What is asked of a service while it waits: `missing` names what it waits for, `checks` everything that it rests on. */
type Asked = { readonly port: number; readonly address: string; readonly checks: readonly string[]; readonly missing: () => ReadonlySet<string> };

/** Answers in the place of a service that can't begin yet: alive, not ready and why, and to everything else that it should be asked later. */
export const openWaitingRoom = async ({ port, address, checks, missing }: Asked): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const server = createServer((request, response) => {
    request.resume();
    const path = (request.url ?? '/').split('?')[0];
    if (path === '/livez') return send(response, 200, { status: 'alive' });
    if (path === '/readyz') {
      const without = missing();
      return send(response, 503, { status: 'waiting', checks: Object.fromEntries(checks.map((name) => [name, without.has(name) ? 'failing' : 'ok'])) });
    }
    const requestId = randomUUID();
    const problem: ProblemBody = { type: 'about:blank', title: titleOf(503), status: 503, detail: 'The service is starting and waits for what it rests on: try again later.', code: 'unavailable', requestId };
    return send(response, 503, problem, { 'content-type': 'application/problem+json', 'retry-after': '5', 'x-request-id': requestId });
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, address, resolve); });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
};

const send = (response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers }).end(JSON.stringify(body));
};
