import { setImmediate } from 'node:timers/promises';
import { fromCloudEvent, toCloudEvent, type CloudEvent } from './cloud-event.ts';
import { MessageBus, type Consumer, type Message } from './message-bus.ts';

/** After so many milliseconds of receiving, whoever else waits in this process has a turn: requests, timers. */
const turn = 10;

/**
 * One process, no broker: `publish` resolves when every consumer has received its messages, so that whoever publishes may
 * move its checkpoint and a crash only repeats. Messages are serialised as a broker would, in order per key, keys side by side.
 */
export class InProcessBus extends MessageBus {
  private readonly consumers: Consumer[] = [];
  private readonly lanes = new Map<string, Promise<void>>();
  private began = 0;
  private resting: Promise<void> | undefined;
  private closed = false;

  async publish(messages: readonly Message[]): Promise<void> {
    if (this.closed) throw new Error('the message bus is closed');
    const deliveries: Promise<void>[] = [];
    for (const consumer of this.consumers) {
      for (const message of messages) {
        if (consumer.types === 'every' || consumer.types.includes(message.event.type)) deliveries.push(this.enqueue(consumer, JSON.stringify(toCloudEvent(message)), message.key));
      }
    }
    const failed = (await Promise.allSettled(deliveries)).find((delivery) => delivery.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async consume(consumer: Consumer): Promise<void> {
    if (this.consumers.some(({ name }) => name === consumer.name)) throw new Error(`a consumer named ${consumer.name} is there already; in one process a group has one member`);
    this.consumers.push(consumer);
  }

  async idle(): Promise<void> {
    while (this.lanes.size > 0) await Promise.allSettled(this.lanes.values());
  }

  async healthy(): Promise<void> {
    if (this.closed) throw new Error('the message bus is closed');
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.idle();
  }

  protected async deliver(consumer: Consumer, text: string): Promise<void> {
    await consumer.receive(fromCloudEvent(JSON.parse(text) as CloudEvent));
  }

  /** Messages that were handled before need neither disk nor clock: thousands of them, as after a restore, would let nobody else in. */
  private async inTurn(consumer: Consumer, text: string): Promise<void> {
    while (performance.now() - this.began > turn) await (this.resting ??= this.rest());
    await this.deliver(consumer, text);
  }
  private async rest(): Promise<void> {
    await setImmediate();
    this.began = performance.now();
    this.resting = undefined;
  }

  /** One lane for each consumer and key: what follows on a key waits for what came before. */
  private enqueue(consumer: Consumer, text: string, key: string): Promise<void> {
    const name = `${consumer.name}\n${key}`;
    const before = this.lanes.get(name) ?? Promise.resolve();
    const lane = before.catch(() => {}).then(() => this.inTurn(consumer, text)).finally(() => {
      if (this.lanes.get(name) === lane) this.lanes.delete(name);
    });
    this.lanes.set(name, lane);
    return lane;
  }
}
