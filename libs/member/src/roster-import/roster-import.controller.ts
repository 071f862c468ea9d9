import { Body, Controller, Get, Header, Headers, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { UnitId } from '@lyceum/contracts/ids';
import { Access } from '@lyceum/nest-kit/access';
import { paging } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Asked, Needs } from '@lyceum/nest-kit/http';
import type { Messages } from '@lyceum/nest-kit/messages';
import { Problem } from '@lyceum/nest-kit/problem';
import { MESSAGES } from '@lyceum/nest-kit/problem.filter';
import { OneOfFewFiles, Upload } from '@lyceum/nest-kit/upload';
import { template } from './csv.ts';
import { fields } from '../roster-sheet/headings.ts';
import { failedRows, importAnswer, ImportedRows, RosterImportAnswer, rowsAnswer } from './import-answers.ts';
import type { ImportState } from './import-state.ts';
import { kept, RosterImport } from './roster-import.ts';

const Into = z.strictObject({ unit: UnitId });
const Which = z.object({ importId: z.string().regex(/^[A-Za-z0-9]{1,64}$/) });
const Listing = paging.extend({ state: z.enum(['waiting', 'error', 'warning', 'ok', 'skipped']).optional(), action: z.enum(['new', 'unchanged', 'changed', 'duplicate']).optional(), guess: z.enum(['mainPost', 'tier']).optional() });
const row = z.number().int().min(1).max(200_000);
const Choices = z.strictObject({
  headings: z.array(z.strictObject({ column: z.number().int().min(0).max(99), field: z.enum(fields).nullable() })).max(100).optional(),
  units: z.array(z.strictObject({ path: z.string().min(1).max(200), decision: z.union([z.literal('create'), UnitId]) })).max(2000).optional(),
  mainPosts: z.array(z.strictObject({ row })).max(2000).optional(),
}).meta({ id: 'ImportChoices' });
const Started = z.object({ importId: z.string() });

const csvFile = 'text/csv; charset=utf-8';

/** Everything asks whether the right `imports` still reaches the unit that the import is for; another's answers as what does not exist. */
@ApiTags('roster import')
@Controller('api/imports')
export class RosterImportController {
  constructor(private readonly imports: RosterImport, private readonly access: Access, @Inject(MESSAGES) private readonly messages: Messages) {}

  @Get('template.csv') @Needs('imports') @ApiProduces('text/csv') @Header('content-type', csvFile) @Header('content-disposition', 'attachment; filename="roster-template.csv"')
  template(@Asked() call: Call) { return template(call.language); }

  /** What was uploaded rests for a day; of one person's, fifty at a time: a further one takes the place of the oldest that is not being written. */
  @Post() @Needs('imports') @ApiConsumes('application/octet-stream') @ApiBody({ schema: { type: 'string', format: 'binary' } }) @ApiCreatedResponse({ standardSchema: Started })
  async start(@Asked() call: Call, @Query({ schema: Into }) { unit }: z.infer<typeof Into>, @Headers('x-file-name') name: string | undefined, @Upload() file: Buffer) {
    await this.access.unit(call, unit);
    if (file.length === 0) throw new Problem(422, 'file-missing');
    return { importId: await this.imports.start(call, unit, fileName(name), file) };
  }

  @Get(':importId') @Needs('imports') @ApiOkResponse({ standardSchema: RosterImportAnswer })
  async show(@Asked() call: Call, @Param({ schema: Which }) { importId }: z.infer<typeof Which>) {
    const state = await this.reachable(call, importId);
    return importAnswer(state, await this.imports.result(importId), kept, this.messages, call.language);
  }

  @Get(':importId/rows') @Needs('imports') @ApiOkResponse({ standardSchema: ImportedRows })
  async rows(@Asked() call: Call, @Param({ schema: Which }) { importId }: z.infer<typeof Which>, @Query({ schema: Listing }) { state, action, guess, ...page }: z.infer<typeof Listing>) {
    await this.reachable(call, importId);
    return rowsAnswer(await this.imports.result(importId), { state, action, guess }, page, this.messages, call.language);
  }

  @Post(':importId/choices') @Needs('imports') @ApiCreatedResponse({ standardSchema: Started })
  async choose(@Asked() call: Call, @Param({ schema: Which }) { importId }: z.infer<typeof Which>, @Body({ schema: Choices }) choices: z.infer<typeof Choices>) {
    await this.reachable(call, importId);
    await this.imports.choose(importId, choices, call);
    return { importId };
  }

  @Post(':importId/run') @Needs('imports') @ApiCreatedResponse({ standardSchema: Started })
  async run(@Asked() call: Call, @Param({ schema: Which }) { importId }: z.infer<typeof Which>) {
    await this.reachable(call, importId);
    await this.imports.run(importId, call);
    return { importId };
  }

  @Get(':importId/failed.csv') @Needs('imports') @ApiProduces('text/csv') @Header('content-type', csvFile) @Header('content-disposition', 'attachment; filename="failed-rows.csv"') @OneOfFewFiles()
  async failed(@Asked() call: Call, @Param({ schema: Which }) { importId }: z.infer<typeof Which>) {
    await this.reachable(call, importId);
    const result = await this.imports.result(importId);
    if (!result) throw new Problem(409, 'import-busy');
    return this.imports.ofSheet(importId, (sheet) => failedRows(sheet, result, this.messages, call.language));
  }

  private async reachable(call: Call, importId: string): Promise<ImportState> {
    const state = await this.imports.state(importId);
    await this.access.unit(call, state.unit);
    return state;
  }
}

/** For people to recognise the file; never a path on a disk of ours. */
const fileName = (header: string | undefined): string => {
  let name = header ?? '';
  try { name = decodeURIComponent(name); } catch { /* shown as it came */ }
  return name.replace(/^.*[/\\]/, '').replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').slice(0, 200) || 'roster.csv';
};
