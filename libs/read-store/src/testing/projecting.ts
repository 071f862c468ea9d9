import { afterEach } from '@jest/globals';
import type { Projection } from '@lyceum/core/projection';
import { accounts, accountVocabulary, Deposited } from '../examples.ts';
import { Projector, type ProjectorOptions } from '../projector.ts';
import type { ReadStore } from '../read-store.ts';
import { temporaryReadStore } from '../temporary.ts';
import type { ArrayLog } from './array-log.ts';

export const raised: Projection = { ...accounts, version: 2 };
export const deposit = (account: string, amount: number, branch = 'north') => Deposited({ account, branch, amount });

/** Read stores and projectors that end with each test. */
export const projecting = () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => { for (const step of undo.splice(0).reverse()) await step(); });
  return {
    store: async () => {
      const { reads, close } = await temporaryReadStore();
      undo.push(close);
      return reads;
    },
    started: async (log: ArrayLog, reads: ReadStore, projections: readonly Projection[] = [accounts], options: ProjectorOptions = { pauses: [5] }) => {
      const projector = new Projector(log, reads, projections, accountVocabulary, options);
      await projector.start();
      undo.push(() => projector.stop());
      return projector;
    },
  };
};

/** A read store with some of its methods replaced. */
export const overriding = (reads: ReadStore, methods: Partial<ReadStore>): ReadStore => new Proxy(reads, {
  get: (target, name) => {
    const value = (Reflect.get(methods, name) ?? Reflect.get(target, name)) as unknown;
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  },
});
