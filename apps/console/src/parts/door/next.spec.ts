import { describe, expect, it } from '@jest/globals';
import { inside, withNext } from './next.ts';

describe('where one goes on after the door', () => {
  it('is a path of our own, and home for anything else', () => {
    expect(['/sign/AB', '/board?unit=d01', undefined, '', '//example.org', '/\\example.org', 'https://example.org', 'javascript:alert(1)'].map(inside)).toEqual(['/sign/AB', '/board?unit=d01', '/', '/', '/', '/', '/', '/']);
  });

  it('is carried by the pages of the door', () => {
    expect([withNext('/activate', '/sign/A B'), withNext('/login', undefined), withNext('/activate', '/me', { account: '139&' })])
      .toEqual(['/activate?next=%2Fsign%2FA+B', '/login', '/activate?account=139%26&next=%2Fme']);
  });
});
