import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from './language.ts';
import { messageOf, ownMessages } from './messages.ts';
import { Problem, problemOf, titleOf, type ProblemBody } from './problem.ts';
import { securityHeaders } from './security-headers.ts';

/** What is refused before there is a route, and so before hooks and filters: by the router, or by the parser of HTTP itself. */
export const unrouted = (production: boolean) => {
  const { data, page } = securityHeaders(production);
  return {
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      const language = languageOf(request.headers['accept-language']);
      const { status, code } = problemOf(error) ?? new Problem(500, 'unexpected');
      const body: ProblemBody = { type: 'about:blank', title: titleOf(status), status, detail: messageOf(ownMessages, code, language), code, requestId: request.id };
      void reply.code(status).headers({ ...((request.raw.url ?? '').startsWith('/api/') ? data : page), 'x-request-id': request.id, 'content-type': type, 'content-language': language, 'cache-control': 'no-store' }).send(JSON.stringify(body));
    },
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket): void => {
      if (error.code === 'ECONNRESET' || socket.destroyed) return;
      if (socket.writable) socket.write(answerOf(faults[error.code ?? ''] ?? new Problem(400, 'request-malformed'), data));
      socket.destroy(error);
    },
  };
};

const type = 'application/problem+json; charset=utf-8';
const faults: Readonly<Record<string, Problem>> = { ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'request-too-slow'), HPE_HEADER_OVERFLOW: new Problem(431, 'headers-too-large') };

/** In both languages: what was not read as a request names none. */
const answerOf = ({ status, code }: Problem, headers: Readonly<Record<string, string>>): string => {
  const requestId = randomUUID();
  const body: ProblemBody = { type: 'about:blank', title: titleOf(status), status, detail: `${messageOf(ownMessages, code, 'zh')} ${messageOf(ownMessages, code, 'en')}`, code, requestId };
  const text = JSON.stringify(body);
  const lines = Object.entries({ ...headers, 'x-request-id': requestId, 'content-type': type, 'content-length': Buffer.byteLength(text), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`;
};
