import type { Projection } from '@lyceum/core/projection';
import { learningFileEntries } from './learning-file/learning-file.projection.ts';
import { sessionOutlines } from './learning-file/session-outline.projection.ts';
import { policies } from './policy/policy.projection.ts';

export const assessmentProjections: readonly Projection[] = [policies, learningFileEntries, sessionOutlines];
