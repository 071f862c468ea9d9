import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Position } from '@lyceum/core/event';
import type { Right } from '@lyceum/directory/rights';
import type { Call, Visit } from './call.ts';

/**
 * How a controller of a context looks. One zod schema validates, types and documents, strict where it is of a body or a query; a controller checks the scope, then hands on.
 *
 *     const Note = z.object({ noteId: NoteId, text: Text(200), unitId: UnitId }).meta({ id: 'Note' }); // the id names it in OpenAPI
 *     const WriteNoteBody = z.strictObject({ unitId: UnitId, text: Text(200) });
 *     const Which = z.object({ noteId: NoteId });
 *     const Listing = paging.extend({ unit: UnitId.optional() });
 *
 *     @ApiTags('notes')
 *     @Controller('api/notes')
 *     export class NoteController {
 *       constructor(private readonly commands: Commands, private readonly access: Access, private readonly notes: NoteQuery) {}
 *
 *       @Post() @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written({ noteId: NoteId }) })
 *       async write(@Asked() call: Call, @Body({ schema: WriteNoteBody }) body: z.infer<typeof WriteNoteBody>) {
 *         const scope = await this.access.unit(call, body.unitId); // 404 where the right does not reach
 *         const noteId = idOf(call.command); // from the command: a retry makes no second note
 *         const { position } = await this.commands.handle(note, WriteNote({ noteId, ...body }), scope);
 *         return { noteId, position };
 *       }
 *
 *       @Get() @Needs('sessions.read') @ApiOkResponse({ standardSchema: shown(pageOf(Note)) })
 *       async list(@Asked() call: Call, @AsOf() moment: Moment, @Query({ schema: Listing }) query: z.infer<typeof Listing>) {
 *         const units = await this.access.units(call);
 *         return { ...(await this.notes.page([...units], query, moment)), ...(await this.moments.shown(moment)) };
 *       }
 *
 *       @Get(':noteId') @Needs('own') @ApiOkResponse({ standardSchema: Note })
 *       one(@Asked() call: Call, @Param({ schema: Which }) { noteId }: z.infer<typeof Which>) { … }
 *     }
 *
 * Import types of `@Body`, `@Query` … parameters as types, classes that Nest injects as values. `after`, `Idempotency-Key`, problems and
 * their languages are the host's business: refuse with `refuse('code')` in a decider or a controller and give the code's message in `Context.messages`.
 */

export const rightOfRoute = 'lyceum:right';
export const moments = 'lyceum:moments';
export const keyless = 'lyceum:keyless';

/** The right that a route needs. A caller who has it nowhere gets 403; where it reaches is for `Access` to check. */
export const Needs = (right: Right) => SetMetadata(rightOfRoute, right);
/** For everyone, logged in or not: login, set-up, activation, capture, health. A route with neither fails at start. */
export const Public = () => SetMetadata(rightOfRoute, 'public');
/** A write that may come without `Idempotency-Key`, since doing it twice is doing it once: logging out. */
export const Keyless = () => SetMetadata(keyless, true);

/** What the guards leave on a request. */
export type Guarded = FastifyRequest & { call?: Call; visit?: Visit; moment?: Moment };
const request = (context: ExecutionContext) => context.switchToHttp().getRequest<Guarded>();

/** The caller of a route that `@Needs` a right: a `Call`. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext) => request(context).call);
/** Whoever comes, also to a `@Public` route: a `Visit`, which can set and clear the login cookie. */
export const Visiting = createParamDecorator((_: unknown, context: ExecutionContext) => request(context).visit);

/** As it was when everything up to and including the position was recorded; empty: now. Spread it into `Find`, `When`, … */
export type Moment = { readonly asOf?: Position };
/** `?asOf=` as a `Moment`: a position, or an ISO instant resolved to one. A route without it refuses the parameter, so that now is never shown as then. */
export const AsOf = createParamDecorator((_: unknown, context: ExecutionContext) => request(context).moment ?? {}, [
  (target, key) => { if (key !== undefined) Reflect.defineMetadata(moments, true, (target as Record<string | symbol, object>)[key]!); },
]);
