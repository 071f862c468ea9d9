import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Logger } from 'pino';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { Directory } from '@lyceum/directory/directory';
import { ProjectedDirectory } from '@lyceum/directory/projected-directory';
import { SearchFollower } from '@lyceum/directory/search-follower';
import { assertWithin, Damaged, DerivedDamaged, NewerRelease, type EventStore } from '@lyceum/event-store/event-store';
import { ReadableEventStore } from '@lyceum/event-store/readable';
import type { Clock } from '@lyceum/jobs/clock';
import type { MessageBus } from '@lyceum/message-bus/message-bus';
import { startReactions } from '@lyceum/message-bus/reactions';
import { Relay } from '@lyceum/message-bus/relay';
import { Projector } from '@lyceum/read-store/projector';
import type { ReadStore } from '@lyceum/read-store/read-store';
import type { Rows } from '@lyceum/read-store/rows';
import type { Accounts, Keys } from '@lyceum/vault/vault';
import { showBacklog } from './backlog.ts';
import { limitBodies, ofAnybody } from './body-limits.ts';
import { checkClock } from './clock-check.ts';
import { Commands } from './commands.ts';
import { consoleFiles, rewriteUrl } from './console-files.ts';
import type { Context } from './context.ts';
import { refuseDemo } from './demo-city.ts';
import { documentOf } from './document.ts';
import { HealthController, Readiness, type Check } from './health.controller.ts';
import { hostModule, type Adapters } from './host-module.ts';
import { MeasuredEventStore } from './measured-store.ts';
import { NestLog } from './logging.ts';
import { patiently } from './patiently.ts';
import { deepest, isTooDeep } from './plain.ts';
import { hungUp, Problem } from './problem.ts';
import { projectionsOf } from './projections.ts';
import { assertGuarded, routesOf, type Route } from './routes.ts';
import { registeredNames, sealedNames } from './sealed-names.ts';
import { securityHeaders } from './security-headers.ts';
import { HttpSettings } from './settings.ts';
import { Telemetry } from './telemetry.ts';
import { Timers } from './timers.ts';
import { unrouted } from './unrouted.ts';
import { WatchedKeys } from './watched-keys.ts';
import { refuseWrongMethods } from './wrong-method.ts';

export type HostOptions = {
  readonly contexts: readonly Context[];
  readonly adapters: Adapters;
  readonly log: Logger;
  /** Who makes the rows; absent: a projector in this thread. `changed` wants to be told of projections whose rows are others than before. */
  readonly rows?: ((given: RowsWanted) => Rows) | undefined;
  /** `console`: the folder of the built console. `trustProxy`: addresses whose X-Forwarded-… are believed. */
  readonly http?: Partial<HttpSettings> & { readonly console?: string | undefined; readonly trustProxy?: readonly string[] | undefined };
  /** Milliseconds for which a host that is to stop goes on answering, while /readyz says so: until load balancers have seen it. */
  readonly drain?: number;
  readonly version?: string;
};

export type RowsWanted = { readonly events: EventStore; readonly reads: ReadStore; readonly projections: readonly Projection[]; readonly changed: (projection: Pick<Projection, 'name'>) => void };

/** Contexts on adapters, as one process. */
export type Host = {
  readonly app: NestFastifyApplication;
  readonly adapters: Adapters;
  readonly directory: Directory;
  readonly commands: Commands;
  readonly rows: Rows;
  readonly routes: readonly Route[];
  /**
   * Starts what runs behind the requests; answers when all rows are as new as the log was. Waits for what is away meanwhile; throws what no
   * waiting mends: `Damaged` (`LostEnd` among it), `DerivedDamaged`, `NewerRelease`, a demo city in production.
   */
  start(): Promise<void>;
  /** Answers the port; 0 asks for any. */
  listen(port: number, address?: string): Promise<number>;
  /** Resolves when everything recorded so far has reached rows, reactors and what reactors did. */
  settle(): Promise<void>;
  /** Asks what is due now; for a clock that was set. */
  tick(): Promise<void>;
  /** Takes no new requests, finishes those under way, closes everything. Idempotent. */
  stop(): Promise<void>;
};

export const createHost = async ({ contexts, adapters: given, log, rows: make = projectorOf, http = {}, drain = 0, version = '0.1.0' }: HostOptions): Promise<Host> => {
  const telemetry = new Telemetry();
  const adapters = { ...given, events: new ReadableEventStore(new MeasuredEventStore(given.events, telemetry), vocabulary), keys: new WatchedKeys(given.keys, log, telemetry) };
  const { events, reads, search, bus, jobs, keys, accounts, clock } = adapters;
  const routes = routesOf([HealthController, ...contexts.flatMap(({ controllers }) => controllers)]);
  assertGuarded(routes);
  const { console: consoleFolder, trustProxy, ...rest } = http;
  const settings = new HttpSettings(rest);
  const readiness = new Readiness();
  const projections = projectionsOf(contexts);
  const directory = new ProjectedDirectory({ reads, events, keys, search, clock, remember: true });
  const follower = new SearchFollower(events, keys, search, vocabulary, (memberId) => directory.forget(memberId));
  const rows = make({ events, reads, projections, changed: (projection) => directory.changed(projection) });
  const relay = new Relay(events, bus, adapters.relay, vocabulary);
  const vital = (name: string, run: () => Promise<void>): Check => ({ name, vital: true, run });
  const waiting = (name: string, run: () => Promise<void>): Check => ({ name, vital: false, run }); // what they hold up waits in the log
  const checks = [
    vital('events', () => events.healthy()), vital('rows', () => askRows(reads, rows)), vital('vault', () => askVault(keys, accounts)), waiting('projections', () => rows.healthy()),
    waiting('bus', () => bus.healthy()), waiting('relay', () => relay.healthy()), waiting('jobs', () => jobs.healthy()), waiting('search', () => follower.healthy()),
    waiting('clock', async () => { if (readiness.state !== 'starting') await checkClock(reads, clock); }), // before that there are no rows to ask
  ];

  const adapter = new FastifyAdapter({
    rewriteUrl: consoleFolder ? rewriteUrl : ({ url }: { url?: string | undefined }) => url ?? '/', genReqId: () => randomUUID(), trustProxy: trustProxy ? [...trustProxy] : false,
    bodyLimit: ofAnybody, requestTimeout: 120_000, routerOptions: { maxParamLength: 500 }, skipMiddie: true, logger: false, ...unrouted(settings.production),
  });
  const app = await NestFactory.create<NestFastifyApplication>(hostModule({ contexts, adapters, directory, rows, settings, telemetry, readiness, checks }), adapter, { bodyParser: false, logger: new NestLog(log), abortOnError: false });
  const commands = app.get(Commands);
  hook(app, settings, telemetry, log);
  limitBodies(app.getHttpAdapter().getInstance(), routes);
  refuseWrongMethods(app.getHttpAdapter().getInstance());
  app.enableCsrfProtection();
  const document = () => documentOf(app, routes, version); // when it is first asked for: a start need not wait for it
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/docs-json', yamlDocumentUrl: 'api/docs-yaml', customSiteTitle: 'Lyceum API' });
  if (consoleFolder) app.useStaticAssets(consoleFiles(consoleFolder));
  await app.init();

  const reactors = contexts.flatMap(({ reactions }) => reactions.map(({ reactor: { name } }) => name));
  showBacklog(telemetry, { adapters, rows, reactors });
  telemetry.gauge('lyceum_newer_release', '1 where the log holds what only a newer release can read', () => (events.unreadable ? 1 : 0));
  telemetry.gauge('lyceum_ready', '1 while this process asks for requests', () => (readiness.state === 'ready' ? 1 : 0));

  const timers = new Timers(contexts.flatMap((context) => context.jobs ?? []), jobs, clock, { reads, directory, commands }, (source, error) => log.error({ error: String(error) }, `what is due of ${source} could not be asked`));
  let stopped: Promise<void> | undefined;
  return {
    app, adapters, directory, commands, rows, routes,
    start: async () => {
      const again = (why: string) => {
        if (readiness.state === 'starting') log.warn({ why }, 'what the start needs is away; it is tried again until it is there');
        return readiness.state === 'starting';
      };
      keys.tryAll();
      const readable = patiently(() => events.kinds(), again);
      readable.catch(() => undefined); // awaited before anything is written
      const [last] = await patiently(() => events.readLog({ backwards: true, limit: 1 }), again);
      if (settings.production) await patiently(() => refuseDemo(events), again);
      await patiently(() => keys.assertOwn(registeredNames(events)), again); // before search is filled with names
      const mayWait = async () => {
        await reads.healthy().catch((error: unknown) => { if (error instanceof DerivedDamaged) throw error; });
        await rows.healthy().catch((error: unknown) => {
          if (error instanceof Damaged || error instanceof DerivedDamaged || error instanceof NewerRelease) throw error; // of the log or of what is made from it
          log.error({ error: String(error) }, 'rows are held up');
        });
      };
      await patiently(() => assertWhole(events, { 'the search table': search, 'the relay': adapters.relay }), again);
      await patiently(() => rows.start(), again);
      await mayWait();
      await patiently(() => follower.start(), again);
      while (!(await rows.caughtUp(10_000)) && readiness.state === 'starting') {
        log.info({ progress: rows.progress().map(({ name: projection, state, position }) => ({ projection, state, position })) }, 'rows are catching up with the log');
        await mayWait();
      }
      keys.tryPeople(sealedNames(reads));
      await checkClock(reads, clock).catch((error: unknown) => {
        if (error instanceof DerivedDamaged) throw error;
        log.error({ error: String(error) }, 'the clock and the log disagree');
      });
      await reads.forget(projections).catch((error: unknown) => log.error({ error: String(error) }, 'rows that nobody reads any more could not be dropped; it is tried at the next start'));
      await readable;
      await startReactions(contexts.flatMap((context) => context.reactions), { store: events, bus: measured(bus, telemetry, clock), vocabulary, now: () => clock.now() });
      relay.start();
      await timers.start(last?.recordedAt ?? '');
      if (readiness.state === 'starting') readiness.state = 'ready';
    },
    listen: async (port, address = '127.0.0.1') => {
      await app.listen(port, address);
      return (app.getHttpServer().address() as { port: number }).port;
    },
    settle: async () => {
      await relay.idle();
      const head = await events.head();
      await rows.waitFor(head, 60_000);
      while ((await search.checkpoint()) < head) await setTimeout(5);
    },
    tick: () => timers.ask(),
    stop: () => (stopped ??= (async () => {
      readiness.state = 'stopping';
      if ((app.getHttpServer() as Server).listening) await setTimeout(drain);
      await closeApp(app);
      await timers.stop();
      await jobs.close();
      await relay.stop();
      await bus.close();
      await follower.stop();
      await rows.stop();
      for (const closed of [adapters.relay, search, reads, accounts, keys, events]) await closed.close();
      telemetry.registry.clear();
    })()),
  };
};

const projectorOf = ({ events, reads, projections, changed }: RowsWanted): Rows => new Projector(events, reads, projections, vocabulary, { changed });

/** Tells how long after its event each reaction was done. */
const measured = (bus: MessageBus, telemetry: Telemetry, clock: Clock): Pick<MessageBus, 'consume'> => ({
  consume: (consumer) => bus.consume({ ...consumer, receive: async (message) => {
    await consumer.receive(message);
    telemetry.reacted(consumer.name, Math.max(0, Date.parse(clock.now()) - Date.parse(message.event.recordedAt)) / 1000);
  } }),
});

/** Throws `LostEnd` where any of those who follow the log has come further than it goes. */
const assertWhole = async (events: EventStore, followers: Readonly<Record<string, { checkpoint(): Promise<Position> }>>): Promise<void> => {
  for (const [name, follower] of Object.entries(followers)) await assertWithin(events, await follower.checkpoint(), name);
};

/** Whether rows can be read, as far as those who read and write them have come across. */
const askRows = async (reads: ReadStore, rows: Rows): Promise<void> => {
  await reads.healthy();
  await rows.healthy().catch((error: unknown) => { if (error instanceof DerivedDamaged) throw error; });
};

/** Each of its two stores a question that it has to look up. */
const askVault = async (keys: Keys, accounts: Accounts): Promise<void> => {
  await Promise.all([keys.holder('account', 'nobody'), accounts.isActive('nobody')]);
};

/** Requests under way are answered; connections that are kept open for further ones are not waited for, also those that fall idle only now. */
const closeApp = async (app: NestFastifyApplication): Promise<void> => {
  const server = app.getHttpServer() as Server;
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  try { await app.close(); } finally { clearInterval(sweep); }
};

/** What every request passes: its id, the headers that browsers heed, its line in the log and its place in the figures. */
const hook = (app: NestFastifyApplication, { production }: HttpSettings, telemetry: Telemetry, log: Logger): void => {
  const fastify = app.getHttpAdapter().getInstance();
  const headers = securityHeaders(production);
  fastify.removeContentTypeParser('text/plain'); // forms of other sites could send it
  fastify.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload)); // read by `@Upload`, after the guards
  fastify.addHook('onRequest', (request, reply, done) => {
    const path = request.routeOptions.url ?? request.url; // the route's own spelling: an address can be written in many
    reply.headers(path.startsWith('/api/') && !path.startsWith('/api/docs') ? headers.data : headers.page).header('x-request-id', request.id);
    reply.raw.once('close', () => { // once for every request; `onResponse` would pass over those that are hung up or too slow
      const route = request.routeOptions.url ?? 'unmatched', whole = reply.raw.writableEnded;
      const status = whole ? reply.statusCode : hungUp;
      telemetry.answered(request.method, route, status, reply.elapsedTime / 1000);
      log.info({ requestId: request.id, method: request.method, route, status, milliseconds: Math.round(reply.elapsedTime) }, whole ? 'answered' : 'cut off before it was answered');
    });
    done();
  });
  fastify.addHook('preValidation', (request, _reply, done) => done(isTooDeep(request.body) ? new Problem(422, 'too-deep', { deepest }) : undefined));
};
