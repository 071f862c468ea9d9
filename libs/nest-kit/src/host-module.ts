import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Directory } from '@lyceum/directory/directory';
import type { PersonSearch } from '@lyceum/directory/search';
import { EventStore } from '@lyceum/event-store/event-store';
import { Clock } from '@lyceum/jobs/clock';
import { Jobs } from '@lyceum/jobs/jobs';
import { MessageBus } from '@lyceum/message-bus/message-bus';
import type { RelayState } from '@lyceum/message-bus/relay-state';
import { Rows } from '@lyceum/read-store/rows';
import { ReadStore } from '@lyceum/read-store/read-store';
import { Accounts, Keys } from '@lyceum/vault/vault';
import { Access } from './access.ts';
import { Commands } from './commands.ts';
import type { Context } from './context.ts';
import { Denials, LoggedDenials } from './denials.ts';
import { Guard } from './guard.ts';
import { CHECKS, CONTEXT_STATES, Health, HealthController, Readiness, type Check, type ContextStates } from './health.controller.ts';
import { Limits } from './limits.ts';
import { LoggedLooks, Looks } from './looks.ts';
import { ownMessages, type Messages } from './messages.ts';
import { MomentGuard } from './moment.guard.ts';
import { Moments } from './moments.ts';
import { MESSAGES, ProblemFilter } from './problem.filter.ts';
import { SchemaPipe } from './schema.pipe.ts';
import { HttpSettings } from './settings.ts';
import { DrawnSigningSecret, SigningSecret } from './signing-secret.ts';
import { StrayGuard } from './stray.guard.ts';
import { Telemetry } from './telemetry.ts';

/** What a host runs its contexts on. `relay`: where the relay remembers how far it is. */
export type Adapters = {
  readonly events: EventStore; readonly reads: ReadStore; readonly search: PersonSearch; readonly bus: MessageBus; readonly relay: RelayState;
  readonly jobs: Jobs; readonly keys: Keys; readonly accounts: Accounts; readonly clock: Clock;
  /** The same in every process of a city; absent where one process is the city. */
  readonly signingSecret?: SigningSecret;
};
export type Assembled = { readonly contexts: readonly Context[]; readonly adapters: Adapters; readonly directory: Directory; readonly rows: Rows; readonly settings: HttpSettings; readonly telemetry: Telemetry; readonly readiness: Readiness; readonly checks: readonly Check[] };

@Module({})
class HostModule {}

/** One Nest module of all contexts: ports by their classes, then what every route passes through, then each context's own. */
export const hostModule = ({ contexts, adapters, directory, rows, settings, telemetry, readiness, checks }: Assembled): DynamicModule => ({
  module: HostModule,
  controllers: [HealthController, ...contexts.flatMap(({ controllers }) => controllers)],
  providers: [
    { provide: EventStore, useValue: adapters.events }, { provide: ReadStore, useValue: adapters.reads }, { provide: Directory, useValue: directory },
    { provide: MessageBus, useValue: adapters.bus }, { provide: Jobs, useValue: adapters.jobs }, { provide: Keys, useValue: adapters.keys },
    { provide: Accounts, useValue: adapters.accounts }, { provide: Clock, useValue: adapters.clock }, { provide: Rows, useValue: rows },
    { provide: HttpSettings, useValue: settings }, { provide: Telemetry, useValue: telemetry }, { provide: Readiness, useValue: readiness },
    { provide: CHECKS, useValue: checks }, { provide: CONTEXT_STATES, useValue: statesOf(contexts) }, { provide: MESSAGES, useValue: messagesOf(contexts) },
    Health, Access, Commands, Moments, Limits, { provide: Denials, useClass: LoggedDenials }, { provide: Looks, useClass: LoggedLooks },
    { provide: SigningSecret, useValue: adapters.signingSecret ?? new DrawnSigningSecret() },
    { provide: APP_GUARD, useClass: Guard }, { provide: APP_GUARD, useClass: StrayGuard }, { provide: APP_GUARD, useClass: MomentGuard }, { provide: APP_FILTER, useClass: ProblemFilter }, { provide: APP_PIPE, useClass: SchemaPipe },
    ...contexts.flatMap(({ providers = [] }) => providers), // later ones win: a context may provide Denials or Looks
  ],
});

/** A context without routes, rows, reactions and timers is one that is still to be built. */
const statesOf = (contexts: readonly Context[]): ContextStates => Object.fromEntries(contexts.map(({ name, controllers, projections, reactions, jobs = [] }) =>
  [name, controllers.length + projections.length + reactions.length + jobs.length > 0 ? 'serving' : 'empty']));

/** Throws where two contexts say one code differently. */
export const messagesOf = (contexts: readonly Pick<Context, 'name' | 'messages'>[]): Messages => {
  const all: Record<string, Messages[string]> = { ...ownMessages };
  for (const { name, messages = {} } of contexts) {
    for (const [code, message] of Object.entries(messages)) {
      const before = all[code];
      if (before && (before.zh !== message.zh || before.en !== message.en)) throw new Error(`the message of ${code} in ${name} differs from one that is there already`);
      all[code] = message;
    }
  }
  return all;
};
