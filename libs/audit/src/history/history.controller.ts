import { Readable } from 'node:stream';
import { Controller, Get, NotFoundException, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { addDays, instantIn, shanghaiDay } from '@lyceum/core/calendar';
import { historyKinds, type HistoryKind } from '@lyceum/contracts/audit/history-kinds';
import { Day } from '@lyceum/contracts/ids';
import { Directory } from '@lyceum/directory/directory';
import type { Right } from '@lyceum/directory/rights';
import { EventStore } from '@lyceum/event-store/event-store';
import { Access } from '@lyceum/nest-kit/access';
import { forwards, pageOf, paging, shown } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Looks } from '@lyceum/nest-kit/looks';
import { Moments } from '@lyceum/nest-kit/moments';
import { ReadStore } from '@lyceum/read-store/read-store';
import { Keys } from '@lyceum/vault/vault';
import { administrationCsv } from './administration-export.ts';
import { Histories, HistoryItem, type HistoryQuestion } from './history.query.ts';
import { matter, type Matter } from './matter.projection.ts';

const Subject = z.string().max(80).regex(/^(?:(?:member|unit|session):[A-Za-z0-9_]{1,64}|administration|log)$/, 'subject-malformed');
const place = z.string().regex(/^(?:[\w.:-]{1,64}|[\w-]{1,160}@\d{1,9})$/).meta({ description: 'a position, or <stream>@<revision>: as other facts name their source' });
const Where = z.object({ position: place });
const oneKind = `(?:${historyKinds.join('|')})`;
const Narrowed = z.strictObject({
  from: Day.optional(), to: Day.optional(),
  kind: z.string().max(80).regex(new RegExp(`^${oneKind}(?:,${oneKind})*$`), 'kind-malformed').optional().meta({ description: `one of ${historyKinds.join(', ')}, or several with commas between` }),
});
const Period = forwards(Narrowed);
const Asking = forwards(paging.extend({ subject: Subject, ...Narrowed.shape,
  at: place.optional().meta({ description: 'the first page is the one on which this event stands, where it is among those asked for; a position, or <stream>@<revision>. The whole log has no such page' }),
}));
type Asked = Partial<Pick<HistoryQuestion, 'from' | 'to' | 'asOf' | 'limit' | 'cursor' | 'at'> & Pick<z.infer<typeof Narrowed>, 'kind'>>;
const HistoryAnswer = shown(pageOf(HistoryItem).extend({ total: z.number().int().nullable().meta({ description: 'not counted for the whole log' }) })).meta({ id: 'History' });
const EventAnswer = HistoryItem.extend({ data: z.record(z.string(), z.unknown()), envelope: z.record(z.string(), z.unknown()) }).meta({ id: 'EventWhole' });

/** Who did what, when, and what it changed: read-only, and each look at a person is noted. */
@ApiTags('history')
@Controller('api')
export class HistoryController {
  private readonly histories: Histories;
  constructor(
    private readonly reads: ReadStore, events: EventStore, keys: Keys, private readonly directory: Directory, private readonly access: Access,
    private readonly looks: Looks, private readonly moments: Moments,
  ) {
    this.histories = new Histories(reads, events, directory, keys);
  }

  @Get('history') @Needs('own') @ApiOkResponse({ standardSchema: HistoryAnswer })
  async history(@Asked() call: Call, @AsOf() moment: Moment, @Query({ schema: Asking }) { subject, ...asked }: z.infer<typeof Asking>) {
    const [kind, id = ''] = subject.split(':') as [string, string?];
    const shown = await this.moments.shown(moment);
    const page = await this.page(call, moment, kind, id, asked);
    return { ...page, ...shown };
  }

  /** All of it as of one moment, however much is recorded meanwhile. */
  @Get('history/administration.csv') @Needs('administration.read') @ApiProduces('text/csv') @ApiOkResponse({ schema: { type: 'string' } })
  async administration(@Asked() call: Call, @AsOf() moment: Moment, @Query({ schema: Period }) narrowed: z.infer<typeof Period>) {
    const { position } = await this.moments.shown(moment);
    const question = { ...(await this.question(call, 'administration.read', { ...narrowed, asOf: position })), mayOpen: () => false, mayName: () => true, limit: 200 };
    const pages = administrationCsv(call.language, (at) => this.histories.of('administration', false, { ...question, ...at }));
    return new StreamableFile(Readable.from(pages), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="administration-${position}.csv"` });
  }

  @Get('events/:position') @Needs('history.read') @ApiOkResponse({ standardSchema: EventAnswer })
  async event(@Asked() call: Call, @Param({ schema: Where }) { position }: z.infer<typeof Where>) {
    const question = await this.question(call, 'history.read', {});
    const stored = await this.histories.at(position);
    if (!stored) throw new NotFoundException();
    const scope = await this.access.unit(call, stored.unit);
    const { memberId, ...event } = await this.histories.whole(stored, question);
    if (memberId !== null && memberId !== call.memberId) await this.looks.record(scope, memberId, 'details');
    return event;
  }

  private async page(call: Call, moment: Moment, kind: string, id: string, asked: Omit<z.infer<typeof Asking>, 'subject'>) {
    if (kind === 'administration') // who got which right cannot be checked without names
      return this.histories.of('administration', false, { ...(await this.question(call, 'administration.read', { ...asked, ...moment })), mayOpen: () => false, mayName: () => true });
    if (kind === 'member' && id === call.memberId) return this.histories.of(`member:${id}`, true, { ...(await this.question(call, undefined, { ...asked, ...moment })), mayOpen: () => true, mayName: () => true });
    const question = await this.question(call, 'history.read', { ...asked, ...moment });
    const reading = { ...call, right: 'history.read' } as const;
    if (kind === 'member') {
      await this.looks.record(await this.access.person(reading, id), id, 'history');
      return this.histories.of(`member:${id}`, true, question);
    }
    // Who pages through what happened has not looked at a person: their details stay closed, until one event or one person's history is opened.
    const closed = { ...question, mayOpen: () => false };
    if (kind === 'log') return this.log(closed);
    if (kind === 'unit') await this.access.unit(reading, id);
    if (kind === 'session') await this.access.unit(reading, await this.unitOfSession(id));
    return this.histories.of(`${kind}:${id}`, true, closed);
  }

  /** Days of recording become positions. */
  private async log(question: HistoryQuestion) {
    const positionBefore = (day: string) => this.directory.positionAt(new Date(Date.parse(instantIn(day, '00:00')) - 1).toISOString());
    const after = question.from === undefined ? undefined : await positionBefore(question.from);
    const upTo = question.to === undefined ? undefined : await positionBefore(addDays(question.to, 1));
    return this.histories.log(question, { after, upTo });
  }

  private async question(call: Call, right: Right | undefined, { kind, ...asked }: Asked): Promise<HistoryQuestion> {
    const units = right === undefined ? new Set<string>() : await this.access.held({ ...call, right }); // the route is for everybody's own history; what others need is asked here
    const open = await this.directory.unitsWith(call.memberId, 'persons.read');
    const tree = await this.directory.tree({ day: shanghaiDay(call.now), toCome: true, ...(asked.asOf === undefined ? {} : { asOf: asked.asOf }) });
    const may = (unit: string) => open.has(unit);
    return { limit: 50, ...asked, ...(kind !== undefined && { kind: kind.split(',') as HistoryKind[] }), units, mayOpen: may, mayName: may, tree, language: call.language };
  }
  private async unitOfSession(sessionId: string): Promise<string> {
    const unit = (await this.reads.get<Matter>(matter, `session:${sessionId}`))?.row.fields['unitId'];
    if (typeof unit !== 'string') throw new NotFoundException();
    return unit;
  }
}
