import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

/**
 * What short-lived codes are proved with: the same in every process of a city, unlike in every other city, never in the log.
 * A host of several processes must give one, from its vault.
 */
export abstract class SigningSecret { abstract readonly key: KeyObject; }

/** For a host of one process that is not started twice: drawn anew each time, so that codes of before then expire at once. */
export class DrawnSigningSecret extends SigningSecret { readonly key = createSecretKey(randomBytes(32)); }
