import type { Projection } from '@lyceum/core/projection';
import { accountRows } from './account/account.projection.ts';
import { lookRows } from './account/looks.projection.ts';
import { roster } from './member/roster.projection.ts';
import { headcount } from './unit-tree/headcount.projection.ts';

export const memberProjections: readonly Projection[] = [accountRows, headcount, lookRows, roster];
