import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RecordLookedAt } from '@lyceum/contracts/audit/access';
import { Directory } from '@lyceum/directory/directory';
import { EventStore } from '@lyceum/event-store/event-store';
import { shown } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Moments } from '@lyceum/nest-kit/moments';

const Look = z.object({ actor: z.object({ memberId: z.string(), name: z.string().nullable() }), what: z.string(), day: z.iso.date(), recordedAt: z.iso.datetime() });

/** Who looked at my record: 个人信息保护法 gives everyone the right to know. */
@ApiTags('accounts')
@Controller('api/me/looks')
export class LooksController {
  constructor(private readonly events: EventStore, private readonly directory: Directory, private readonly moments: Moments) {}

  @Get() @Needs('own') @ApiOkResponse({ standardSchema: shown(z.object({ items: z.array(Look) })) })
  async mine(@Asked() { memberId }: Call, @AsOf() moment: Moment) {
    const looks = (await this.events.readStream(`access-${memberId}`, moment)).filter(({ type }) => type === 'RecordLookedAt').reverse();
    const readers = looks.map(({ actor }) => actor.replace(/^member:/, ''));
    const names = await this.directory.names([...new Set(readers)]);
    const items = looks.map(({ version, data, recordedAt }, at) => {
      const { what, day } = RecordLookedAt.read(version, data).data;
      return { actor: { memberId: readers[at]!, name: names.get(readers[at]!) ?? null }, what, day, recordedAt };
    });
    return { items, ...(await this.moments.shown(moment)) };
  }
}
