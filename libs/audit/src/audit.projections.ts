import type { Projection } from '@lyceum/core/projection';
import { history } from './history/history.projection.ts';
import { matter } from './history/matter.projection.ts';

export const auditProjections: readonly Projection[] = [history, matter];
