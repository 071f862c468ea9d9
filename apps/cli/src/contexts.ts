import type { Projection } from '@lyceum/core/projection';
import { directoryProjections } from '@lyceum/directory/directory.projections';
import type { Context } from '@lyceum/nest-kit/context';
import { contexts } from '@lyceum/solo/contexts';

/** Who reacts to messages, by name. */
export const consumers: readonly string[] = contexts.flatMap(({ reactions }) => reactions.map(({ reactor: { name } }) => name));

/** What a context's own process keeps in rows: its projections, and those of the directory. */
export const projectionsOf = (context: Context): readonly Projection[] => unique([...directoryProjections, ...context.projections] as Projection[]);
export const allProjections: readonly Projection[] = unique(contexts.flatMap(projectionsOf));

function unique(projections: readonly Projection[]): readonly Projection[] { return [...new Map(projections.map((each) => [each.name, each])).values()]; }
