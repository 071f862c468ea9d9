import { projectionsOf } from '@lyceum/nest-kit/projections';
import { contexts } from '@lyceum/solo/contexts';

/** Who reacts to messages, by name. */
export const consumers: readonly string[] = contexts.flatMap(({ reactions }) => reactions.map(({ reactor: { name } }) => name));

export const allProjections = projectionsOf(contexts);
