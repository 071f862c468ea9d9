import { Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Directory } from '@lyceum/directory/directory';
import { Access } from '@lyceum/nest-kit/access';
import { paging } from '@lyceum/nest-kit/answers';
import type { Call, Scope } from '@lyceum/nest-kit/call';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Looks } from '@lyceum/nest-kit/looks';
import { Problem } from '@lyceum/nest-kit/problem';
import { ReadStore } from '@lyceum/read-store/read-store';
import { sessionPlan, type SessionPlan } from '../session/session-plan.projection.ts';
import { ExplanationAnswer } from './answers.ts';
import { Explanations } from './explanation.query.ts';
import { Frames, type Frame } from './frame.ts';
import { parseKey, type FigureKey } from './key.ts';
import type { Reader } from './sight.query.ts';
import { subjectOf } from './subject.query.ts';

const Which = z.object({ key: z.string().max(200) });
const separator = '~';
type Look = { readonly scope: Scope; readonly theirs: boolean };

/** "Why this figure": every key that a board shows opens here, and its terms again, down to the events. */
@ApiTags('figures')
@Controller('api/figures')
export class FigureController {
  constructor(
    private readonly explanations: Explanations, private readonly reads: ReadStore, private readonly directory: Directory,
    private readonly frames: Frames, private readonly access: Access, private readonly looks: Looks,
  ) {}

  @Get(':key') @Needs('own') @ApiOkResponse({ standardSchema: ExplanationAnswer })
  async explain(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { key: text }: z.infer<typeof Which>, @Query({ schema: paging }) { limit, cursor }: z.infer<typeof paging>) {
    const key = parseKey(text);
    if (!key) throw new Problem(422, 'figure-key-malformed');
    const [pinned, further] = split(cursor);
    const frame = await this.frames.frame(call, pinned === undefined ? moment : { asOf: pinned }, key);
    const { reader, look } = await this.reader({ ...call, right: 'figures.read' }, key, frame);
    const at = frame.shown.position;
    const { events, ...explanation } = await this.explanations.of(key, { at, now: frame.asOf === undefined, today: frame.today, tree: frame.tree, ownTree: frame.ownTree, reader, language: call.language, limit, cursor: further });
    const told = [explanation, ...explanation.terms].some(({ value }) => value) || (events?.total ?? 0) > 0;
    const known = !look || look.theirs || told; // of whoever has nothing to do with the unit nothing was seen, nor their name
    if (look && known) await this.looks.record(look.scope, key.id, 'record');
    const subject = known ? await subjectOf(this.reads, this.directory, key, { ...frame, language: call.language }) : null;
    // The pages of one list are all shown as of the moment of its first page, so that they add up although the log grows.
    return { ...explanation, subject, from: key.from, to: key.to, treeOn: key.treeOn ?? null, events: events && { ...events, next: events.next === null ? null : `${at}${separator}${events.next}` }, ...frame.shown };
  }

  /** 403 where the caller has the right nowhere; 404 for what lies outside their scope, as for what does not exist. `look`: it is another person's, who may see who looked; `theirs`: a person whom the caller's right reaches. */
  private async reader(call: Call, { scope, id, within }: FigureKey, { tree, asOf }: Frame): Promise<{ reader: Reader; look?: Look }> {
    if (scope === 'member') return this.ofPerson(call, id, within, tree);
    await this.access.held(call);
    if (scope !== 'session') return { reader: await this.frames.unit(call, id, tree) };
    const session = await this.reads.get<SessionPlan>(sessionPlan, id, asOf);
    if (!session) throw new NotFoundException();
    return { reader: await this.frames.unit(call, session.row.unitId, tree) };
  }
  private async ofPerson(call: Call, memberId: string, within: string | undefined, tree: Frame['tree']): Promise<{ reader: Reader; look?: Look }> {
    if (memberId === call.memberId) return { reader: await this.frames.reader(call, '') };
    const right = { ...call, right: 'persons.read' } as const;
    await this.access.held(right);
    if (within !== undefined && !tree.unit(within)) throw new NotFoundException();
    const scope = within === undefined ? await this.access.person(right, memberId) : await this.access.unit(right, within);
    const unitId = await this.directory.unitOf(memberId);
    return { reader: await this.frames.reader(call, within ?? ''), look: { scope, theirs: unitId !== undefined && (await this.access.units(right)).has(unitId) } };
  }
}

const split = (cursor: string | undefined): [string | undefined, string | undefined] => {
  if (cursor === undefined) return [undefined, undefined];
  const at = cursor.indexOf(separator);
  if (at < 1 || at === cursor.length - 1 || !/^[\w.:-]{1,64}$/.test(cursor.slice(0, at))) throw new Problem(422, 'cursor-malformed');
  return [cursor.slice(0, at), cursor.slice(at + 1)];
};
