const start = Date.UTC(2020, 0, 1);

/**
 * The epoch of a log that is not simply the log of before: restored, or moved. Always more than the last, and, being the seconds since 2020,
 * another one for each of two restores of the same backup: rows and checkpoints made from one never pass for those of the other.
 */
export const nextEpoch = (epoch: number, now: string): number => Math.max(epoch + 1, Math.floor((Date.parse(now) - start) / 1000));
