import type { Position } from './api-types.ts';
import { language } from './parts/prefs.ts';

/** A refusal or failure as the server tells it (RFC 9457), or the network's own (`status` 0). */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly errors: readonly { path: string; message: string }[];
  readonly fields: Readonly<Record<string, unknown>>;
  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.title ?? body.detail ?? status));
    this.status = status;
    this.code = String(body.code ?? (status === 0 ? 'offline' : 'unknown'));
    this.detail = body.detail === undefined ? undefined : String(body.detail);
    this.requestId = body.requestId === undefined ? undefined : String(body.requestId);
    this.errors = Array.isArray(body.errors) ? (body.errors as { path: string; message: string }[]) : [];
    this.fields = body;
  }
  /** The server has decided: sending the same again can't help. Otherwise the outcome is unknown or passing. */
  get final(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 401 && this.status !== 429;
  }
}

export type Query = Readonly<Record<string, string | number | undefined | null>>;
type Options = { query?: Query; body?: unknown; raw?: { file: Blob; name: string }; key?: string; signal?: AbortSignal; anonymous?: boolean };

/** What this page last wrote; reads wait for it, so that one sees one's own change. */
let written: Position | undefined;
/** Set by the shell: asks for the password in place, resolves when logged in again. */
let askLogin: (() => Promise<void>) | undefined;
export const onLoginNeeded = (ask: (() => Promise<void>) | undefined) => void (askLogin = ask);

/** Milliseconds until an answer that does not come is a failure that one can act on. */
const patience = { other: 30_000, upload: 300_000 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const address = (path: string, query: Query = {}) => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  const text = params.toString();
  return `/api${path}${text ? `${path.includes('?') ? '&' : '?'}${text}` : ''}`;
};

const parsed = (text: string): unknown => {
  try { return JSON.parse(text); } catch { return {}; } // what stands between us and the server may answer in its own way
};
const answerOf = async (response: Response): Promise<unknown> => {
  const body = parsed(await response.text());
  if (response.ok) return body;
  const told = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  throw new Problem(response.status, { requestId: response.headers.get('x-request-id') ?? undefined, ...told });
};

const once = async (method: string, path: string, { query, body, raw, key, signal }: Options): Promise<unknown> => {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language() === 'zh' ? 'zh-CN' : 'en' };
  if (key) headers['idempotency-key'] = key;
  if (raw) Object.assign(headers, { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(raw.name) });
  else if (body !== undefined) headers['content-type'] = 'application/json';
  const sent = raw?.file ?? (body === undefined ? null : JSON.stringify(body));
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), raw ? patience.upload : patience.other);
  try {
    const response = await fetch(address(path, query), { method, headers, body: sent, signal: AbortSignal.any([limit.signal, ...(signal ? [signal] : [])]), credentials: 'same-origin' });
    return await answerOf(response);
  } catch (error) {
    if (signal?.aborted || error instanceof Problem) throw error;
    throw new Problem(0, { code: limit.signal.aborted ? 'slow' : 'offline' });
  } finally {
    clearTimeout(timer);
  }
};

/** Waits for a row that is a moment behind, and for a login that has run out; everything else is the caller's to show. */
const send = async (method: string, path: string, options: Options): Promise<unknown> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(method, path, options);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'not-yet' && attempt < 4) await pause(500 * (attempt + 1));
      else if (error.status === 401 && error.code === 'login-needed' && !options.anonymous && askLogin && attempt < 4) await askLogin();
      else throw error;
    }
  }
};

export const get = async <T>(path: string, query: Query = {}, options: Pick<Options, 'signal' | 'anonymous'> = {}): Promise<T> =>
  (await send('GET', path, { ...options, query: { ...query, after: query.asOf ? undefined : written } })) as T;

/** `key`: made when the form opened, the same for every retry of the same wish. */
export const post = async <T>(path: string, body: unknown, key: string, options: Options = {}): Promise<T> => {
  const answer = await send('POST', path, { ...options, body, key });
  if (typeof answer === 'object' && answer !== null && 'position' in answer && typeof answer.position === 'string') written = answer.position;
  return answer as T;
};
export const remove = async (path: string, key: string): Promise<void> => void (await send('DELETE', path, { key }));
/** Logging in, setting up, activating: no login to lose, no key. */
export const enter = async <T>(path: string, body: unknown): Promise<T> => (await send('POST', path, { body, anonymous: true })) as T;
