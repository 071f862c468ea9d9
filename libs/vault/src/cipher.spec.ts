import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { decrypt, encrypt } from './cipher.ts';

it('opens what was sealed with the same key for the same purpose, and nothing that was cut or changed', () => {
  const [key, plain] = [randomBytes(32), Buffer.from('张三')];
  const { nonce, body } = encrypt(key, plain, 'ada');
  expect(decrypt(key, nonce, body, 'ada')).toEqual(plain);
  expect([decrypt(randomBytes(32), nonce, body, 'ada'), decrypt(key, nonce, body, 'bob')]).toEqual([null, null]);
  for (let length = 0; length < body.length; length++) expect(decrypt(key, nonce, body.subarray(0, length), 'ada')).toBeNull();
  for (let length = 0; length < nonce.length; length++) expect(decrypt(key, nonce.subarray(0, length), body, 'ada')).toBeNull();
  for (let at = 0; at < body.length; at++) expect(decrypt(key, nonce, Buffer.from(body.map((byte, index) => (index === at ? byte ^ 1 : byte))), 'ada')).toBeNull();
});
