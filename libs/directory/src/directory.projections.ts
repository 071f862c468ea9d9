import type { Projection } from '@lyceum/core/projection';
import { grants } from './grants.projection.ts';
import { instants } from './instants.projection.ts';
import { people } from './people.projection.ts';
import { postings } from './postings.projection.ts';
import { units } from './units.projection.ts';

/** What every host projects for itself, so that it can answer for names, the tree, roles and moments. */
export const directoryProjections: readonly Projection[] = [units, people, postings, grants, instants];
