import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { Keys } from '@lyceum/vault/vault';
import { ImportArchive } from './import-archive.ts';
import { ImportSteps } from './import-steps.ts';
import { RosterImport } from './roster-import.ts';
import { RosterWriter } from './roster-writer.ts';
import { SealedFolder } from './sealed-folder.ts';
import { Surroundings } from './surroundings.ts';

/** Where imports rest: a folder that outlives the process, shared by the replicas of one service. A host lists it behind the context's own providers. */
export const importsIn = (folder: string): Provider => ({ provide: SealedFolder, useFactory: (keys: Keys) => new SealedFolder(folder, keys), inject: [Keys] });

/** Without a folder of their own, imports rest in one that no later process finds. */
const forThisProcess: Provider = { provide: SealedFolder, useFactory: (keys: Keys) => new SealedFolder(mkdtempSync(join(tmpdir(), 'lyceum-imports-')), keys), inject: [Keys] };

export const rosterImportProviders: readonly Provider[] = [forThisProcess, ImportArchive, Surroundings, RosterWriter, ImportSteps, RosterImport];
