import { Deposited, Relocated, Shut } from '../examples.ts';
import { ArrayLog } from './array-log.ts';

/** The same log of so many events each time: 40 accounts that get money, move, are shut and come back. */
export const story = (events: number): ArrayLog => {
  const log = new ArrayLog(500);
  for (let n = 0; n < events; n++) {
    const account = `a${(n * 7919) % 40}`;
    const branch = n % 3 ? 'north' : 'south';
    log.add(n % 97 === 96 ? Shut({ account }) : n % 11 === 10 ? Relocated({ account, branch }) : Deposited({ account, branch, amount: n % 13 }));
  }
  return log;
};
