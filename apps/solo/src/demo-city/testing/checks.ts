import type { Directory } from '@lyceum/directory/directory';
import type { ReadStore } from '@lyceum/read-store/read-store';
import type { Stored } from '@lyceum/event-store/event-store';
import type { Aftermath } from './aftermath.ts';
import type { Town } from './town.ts';

/** Where a check looks: the pages of the town (over HTTP), its rows, a directory of its own on them; and the plain log to count in. */
export type Scene = { readonly town: Town; readonly after: Aftermath; readonly reads: ReadStore; readonly directory: Directory; readonly log: readonly Stored[] };
/** Throws where what pages show is not what happened. */
export type Check = (scene: Scene) => Promise<void>;
