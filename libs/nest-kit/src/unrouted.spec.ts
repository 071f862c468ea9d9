import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryHost, type TemporaryHost } from './testing.ts';
import { signContext } from './testing/signs.ts';

describe('what is refused before there is a route', () => {
  let city: TemporaryHost, port: number;
  beforeAll(async () => { city = await temporaryHost({ contexts: [signContext] }); port = await city.host.listen(0); });
  afterAll(() => city.close());

  /** Bytes as they are, and the answer as it is. */
  const raw = (bytes: string) => new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (part: string) => { answer += part; }).on('close', () => resolve(answer)).on('error', reject);
  });
  const parsed = (answer: string) => ({ head: answer.split('\r\n\r\n')[0]!, body: JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown> });

  it.each([['/api/%', 400, 'address-malformed'], ['/%ff', 400, 'address-malformed'], [`/api/signs/${'u'.repeat(501)}`, 414, 'address-too-long']])('%s is a problem, in the reader’s language, with the headers of others', async (path, status, code) => {
    for (const [language, word] of [['en', 'address'], ['zh', '网址']] as const) {
      const { head, body } = parsed(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nAccept-Language: ${language}\r\nConnection: close\r\n\r\n`));
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(body).toMatchObject({ type: 'about:blank', status, code, detail: expect.stringContaining(word) });
      for (const header of ['content-type: application/problem\\+json', 'x-content-type-options: nosniff', 'content-security-policy: ', 'cache-control: no-store', `content-language: ${language}`, `x-request-id: ${String(body['requestId'])}`]) expect(head).toMatch(new RegExp(header, 'i'));
    }
  });

  it.each([
    ['headers without end', `GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['an unknown method', 'BREW /livez HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'request-malformed'],
    ['broken chunks', 'POST /api/signs/u1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400, 'request-malformed'],
  ])('%s: a problem in both languages', async (_, bytes, status, code) => {
    const answer = await raw(bytes);
    const { head, body } = parsed(answer);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json[^]*connection: close`));
    expect(head).toContain(`content-length: ${Buffer.byteLength(answer) - Buffer.byteLength(head) - 4}`);
    expect(head).toContain('x-content-type-options: nosniff');
    expect(body).toMatchObject({ status, code, detail: expect.stringMatching(/[\u4e00-\u9fff].*[a-z]/) });
  });
});
