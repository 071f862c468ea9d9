import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { EventStore } from '@lyceum/event-store/event-store';
import { Rows } from '@lyceum/read-store/rows';
import { ReadStore, type Filter } from '@lyceum/read-store/read-store';
import { Accounts, Keys } from '@lyceum/vault/vault';
import { accountRows } from './account/account.projection.ts';

const look = 250; // milliseconds between two looks at whether rows have caught up
const unconfirmed = 2 * 3600_000; // milliseconds: claims are swept after one hour, so that older ones need no confirming

/**
 * Log and vault can't be written in one step. Where a program stopped between the two, the log is right: at every start, whoever it calls
 * forgotten is forgotten in the vault too, and claims of people whom it has registered are confirmed. Repeating either changes nothing.
 */
@Injectable()
export class Mending implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('mending');
  private readonly stopping = new AbortController();
  private work: Promise<void> = Promise.resolve();
  constructor(private readonly store: EventStore, private readonly rows: Rows, private readonly reads: ReadStore, private readonly keys: Keys, private readonly accounts: Accounts) {}

  /** In the background, as soon as the rows are as new as the log. */
  onApplicationBootstrap(): void {
    this.work = this.whenFollowing().catch((error: unknown) => { if (!this.stopping.signal.aborted) this.logger.error({ error: String(error) }); });
  }
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.work;
  }

  private async whenFollowing(): Promise<void> {
    const following = () => this.rows.progress().some(({ name, state }) => name === accountRows.name && state === 'following');
    while (!following()) await setTimeout(look, undefined, { signal: this.stopping.signal, ref: false });
    await this.mend();
  }

  async mend(): Promise<void> {
    const forgotten = new Set(await this.keys.forgotten());
    for await (const page of this.people({ forgotten: true })) for (const memberId of page) if (!forgotten.has(memberId)) await this.keys.forget(memberId);
    for (const memberId of await this.keys.forgotten()) await this.accounts.forget(memberId);
    const [last] = await this.store.readLog({ backwards: true, limit: 1 });
    if (!last) return;
    const since = new Date(Date.parse(last.recordedAt) - unconfirmed).toISOString();
    for await (const page of this.people({ forgotten: false, claimedAt: { from: since } })) await Promise.all(page.map((memberId) => this.keys.confirm(memberId)));
  }

  private async *people(where: Filter): AsyncGenerator<readonly string[]> {
    for (let cursor: string | undefined; !this.stopping.signal.aborted;) {
      const { rows, next } = await this.reads.find(accountRows, { where, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
      yield rows.map(({ key }) => key);
      if (next === null) return;
      cursor = next;
    }
  }
}
