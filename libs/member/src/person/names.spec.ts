import { describe, expect, it } from '@jest/globals';
import { nameKey, readName } from './names.ts';

const codes = (cell: string) => readName(cell).notes.map(({ severity, code }) => `${severity} ${code}`);

describe('names', () => {
  it('lose the blank that only evens out columns', () =>
    expect(readName('李　明')).toEqual({ value: '李明', notes: [{ severity: 'mended', code: 'name-mended', was: '李 明', now: '李明' }] }));
  it.each(['欧阳文静', '龚䶮', '刘𠮷', '刘〇一', '司马娜'])('keep every character: %s', (name) => expect(readName(name)).toEqual({ value: name, notes: [] }));
  it('of other alphabets keep one blank', () => expect(readName('Ali   Khan').value).toBe('Ali Khan'));
  it.each(['阿依古丽•买买提', '阿依古丽．买买提', '阿依古丽 · 买买提'])('of two parts get their own dot: %s', (cell) => expect(readName(cell).value).toBe('阿依古丽·买买提'));
  it('lose marks that nobody sees', () => expect(readName('\ufeff王\u200b芳\u202e').value).toBe('王芳'));
  it('are missing where there are only blanks', () => expect(codes('　 ')).toEqual(['error name-missing']));
  it.each(['龚?', '龚？', '龚\ufffd', '龚□'])('with a lost character are refused: %s', (cell) => expect(codes(cell)).toEqual(['error character-lost']));
  it('get 䶮 from where older systems kept it', () => expect(readName('龚\ue863').value).toBe('龚䶮'));
  it('with a character of one computer only are flagged', () => expect(codes('龚\ue123')).toContain('warning character-private'));
  it.each(['张三2', '张', '=1+1'])('that look like none are flagged, and stay text: %s', (cell) => {
    expect(readName(cell).value).toBe(cell);
    expect(codes(cell)).toContain('warning name-unusual');
  });
  it('are refused where somebody pasted a page into the cell', () => expect(codes('长'.repeat(41))).toEqual(['error name-too-long']));
  it('are compared without blanks, dots and case', () => expect([nameKey('Ali Khan'), nameKey('阿依·买')]).toEqual(['alikhan', '阿依买']));
});
