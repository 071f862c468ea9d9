import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Conflict, Unavailable } from '@lyceum/event-store/event-store';
import { Refusal } from '@lyceum/core/decider';
import type { Outcome } from '@lyceum/event-store/handle';

/** Figures about the service itself. Labels are routes' patterns, categories and outcomes: never an id, never a name. */
@Injectable()
export class Telemetry {
  readonly registry = new Registry();
  private readonly requests = new Histogram({ name: 'lyceum_http_request_seconds', help: 'Time to answer a request', labelNames: ['method', 'route', 'status'], buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 3], registers: [this.registry] });
  private readonly appends = new Histogram({ name: 'lyceum_append_seconds', help: 'Time until an append was durable, or refused', buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 1, 5], registers: [this.registry] });
  private readonly commands = new Counter({ name: 'lyceum_commands_total', help: 'Commands by category of stream, by name and outcome', labelNames: ['category', 'command', 'outcome'], registers: [this.registry] });
  private readonly reactions = new Histogram({ name: 'lyceum_reaction_seconds', help: 'From when an event was recorded until a consumer had done what follows from it', labelNames: ['consumer'], buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600], registers: [this.registry] });

  constructor() { collectDefaultMetrics({ register: this.registry }); } // event loop lag and memory among them

  /** A figure that is asked for when it is read; left out where it can't be told, so that one that is away hides no other. */
  gauge(name: string, help: string, value: () => number | Promise<number>): void {
    new Gauge({ name, help, registers: [this.registry], async collect() { try { this.set(await value()); } catch { this.remove(); } } });
  }
  /** The same for several at once, told apart by one label. */
  gauges(name: string, help: string, label: string, values: () => Promise<Readonly<Record<string, number>>>): void {
    new Gauge({
      name, help, labelNames: [label], registers: [this.registry],
      async collect() {
        this.reset();
        try { for (const [each, value] of Object.entries(await values())) this.set({ [label]: each }, value); } catch { /* left out, as above */ }
      },
    });
  }
  appended(seconds: number): void { this.appends.observe(seconds); }
  answered(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
  }
  /** A consumer has done what follows from an event, so many seconds after it was recorded. */
  reacted(consumer: string, seconds: number): void { this.reactions.observe({ consumer }, seconds); }
  async counted(category: string, command: string, handled: Promise<Outcome>): Promise<Outcome> {
    try {
      const outcome = await handled;
      this.commands.inc({ category, command, outcome: outcome.repeated ? 'repeated' : outcome.facts.length > 0 ? 'accepted' : 'unchanged' });
      return outcome;
    } catch (error) {
      this.commands.inc({ category, command, outcome: error instanceof Refusal ? 'refused' : error instanceof Conflict ? 'conflict' : error instanceof Unavailable ? 'unavailable' : 'failed' });
      throw error;
    }
  }
}
