import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { codeAt, deviceMark, sessionOfCode, sessionOfTicket, ticketAt } from './signing-code.ts';

const secret = createSecretKey(Buffer.alloc(32, 7)), other = createSecretKey(Buffer.alloc(32, 8));
const noon = Date.UTC(2026, 2, 6, 4, 0, 0); // begins a code
const seconds = (n: number) => noon + n * 1000;
const { code } = codeAt(secret, 'friday10', noon);

describe('a code', () => {
  it('leads to its session', () => expect(sessionOfCode(secret, code, noon)).toBe('friday10'));
  it('stays for 15 seconds and says until when', () => {
    expect(codeAt(secret, 'friday10', seconds(14.999))).toEqual({ code, until: seconds(15) });
    expect(codeAt(secret, 'friday10', seconds(15)).code).not.toBe(code);
  });
  it('is accepted for 30 seconds', () => {
    expect(sessionOfCode(secret, code, seconds(29.999))).toBe('friday10');
    expect(sessionOfCode(secret, code, seconds(30))).toBeUndefined();
  });
  it('is accepted from a process whose clock is a little ahead, not from tomorrow', () => {
    expect(sessionOfCode(secret, codeAt(secret, 'friday10', seconds(15)).code, seconds(14))).toBe('friday10');
    expect(sessionOfCode(secret, codeAt(secret, 'friday10', seconds(86_400)).code, noon)).toBeUndefined();
  });
  it('cannot be made without the secret', () => expect(sessionOfCode(other, code, noon)).toBeUndefined());
  it('is bound to its session', () => expect(sessionOfCode(secret, code.replace('friday10', 'friday11'), noon)).toBeUndefined());
  it('is bound to its time', () => {
    const later = codeAt(secret, 'friday10', seconds(15)).code;
    expect(sessionOfCode(secret, [code.split('.')[0], later.split('.')[1], code.split('.')[2]].join('.'), seconds(20))).toBeUndefined();
  });
  it('is no ticket', () => expect(sessionOfTicket(secret, code, 'phone', noon)).toBeUndefined());
  it.each(['', 'friday10', `${code}x`, code.slice(0, -1), '..', `${'a'.repeat(100)}.1.${'b'.repeat(22)}`, `friday10.${'z'.repeat(40)}.${'b'.repeat(22)}`])('refuses %p', (text) =>
    expect(sessionOfCode(secret, text, noon)).toBeUndefined());
});

describe('a ticket', () => {
  const { ticket, until } = ticketAt(secret, 'friday10', 'phone', seconds(3));
  it('is good for ten minutes after the code was captured', () => {
    expect(until).toBe(seconds(603));
    expect(sessionOfTicket(secret, ticket, 'phone', seconds(602.999))).toBe('friday10');
    expect(sessionOfTicket(secret, ticket, 'phone', seconds(603))).toBeUndefined();
  });
  it('is taken from a process whose clock is a little ahead, not from tomorrow', () => {
    expect(sessionOfTicket(secret, ticketAt(secret, 'friday10', 'phone', seconds(15)).ticket, 'phone', noon)).toBe('friday10');
    expect(sessionOfTicket(secret, ticketAt(secret, 'friday10', 'phone', seconds(15.001)).ticket, 'phone', noon)).toBeUndefined();
  });
  it('cannot be made without the secret', () => expect(sessionOfTicket(other, ticket, 'phone', seconds(3))).toBeUndefined());
  it.each(['', 'another phone', 'friday10'])('is of no use to %p', (browser) => expect(sessionOfTicket(secret, ticket, browser, seconds(3))).toBeUndefined());
  it('is no code', () => expect(sessionOfCode(secret, ticket, seconds(3))).toBeUndefined());
});

describe('a device\'s mark', () => {
  it('is the same twice in a session', () => expect(deviceMark(secret, 'friday10', 'a1')).toBe(deviceMark(secret, 'friday10', 'a1')));
  it('tells devices apart', () => expect(deviceMark(secret, 'friday10', 'a1')).not.toBe(deviceMark(secret, 'friday10', 'a2')));
  it('follows nobody to another session', () => expect(deviceMark(secret, 'friday10', 'a1')).not.toBe(deviceMark(secret, 'friday11', 'a1')));
});
