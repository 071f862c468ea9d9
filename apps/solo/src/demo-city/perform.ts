import type { ManualClock } from '@lyceum/jobs/clock';
import type { InProcessJobs } from '@lyceum/jobs/in-process';
import type { Host } from '@lyceum/nest-kit/host';
import type { Step } from './steps.ts';

const reactedTo: ReadonlySet<Step['kind']> = new Set(['close', 'reopen', 'sign', 'withdraw']); // what reactors make of these gets the time at which they were

/**
 * Has somebody `take` each step, at its time: of one kind that follow one another, so many `together`. Before another kind begins, what they caused
 * has reached rows and reactors; weeks are judged by the host's own timers.
 */
export const perform = async (host: Host, clock: ManualClock, steps: readonly Step[], take: (step: Step) => Promise<unknown>, together = 1): Promise<void> => {
  for (const run of runsOf(steps)) {
    const { kind, at } = run[0]!;
    if (kind === 'judge') {
      await host.settle();
      clock.set(at);
      await host.tick();
      await (host.adapters.jobs as InProcessJobs).runDue();
      await host.settle();
      continue;
    }
    for (let begun = 0; begun < run.length; begun += together) {
      const group = run.slice(begun, begun + together);
      clock.set(group.at(-1)!.at);
      await Promise.all(group.map(take));
    }
    if (reactedTo.has(kind)) await host.settle();
  }
  await host.settle();
};

const runsOf = (steps: readonly Step[]): Step[][] => {
  const runs: Step[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run && run[0]!.kind === step.kind && step.kind !== 'judge') run.push(step); else runs.push([step]);
  }
  return runs;
};
