import { z } from 'zod';
import { personName } from '@lyceum/contracts/person-name';
import { pageOf, shown } from '@lyceum/nest-kit/answers';

/** What figures answer; boards are made of it as well. */
export const FigureKeyAnswer = z.string().meta({ description: '<figure>/<scope>:<id>/<from>..<to>, or <from>..<to>@<day> upon the tree of units of that day; opens at /api/figures/<key>' });
const OneFigure = z.object({
  key: FigureKeyAnswer, label: z.string(), value: z.number().nullable().meta({ description: 'null where there is none, and where the reader may not see it' }), shown: z.string().meta({ description: '86.4 %, 1,204, <5 (too few to show), * (would give another away), – (none)' }),
  unitOfCount: z.enum(['percent', 'person-times', 'persons', 'sessions', 'weeks']),
  ratio: z.string().optional().meta({ description: 'of a share: the figures that it divides, by their labels' }),
});
export const FigureAnswer = OneFigure.extend({
  change: z.object({ value: z.number().nullable(), shown: z.string().meta({ description: '+74, −0.2 points: of shares the difference of what is shown of them' }), against: FigureKeyAnswer, before: z.string().meta({ description: 'what the figure of the period before shows: value = this figure − that one' }) }).optional().meta({ description: 'absent of a unit that was not there in the period before' }),
  among: OneFigure.optional().meta({ description: 'what it counts although it is settled: of missed weeks the mended ones' }),
}).meta({ id: 'Figure' });
export const PolicyAnswer = z.object({ policyId: z.string(), version: z.number(), title: z.string(), basis: z.string() }).nullable();

const FigureEvent = z.object({
  eventId: z.string(), position: z.string().meta({ description: 'empty where the figure counts people whom the reader may not know' }), type: z.string(), delta: z.number(), sentence: z.string(),
  memberId: z.string().optional().meta({ description: 'of distinct persons: who counts since this event, once each' }),
  occurredAt: z.string().meta({ description: 'an instant; the day alone where the position is empty' }), recordedAt: z.string(),
  actor: z.object({ id: z.string(), name: z.string() }), stream: z.string(), revision: z.number(),
});
const Term = OneFigure.extend({ sign: z.enum(['', '+', '÷']) });
const Explained = OneFigure.extend({
  meaning: z.string(), formula: z.object({ text: z.string(), symbols: z.string() }), terms: z.array(Term),
  definition: z.number().int().meta({ description: 'which definition of the figures the formula is of: what a figure rests on where there is no policy behind it' }), events: pageOf(FigureEvent).nullable().meta({ description: 'null where the figure has terms instead, and where they would tell of few people, for readers without a right to them' }), policy: PolicyAnswer, projection: z.object({ name: z.string(), version: z.number() }),
});
const Subject = z.object({ ...personName, unitName: z.string().nullable().meta({ description: 'of a session its unit; of a person the unit within which is counted, null where it is all' }) });
const Whose = { subject: Subject.nullable().meta({ description: 'whose figure it is; null where nothing is told of a person whom the reader has nothing to do with' }), from: z.iso.date(), to: z.iso.date(), treeOn: z.iso.date().nullable().meta({ description: 'the day whose tree of units it is laid upon, where that is not its last one' }) };
export const ExplanationAnswer = shown(Explained.extend(Whose)).meta({ id: 'Explanation' });

export type Shown = z.infer<typeof FigureAnswer>;
export type FigureEvent = z.infer<typeof FigureEvent>;
export type TermShown = z.infer<typeof Term>;
export type Subject = z.infer<typeof Subject>;
export type Explanation = z.infer<typeof Explained>;
