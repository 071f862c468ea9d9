import type { Projection } from '@lyceum/core/projection';

export const projectBiddingProjections: readonly Projection[] = [];
