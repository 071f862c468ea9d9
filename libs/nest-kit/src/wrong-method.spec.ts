import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { Caller, temporaryHost, type TemporaryHost } from './testing.ts';
import { signContext } from './testing/signs.ts';
import { refuseWrongMethods } from './wrong-method.ts';

describe.each([['without', false], ['with', true]])('a host %s the console, asked by a method that an address does not take', (_, withConsole) => {
  let folder: string, made: TemporaryHost, nobody: Caller;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lyceum-methods-'));
    writeFileSync(join(folder, 'index.html'), '<p>the console</p>');
    made = await temporaryHost({ contexts: [signContext], http: withConsole ? { console: folder } : {} });
    nobody = new Caller(made.host);
  });
  afterAll(async () => { await made.close(); rmSync(folder, { recursive: true, force: true }); });
  const ask = (method: string, url: string, headers: Record<string, string> = {}) => nobody.send({ method: method as 'GET', url, headers });

  it.each([
    ['DELETE', '/api/signs/u1', 'GET, HEAD, OPTIONS, POST'], ['PUT', '/api/signs/u1?x=/now', 'GET, HEAD, OPTIONS, POST'], ['POST', '/api/signs/u1/now', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/signs/u1/file', 'OPTIONS, POST'], ['HEAD', '/api/signs/u1/file', 'OPTIONS, POST'], ['POST', '/livez', 'GET, HEAD, OPTIONS'], ['POST', '/api/docs-json', 'GET, HEAD, OPTIONS'],
  ])('%s %s: is told which it takes', async (method, url, allow) => {
    const { status, headers, json } = await ask(method, url, { 'accept-language': 'en' });
    expect([status, headers['allow'], headers['content-type']]).toEqual([405, allow, 'application/problem+json; charset=utf-8']);
    if (method !== 'HEAD') expect(json).toEqual({ type: 'about:blank', title: 'Method Not Allowed', status: 405, code: 'method-not-allowed', method, allowed: allow, detail: `This address does not take ${method}; it takes ${allow}.`, requestId: headers['x-request-id'] });
  });
  it('is told so in Chinese', async () => {
    expect((await ask('DELETE', '/livez')).json.detail).toBe('此网址不接受 DELETE 方法，可用的方法：GET, HEAD, OPTIONS。');
  });
  it('answers OPTIONS with the methods alone, and of other sites lets none in', async () => {
    const { status, text, headers } = await ask('OPTIONS', '/api/signs/u1', { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' });
    expect([status, text, headers['allow'], headers['access-control-allow-origin']]).toEqual([204, '', 'GET, HEAD, OPTIONS, POST', undefined]);
  });
  it.each([['GET', '/api/nothing'], ['POST', '/api/nothing'], ['OPTIONS', '/api/nothing'], ['DELETE', '/api/signs/u1/now/more'], ['POST', '/api/signsXu1'], ['POST', '/board'], ['POST', '/']])('%s %s: what nothing serves is not there', async (method, url) => {
    const { status, json, headers } = await ask(method, url);
    expect([status, json.code, headers['allow']]).toEqual([404, 'not-found', undefined]);
  });
  it('goes on as before where the method is right', async () => {
    expect((await ask('GET', '/api/signs/u1')).status).toBe(401);
    expect((await ask('HEAD', '/api/signs/none/page')).status).toBe(200);
    expect((await ask('GET', '/board', { accept: 'text/html' })).status).toBe(withConsole ? 200 : 404);
  });
});

it('names, of an address that stands beside a pattern, its own methods alone', async () => {
  const host = fastify();
  refuseWrongMethods(host);
  host.get('/people/:id', () => 'one');
  host.post('/people/search', () => 'some');
  expect((await host.inject({ method: 'DELETE', url: '/people/search' })).headers['allow']).toBe('OPTIONS, POST');
  expect((await host.inject({ method: 'DELETE', url: '/people/p1' })).headers['allow']).toBe('GET, HEAD, OPTIONS');
});
