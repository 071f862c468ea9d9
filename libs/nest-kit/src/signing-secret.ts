/**
 * What short-lived codes are proved with: 32 bytes, the same in every process of a city, unlike in every other city, never in the log.
 * A host derives it from its vault; a city of one process may draw it anew at each start, and codes of before then expire at once.
 */
export abstract class SigningSecret { abstract readonly bytes: Buffer; }
