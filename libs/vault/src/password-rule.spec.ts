import { describe, expect, it } from '@jest/globals';
import { passwordFault } from './password-rule.ts';

describe('the password rule', () => {
  it.each(['four quiet herons wade', '春眠不觉晓处处闻啼鸟夜来', 'xK9$mQ2vL7#p', 'lyceum-demo-2026'])('takes %s', (password) => expect(passwordFault('asvs', password)).toBeNull());
  it.each([
    ['elevenchars', 'password-too-short'], ['x9'.repeat(65), 'password-too-long'],
    ['password1234', 'password-too-common'], ['Qwertyuiop12', 'password-too-common'], ['aaaaaaaaaaaaaaa', 'password-too-common'], ['123456789012', 'password-too-common'],
    ['abcabcabcabc', 'password-too-common'], ['ＰＡＳＳＷＯＲＤ１２３４', 'password-too-common'],
  ])('refuses %s: %s', (password, code) => expect(passwordFault('asvs', password)).toBe(code));
  it('refuses one that contains the account', () => {
    expect(passwordFault('asvs', 'my-wanglei-2026!', 'WangLei')).toBe('password-names-account');
    expect(passwordFault('asvs', 'my-wanglei-2026!', 'li')).toBeNull();
  });
  it('takes 128 characters and not one more', () => {
    const words = 'four quiet herons wade '.repeat(6); // 138 characters
    expect([passwordFault('asvs', words.slice(0, 128)), passwordFault('asvs', words.slice(0, 129))]).toEqual([null, 'password-too-long']);
  });
  it('counts characters, not their bytes', () => expect(passwordFault('asvs', '𠮷野家的牛肉饭真好吃啊')).toBe('password-too-short'));
});

describe('the rule of the third level of protection', () => {
  const fault = (password: string, account?: string) => passwordFault('mlps3', password, account);
  it.each(['Heron4wade', 'heron-4-wade', 'HERON-4-WADE', '苍鹭4wades'])('takes %s: three kinds of characters', (password) => expect(fault(password)).toBeNull());
  it.each([
    ['Her0n!x', 'password-shorter-than-eight'], ['four quiet herons', 'password-of-few-kinds'], ['fourherons4', 'password-of-few-kinds'], ['Password1!', 'password-too-common'], [`Aa1${'x9'.repeat(65)}`, 'password-too-long'],
  ])('refuses %s: %s', (password, code) => expect(fault(password)).toBe(code));
  it('refuses one that contains the account', () => expect(fault('Lovelace-4-ever', 'lovelace')).toBe('password-names-account'));
});
