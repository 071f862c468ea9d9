import type { FastifyReply } from 'fastify';

const login = 'lyceum';
const common = 'Path=/; HttpOnly; SameSite=Strict';
const days30 = 30 * 24 * 3600; // seconds; what ends a login earlier is its idle time, kept by the vault

/** Over TLS by a name that no other host of the domain can set a cookie for, so that nobody slips theirs under ours. */
const cookieName = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

/** A cookie's value among those of a request; `undefined` for what is none of ours. */
export const cookieOf = (header: string | undefined, name: string, secure: boolean): string | undefined => {
  for (const part of (header ?? '').slice(0, 8192).split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === cookieName(name, secure) && value && /^[\w-]{20,200}$/.test(value)) return value;
  }
  return undefined;
};
/** Kept from scripts, sent to us alone. An empty value takes the cookie away. */
export const setCookie = (reply: FastifyReply, name: string, value: string, seconds: number, secure: boolean): void => {
  reply.header('set-cookie', `${cookieName(name, secure)}=${value}; ${common}; Max-Age=${value === '' ? 0 : seconds}${secure ? '; Secure' : ''}`);
};

/** The login's token. */
export const tokenOf = (header: string | undefined, secure = false): string | undefined => cookieOf(header, login, secure);
export const rememberLogin = (reply: FastifyReply, token: string, secure: boolean): void => setCookie(reply, login, token, days30, secure);
export const forgetLogin = (reply: FastifyReply, secure: boolean): void => setCookie(reply, login, '', 0, secure);
