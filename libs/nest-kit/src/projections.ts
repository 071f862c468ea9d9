import type { Projection } from '@lyceum/core/projection';
import { directoryProjections } from '@lyceum/directory/directory.projections';
import type { Context } from './context.ts';

type AnyProjection = Projection<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of any shape

/** What a process that runs these contexts keeps in rows: their projections and the directory's, each once. */
export const projectionsOf = (contexts: readonly Pick<Context, 'projections'>[]): readonly AnyProjection[] =>
  [...new Map([...directoryProjections, ...contexts.flatMap(({ projections }) => projections)].map((each) => [`${each.name}@${each.version}`, each])).values()];
