import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@lyceum/core/decider';
import { PersonUnreadable } from '@lyceum/vault/vault';
import { Conflict, Damaged, DerivedDamaged, LostEnd, NewerRelease, Unavailable } from '@lyceum/event-store/event-store';
import { rewriteUrl } from './console-files.ts';
import { tokenOf } from './cookie.ts';
import { messagesOf } from './host-module.ts';
import { languageOf } from './language.ts';
import { Limits } from './limits.ts';
import { serviceLog } from './logging.ts';
import { messageOf, ownMessages } from './messages.ts';
import { problemOf } from './problem.ts';

describe('the language of a reader', () => {
  it.each([[undefined, 'zh'], ['en', 'en'], ['en-GB,zh;q=0.5', 'en'], ['fr, zh-TW;q=0.2, en;q=0.1', 'zh'], ['de', 'zh'], ['en;q=0, zh;q=0.1', 'zh'], ['zh;q=x,en;q=0.3', 'en']] as const)('%s is %s', (header, language) => expect(languageOf(header)).toBe(language));
});

describe('messages', () => {
  it('fill in details, and never look up what they inherit', () => {
    expect(messageOf({ full: { zh: '', en: '{taken} of {all}; {missing}' } }, 'full', 'en', { taken: 3, all: 4 })).toBe('3 of 4; {missing}');
    expect(messageOf(ownMessages, 'constructor', 'en')).toBe('The request was not accepted (constructor).');
  });
  it('have both languages', () => { for (const { zh, en } of Object.values(ownMessages)) { expect(zh).toMatch(/[\u4e00-\u9fff]/); expect(en).toMatch(/[a-z]/); } });
  it('are said one way', () => {
    const said = (en: string) => ({ name: 'a', messages: { full: { zh: '满', en } } });
    expect(messagesOf([said('Full.'), said('Full.')])['full']!.en).toBe('Full.');
    expect(() => messagesOf([said('Full.'), said('No room.')])).toThrow('the message of full in a differs');
  });
});

describe('a problem', () => {
  it.each([
    [new Refusal('full'), 409, 'full'], [new Conflict('s', 'none', 3), 409, 'changed-meanwhile'], [new Unavailable('disk'), 503, 'unavailable'],
    [new PersonUnreadable(), 503, 'person-unreadable'], [new Damaged('The event at …'), 503, 'log-damaged'], [new DerivedDamaged('rows …'), 503, 'derived-damaged'], [new LostEnd('the relay came up to …'), 503, 'log-damaged'], [new NewerRelease('found: …'), 503, 'newer-release'],
    [Object.assign(new Error(), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 413, 'too-large'],
  ])('is made of %p', (thrown, status, code) => expect(problemOf(thrown)).toMatchObject({ status, code }));
  it.each([[new Error('x')], [Object.assign(new Error('x'), { statusCode: 404 })], ['text'], [undefined]])('is not made of %p', (thrown) => expect(problemOf(thrown)).toBeUndefined());
});

describe('the login cookie', () => {
  const token = 'a'.repeat(43);
  it.each([[`lyceum=${token}`, token], [`a=b; lyceum=${token}; c=d`, token], ['lyceum=short', undefined], [`xlyceum=${token}`, undefined], [`lyceum=${token}%00`, undefined], [undefined, undefined]])('%s', (header, found) => expect(tokenOf(header)).toBe(found));
  it('over TLS only by the name that nobody else can set', () => {
    expect(tokenOf(`lyceum=${token}`, true)).toBeUndefined();
    expect(tokenOf(`__Host-lyceum=${token}`, true)).toBe(token);
  });
});

describe('pages of the console', () => {
  const to = (url: string, method = 'GET', accept = 'text/html') => rewriteUrl({ url, method, headers: { accept } });
  it.each(['/', '/board', '/sign/abc123?x=1', '/people/m1/history'])('%s is the one page', (url) => expect(to(url)).toBe('/index.html'));
  it.each(['/api/me', '/api', '/assets/a.js', '/livez', '/readyz', '/metrics', '/favicon.ico'])('%s is not', (url) => expect(to(url)).toBe(url));
  it('neither is what no person asks for', () => { expect(to('/board', 'POST')).toBe('/board'); expect(to('/board', 'GET', '*/*')).toBe('/board'); });
  it('a name that begins like the API is a page', () => expect(to('/apiary')).toBe('/index.html'));
});

describe('limits', () => {
  it('count by key and forget after their time', () => {
    const limits = new Limits();
    for (let n = 0; n < 3; n++) limits.take('a', 3, 60, 1000);
    expect(() => limits.take('a', 3, 60, 31_000)).toThrow(expect.objectContaining({ status: 429, details: { seconds: 30 } }));
    limits.take('b', 3, 60, 31_000);
    limits.take('a', 3, 60, 61_000);
  });
});

describe('the log', () => {
  it('does not write what is secret, however it comes', () => {
    let text = '';
    serviceLog('info', { write: (line: string) => { text += line; } }).info({ password: 'p4ss', request: { body: 'b0dy', headers: { cookie: 'c00kie', 'set-cookie': 's3t' }, route: '/x' }, token: 't0ken' });
    expect(text).toContain('/x');
    expect(text).not.toMatch(/p4ss|b0dy|c00kie|s3t|t0ken/);
  });
});
