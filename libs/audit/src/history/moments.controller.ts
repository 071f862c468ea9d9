import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { beginning } from '@lyceum/core/event';
import { Directory } from '@lyceum/directory/directory';
import { EventStore } from '@lyceum/event-store/event-store';
import type { Call } from '@lyceum/nest-kit/call';
import { Asked, Needs } from '@lyceum/nest-kit/http';
import { Problem } from '@lyceum/nest-kit/problem';

const Asking = z.strictObject({ at: z.iso.datetime({ offset: true }) });
const Answer = z.object({ position: z.string(), at: z.iso.datetime().nullable() }).meta({ id: 'Moment' });

/** From the clock to the log: which position stood at an instant, and when a position was recorded. */
@ApiTags('history')
@Controller('api/moments')
export class MomentsController {
  constructor(private readonly directory: Directory, private readonly events: EventStore) {}

  @Get() @Needs('own') @ApiOkResponse({ standardSchema: Answer })
  async at(@Asked() { now }: Call, @Query({ schema: Asking }) { at }: z.infer<typeof Asking>) {
    const instant = new Date(at).toISOString();
    if (instant > now) throw new Problem(422, 'as-of-future');
    return this.moment(await this.directory.positionAt(instant));
  }

  @Get('head') @Needs('own') @ApiOkResponse({ standardSchema: Answer })
  async head() { return this.moment(await this.events.head()); }

  private async moment(position: string) {
    if (position === beginning) return { position, at: null };
    const [event] = await this.events.readAt([position]);
    return { position, at: event?.recordedAt ?? null };
  }
}
