import { expect, it } from '@jest/globals';
import { inForm } from './form-title.ts';

it('titles a plan by its form of study, until somebody writes a title of their own', () => {
  const nameOf = (form: string) => `the ${form} form`;
  expect(inForm('new', { form: 'old', title: 'the old form' }, nameOf)).toEqual({ form: 'new', title: 'the new form' });
  expect(inForm('new', { form: 'old', title: '学习《条例》' }, nameOf)).toEqual({ form: 'new', title: '学习《条例》' });
});
