import type { Recorded } from '@lyceum/core/event';

/** A committed event as others see it; adapters carry it as CloudEvents 1.0, keyed by its stream; a release of parked messages by the key that it releases. */
export type Message = { readonly key: string; readonly event: Recorded };

/** Handles one message; a rejection is retried, then parked with what follows on its key. */
export type Consumer = { readonly name: string; readonly types: readonly string[] | 'every'; receive(message: Message): Promise<void> };

/** Delivers at least once, in order per key; between keys there is no order. */
export abstract class MessageBus {
  /** Resolves when every message is safe with the bus. */
  abstract publish(messages: readonly Message[]): Promise<void>;
  /** Each consumer name is a group of its own: every message reaches one member of each group. */
  abstract consume(consumer: Consumer): Promise<void>;
  /** Resolves when nothing that was published is under way any more. */
  abstract idle(): Promise<void>;
  abstract healthy(): Promise<void>;
  abstract close(): Promise<void>;
}
