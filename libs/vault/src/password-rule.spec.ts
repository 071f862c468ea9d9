import { describe, expect, it } from '@jest/globals';
import { passwordFault } from './password-rule.ts';

describe('the password rule', () => {
  it.each(['four quiet herons wade', '春眠不觉晓处处闻啼鸟夜来', 'xK9$mQ2vL7#p', 'lyceum-demo-2026'])('takes %s', (password) => expect(passwordFault(password)).toBeNull());
  it.each([
    ['elevenchars', 'password-too-short'], ['x9'.repeat(65), 'password-too-long'],
    ['password1234', 'password-too-common'], ['Qwertyuiop12', 'password-too-common'], ['aaaaaaaaaaaaaaa', 'password-too-common'], ['123456789012', 'password-too-common'],
    ['abcabcabcabc', 'password-too-common'], ['ＰＡＳＳＷＯＲＤ１２３４', 'password-too-common'],
  ])('refuses %s: %s', (password, code) => expect(passwordFault(password)).toBe(code));
  it('refuses one that contains the account', () => {
    expect(passwordFault('my-wanglei-2026!', 'WangLei')).toBe('password-names-account');
    expect(passwordFault('my-wanglei-2026!', 'li')).toBeNull();
  });
  it('counts characters, not their bytes', () => expect(passwordFault('𠮷野家的牛肉饭真好吃啊')).toBe('password-too-short'));
});
