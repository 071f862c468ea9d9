import { Body, Controller, Get, Header, Injectable, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { RenameUnit, UnitRenamed } from '@lyceum/contracts/member/unit-tree';
import { decider, refuse } from '@lyceum/core/decider';
import type { Of } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import { ReadStore } from '@lyceum/read-store/read-store';
import { Access } from '../access.ts';
import { shown, written } from '../answers.ts';
import type { Call, Visit } from '../call.ts';
import { Commands } from '../commands.ts';
import type { Context } from '../context.ts';
import { Denials, type Denial } from '../denials.ts';
import { AsOf, Asked, Keyless, Needs, Public, Visiting, type Moment } from '../http.ts';
import { Moments } from '../moments.ts';
import { Upload } from '../upload.ts';

const sign = decider<string, Of<typeof RenameUnit>, Of<typeof UnitRenamed>>({
  category: 'sign', id: ({ unitId }) => unitId, initial: '',
  decide: { RenameUnit: (wish, name) => { if (wish.name === name) refuse('same-name', { name }); return [UnitRenamed(wish)]; } },
  evolve: { UnitRenamed: (_, { name }) => name },
});
export const signs = projection<{ name: string }, Of<typeof UnitRenamed>>({
  name: 'signs', version: 1, initial: { name: '' }, keys: { UnitRenamed: ({ data }) => data.unitId },
  on: { UnitRenamed: (_, { data }) => { if (data.name === 'poison') throw new Error('cannot be projected'); return { name: data.name }; } },
});
const Which = z.object({ unitId: z.string().max(150) });
const Visitor = z.strictObject({ account: z.string() });
const Body_ = z.strictObject({ name: z.string().min(2).max(80), from: z.iso.date() });

@Controller('api/signs')
class SignController {
  constructor(private readonly commands: Commands, private readonly access: Access, private readonly reads: ReadStore, private readonly moments: Moments) {}
  @Get(':unitId') @Needs('units.read') @ApiOkResponse({ standardSchema: shown(z.object({ name: z.string().nullable() })) })
  async read(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>) {
    await this.access.unit(call, unitId);
    return { name: (await this.reads.get(signs, unitId, moment.asOf))?.row.name ?? null, ...(await this.moments.shown(moment)) };
  }
  @Get(':unitId/now') @Needs('own') now(@Param({ schema: Which }) which: z.infer<typeof Which>) { return which; }
  @Post(':unitId') @Needs('units.change') @ApiCreatedResponse({ standardSchema: written() })
  async rename(@Asked() call: Call, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Body({ schema: Body_ }) body: z.infer<typeof Body_>) {
    const { position } = await this.commands.handle(sign, RenameUnit({ unitId, ...body }), await this.access.unit(call, unitId));
    return { position };
  }
  @Post(':unitId/file') @Needs('own') async file(@Upload() bytes: Buffer) { return { size: bytes.length }; }
  @Post('none/break') @Needs('own') @Keyless() break() { throw new Error('secret detail of table x'); }
  @Post('none/login') @Public() login(@Visiting() visit: Visit, @Body({ schema: Visitor }) { account }: z.infer<typeof Visitor>) { visit.remember('t'.repeat(40)); return { account, language: visit.language }; }
  @Get('none/page') @Public() @Header('content-type', 'text/plain') page() { return 'hello'; }
}
/** Who was denied what, in order. */
export const denials: Denial[] = [];
@Injectable()
class KeptDenials extends Denials { async record(denial: Denial) { denials.push(denial); } }

/** A context of one aggregate, one row and a few routes, on contracts that exist. */
export const signContext: Context = {
  name: 'signs', projections: [signs], reactions: [], controllers: [SignController], providers: [{ provide: Denials, useClass: KeptDenials }],
  messages: { 'same-name': { zh: '名称已是“{name}”。', en: 'The name is {name} already.' } },
};
