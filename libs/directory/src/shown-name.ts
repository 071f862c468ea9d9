import type { PersonName } from '@lyceum/contracts/person-name';
import { unreadable } from '@lyceum/vault/vault';
import type { Name } from './directory.ts';

/** A name as answers tell it. */
export const shownName = (name: Name | undefined): PersonName => (name === unreadable ? { name: null, unreadable: true } : { name: name ?? null });
