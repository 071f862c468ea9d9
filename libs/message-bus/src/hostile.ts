import { InProcessBus } from './in-process.ts';
import type { Consumer } from './message-bus.ts';

/** As unkind as a broker may be: it delays, delivers again, and lets other keys go first. `random` gives numbers in [0, 1). */
export class HostileBus extends InProcessBus {
  constructor(private readonly random: () => number) { super(); }

  protected override async deliver(consumer: Consumer, text: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.random() * 4));
    await super.deliver(consumer, text);
    if (this.random() < 0.3) await super.deliver(consumer, text);
  }
}
