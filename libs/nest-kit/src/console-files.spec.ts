import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, temporaryHost, type TemporaryHost } from './testing.ts';
import { signContext } from './testing/signs.ts';

describe('a host with the console', () => {
  let folder: string, made: TemporaryHost, browser: Caller;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lyceum-console-'));
    const dist = join(folder, 'dist');
    mkdirSync(join(dist, 'assets'), { recursive: true });
    for (const [file, text] of [['dist/index.html', '<p>the console</p>'], ['dist/assets/a.js', 'plain'], ['dist/assets/a.js.br', 'small'], ['dist/.stamp', 'inner'], ['secret.txt', 'outer']]) writeFileSync(join(folder, file!), text!);
    made = await temporaryHost({ contexts: [signContext], http: { console: dist, production: true } });
    browser = new Caller(made.host);
  });
  afterAll(async () => { await made.close(); rmSync(folder, { recursive: true, force: true }); });
  const page = { accept: 'text/html,*/*;q=0.8' };

  it('serves its one page under every address of the console', async () => {
    for (const url of ['/', '/board', '/sign/abc?x=1']) {
      expect(await browser.get(url, page)).toMatchObject({ status: 200, text: '<p>the console</p>', headers: { 'content-type': expect.stringContaining('text/html'), 'cache-control': 'no-cache' } });
    }
  });
  it('serves files named by their content for good, compressed where they are', async () => {
    expect(await browser.get('/assets/a.js')).toMatchObject({ status: 200, text: 'plain', headers: { 'cache-control': 'public, max-age=31536000, immutable' } });
    expect(await browser.get('/assets/a.js', { 'accept-encoding': 'gzip, br' })).toMatchObject({ text: 'small', headers: { 'content-encoding': 'br', 'content-type': expect.stringContaining('javascript') } });
  });
  it('answers what is not there, or not meant to be, as a problem', async () => {
    for (const url of ['/assets/none.js', '/.stamp', '/../secret.txt', '/..%2fsecret.txt', '/assets/%2e%2e/%2e%2e/secret.txt', '/api/nothing']) {
      const answer = await browser.get(url, page);
      expect([url, answer.status, answer.json.code, answer.text.includes('outer')]).toEqual([url, 404, 'not-found', false]);
    }
  });
  it('answers an address that leads out of its folder, or begins with two strokes, as one that is not there', async () => {
    const port = await made.host.listen(0);
    const raw = (path: string) => new Promise<string>((resolve, reject) => { // a client would mend the address before it asks
      const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nConnection: close\r\n\r\n`));
      let text = '';
      socket.on('data', (piece) => { text += piece.toString(); }).on('end', () => resolve(text)).on('error', reject);
    });
    for (const path of ['/../secret.txt', '/../../../etc/passwd', '/..%2f..%2fetc/passwd', '//api/me', '//evil.example/..', '/assets/', '/assets/../../secret.txt', '/%00', '/a%00.js']) {
      const text = await raw(path);
      expect([path, text.split('\r\n')[0], text.includes('{may}'), text.includes('outer')]).toEqual([path, 'HTTP/1.1 404 Not Found', false, false]);
    }
  });
  it('insists on TLS in production', async () => {
    const { headers } = await browser.post('/api/signs/none/login', { account: 'x' });
    expect(headers['set-cookie']).toMatch(/^__Host-lyceum=.*; Secure$/);
    expect(headers['strict-transport-security']).toContain('max-age=');
  });
});
