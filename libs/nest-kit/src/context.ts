import type { Type, Provider } from '@nestjs/common';
import type { Decider } from '@lyceum/core/decider';
import type { Fact, Wish } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { Reactor } from '@lyceum/core/reactor';
import type { Job } from '@lyceum/jobs/jobs';
import type { ReadStore } from '@lyceum/read-store/read-store';
import type { Directory } from '@lyceum/directory/directory';
import type { Commands } from './commands.ts';
import type { Messages } from './messages.ts';

/** What a job source may use. */
export type Tools = { readonly reads: ReadStore; readonly directory: Directory; readonly commands: Commands; readonly now: string };

/** Timers: what is due between two instants is asked of projections, again and again; firing sends commands whose ids follow from the job's. */
export type JobSource = {
  readonly name: string;
  due(tools: Tools, from: string, to: string): Promise<readonly Job[]>;
  run(tools: Tools, job: Job): Promise<void>;
};

/** A reactor with the decider that its commands go to. */
export type Reaction = { readonly reactor: Reactor; readonly decider: Decider<unknown, Wish, Fact, unknown> };
export const reaction = <S, C extends Wish, E extends Fact, R>(reactor: Reactor<C>, decider: Decider<S, C, E, R>): Reaction =>
  ({ reactor, decider: decider as unknown as Decider<unknown, Wish, Fact, unknown> });

/** One context, as a host runs it. */
export type Context = {
  readonly name: string;
  readonly projections: readonly Projection<any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- rows of any shape
  readonly reactions: readonly Reaction[];
  readonly controllers: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly jobs?: readonly JobSource[];
  /** Of its refusals, by code; `{name}` stands for a detail of the refusal. */
  readonly messages?: Messages;
};
