import type { FastifyReply } from 'fastify';

const name = 'lyceum';
const common = 'Path=/; HttpOnly; SameSite=Strict';
const days30 = 30 * 24 * 3600; // seconds; what ends a login earlier is its idle time, kept by the vault

/** The login's token among the cookies of a request. */
export const tokenOf = (header: string | undefined): string | undefined => {
  for (const part of (header ?? '').slice(0, 8192).split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value && /^[\w-]{20,200}$/.test(value)) return value;
  }
  return undefined;
};
export const rememberLogin = (reply: FastifyReply, token: string, secure: boolean): void => {
  reply.header('set-cookie', `${name}=${token}; ${common}; Max-Age=${days30}${secure ? '; Secure' : ''}`);
};
export const forgetLogin = (reply: FastifyReply, secure: boolean): void => {
  reply.header('set-cookie', `${name}=; ${common}; Max-Age=0${secure ? '; Secure' : ''}`);
};
