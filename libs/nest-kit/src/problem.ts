import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { Refusal } from '@lyceum/core/decider';
import { rightTerms, type Right } from '@lyceum/directory/rights';
import { BadPosition, Conflict, Damaged, DerivedDamaged, NewerRelease, Unavailable } from '@lyceum/event-store/event-store';
import { BadCursor } from '@lyceum/read-store/read-store';
import { PersonUnreadable } from '@lyceum/vault/vault';
import type { Language } from './call.ts';
import type { Fault } from './fault-words.ts';

type Details = Readonly<Record<string, string | number>>;

/** An answer that is no success, by its HTTP status and code: `throw new Problem(429, 'account-locked', { until })`. Details go into the answer and its message. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, readonly details: Details = {}) { super(code); }
}
/** No role of the caller gives the right, which the answer names in the reader's words. */
export const notAllowed = (right: Right, language: Language): Problem => new Problem(403, 'not-allowed', { right, may: rightTerms[right][language] });
/** What came does not fit its schema. */
export class BadInput extends Error {
  constructor(readonly issues: readonly Fault[], readonly input: unknown) { super('bad-input'); }
}

/** The status of a request whose caller went away before it was answered: no caller sees it, but the service's log and figures do. */
export const hungUp = 499;

/** Codes of what Nest and Fastify refuse by themselves. 403: an address that leads out of the console's folder, where nothing is for anybody; who lacks a right is told so by `notAllowed`. */
const codes: Readonly<Record<number, string>> = {
  400: 'bad-input', 401: 'login-needed', 403: 'not-found', 404: 'not-found', 413: 'too-large', 414: 'too-large', 415: 'unsupported-media', 422: 'bad-input', 429: 'too-many', 503: 'unavailable',
};

/** What Fastify refuses, where its status alone says too little. */
const ofFastify: Readonly<Record<string, readonly [number, string]>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: [422, 'body-missing'], FST_ERR_CTP_INVALID_JSON_BODY: [422, 'body-no-json'], FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'request-malformed'],
  FST_ERR_BAD_URL: [400, 'address-malformed'], FST_ERR_MAX_PARAM_LENGTH: [414, 'address-too-long'],
};

/** Whatever was thrown, as a problem; `undefined` for what nobody foresaw. Pure. */
export const problemOf = (thrown: unknown): Problem | undefined => {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof Refusal) return new Problem(409, thrown.code, thrown.details);
  if (thrown instanceof Conflict) return new Problem(409, 'changed-meanwhile');
  if (thrown instanceof Unavailable) return new Problem(503, 'unavailable');
  if (thrown instanceof NewerRelease) return new Problem(503, 'newer-release');
  if (thrown instanceof Damaged) return new Problem(503, 'log-damaged');
  if (thrown instanceof PersonUnreadable) return new Problem(503, 'person-unreadable');
  if (thrown instanceof DerivedDamaged) return new Problem(503, 'derived-damaged');
  if (thrown instanceof BadCursor) return new Problem(422, 'bad-cursor');
  if (thrown instanceof BadPosition) return new Problem(422, 'position-malformed');
  if (thrown instanceof BadInput) return new Problem(422, 'bad-input');
  if (codeOf(thrown) === 'ECONNRESET' && (thrown as Error).message === 'aborted') return new Problem(hungUp, 'request-aborted'); // so Node says that a body ended too early
  const own = ofFastify[codeOf(thrown instanceof HttpException ? thrown.cause : thrown)]; // Nest wraps what Fastify throws
  if (own) return new Problem(...own);
  if (thrown instanceof HttpException && thrown.getStatus() === 403 && thrown.message.startsWith('Cross-origin')) return new Problem(403, 'cross-site');
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  const code = status === undefined ? undefined : codes[status];
  if (code === undefined) return undefined;
  return new Problem(code === 'bad-input' ? 422 : code === 'not-found' ? 404 : status!, code);
};
const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null | undefined)?.code ?? '');
/** Fastify marks what it refuses (a body too large, malformed JSON) by a code of its own. */
const statusOf = (thrown: unknown): number | undefined => {
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown };
  return typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number' ? statusCode : undefined;
};

/** RFC 9457. */
export type ProblemBody = { type: 'about:blank'; title: string; status: number; detail: string; code: string; requestId: string; errors?: { path: string; message: string }[] };
export const titleOf = (status: number) => STATUS_CODES[status] ?? 'Error';
