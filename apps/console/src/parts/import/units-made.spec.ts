import { expect, it } from '@jest/globals';
import type { NewUnit } from '../../api-types.ts';
import { unitsMade } from './units-made.ts';

const unit = (...names: string[]): NewUnit => ({ path: names.join('/'), nearest: [], longer: [], longerTotal: 0, makes: { below: '市局', names } });

it('lists each unit once that is made for some of a list, and marks those that are made only for what is below them', () => {
  expect(unitsMade([unit('东台', '一班'), unit('东台', '二班'), unit('东台', '一班'), unit('新媒体中心')]).map(({ path, above }) => [path, above]))
    .toEqual([['市局/东台', true], ['市局/东台/一班', false], ['市局/东台/二班', false], ['市局/新媒体中心', false]]);
  expect(unitsMade([unit('东台', '一班'), unit('东台')])[0]).toEqual({ path: '市局/东台', above: false }); // the list names it as well
});
