import type { Projection } from '@lyceum/core/projection';

export const trainingProjections: readonly Projection[] = [];
