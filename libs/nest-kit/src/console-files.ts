import type { FastifyReply } from 'fastify';
import type { FastifyStaticOptions } from '@nestjs/platform-fastify/interfaces/external/index.js';

type Asking = { method?: string | undefined; url?: string | undefined; headers: { accept?: string | undefined } };
const ours = /^\/(api|livez|readyz|metrics)(\/|$)/;

/** Addresses of pages within the console lead to its one page, the front door for whoever asks; a file (`….svg`) or what belongs to the API stays. A signing code has dots and is a page. */
export const rewriteUrl = ({ method, url = '/', headers }: Asking): string => {
  const path = url.split('?', 1)[0]!;
  const page = (method === 'GET' || method === 'HEAD') && !ours.test(path) && !/\.\w{1,5}$/.test(path) && (path === '/' || (headers.accept ?? '').includes('text/html'));
  return page ? '/index.html' : url;
};

/** Files under `assets/` are named by their content and never change. */
export const consoleFiles = (root: string): FastifyStaticOptions => ({
  root, prefix: '/', decorateReply: false, preCompressed: true, cacheControl: false, index: false, dotfiles: 'ignore',
  // Nest's type is of an older version of @fastify/static: today it gives the reply itself.
  setHeaders: (reply, path) => { (reply as unknown as FastifyReply).header('cache-control', /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'); },
});
