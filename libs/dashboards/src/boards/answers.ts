import { z } from 'zod';
import { SessionStatus, StudyForm } from '@lyceum/contracts/activity/study-session';
import { personName } from '@lyceum/contracts/person-name';
import { pageOf, shown } from '@lyceum/nest-kit/answers';
import { FigureAnswer, FigureKeyAnswer, PolicyAnswer } from '../figures/answers.ts';

/** What boards answer. */
const UnitName = z.object({ unitId: z.string(), name: z.string() });
const Cell = z.object({
  week: z.string(), state: z.enum(['held', 'late', 'missed', 'planned', 'due', 'none']).meta({ description: 'the worst of the units together; due: a policy asks for more than was held in a week that is not over' }), figure: FigureKeyAnswer,
  missed: z.number().int().meta({ description: 'how many of the units missed the week' }), of: z.number().int().meta({ description: 'how many of the units held or were judged for the week' }),
});
const Child = UnitName.extend({ type: z.string(), own: z.literal(true).optional().meta({ description: 'the unit of the board by itself, so that the rows add up to its head' }), figures: z.record(z.string(), FigureAnswer), weeks: z.array(Cell) });

const running = z.boolean().meta({ description: 'the week in which the days end is not over, so that figures still grow' });

const open = z.number().int().meta({ description: 'sessions of these days that are open, and whose people are counted as invited' });

export const UnitBoardAnswer = shown(z.object({
  unit: UnitName.extend({ type: z.string() }), path: z.array(UnitName), from: z.iso.date(), to: z.iso.date(), running, open, figures: z.array(FigureAnswer),
  children: z.array(Child), weeks: z.array(z.string()), weekStates: z.array(Cell), trend: z.array(z.object({ week: z.string(), attendance: FigureAnswer })),
})).meta({ id: 'UnitBoard' });

const SessionLine = z.object({
  sessionId: z.string(), unitId: z.string(), unitName: z.string(), form: StudyForm, title: z.string(), day: z.iso.date(), start: z.string(), minutes: z.number(), place: z.string(),
  week: z.string(), status: SessionStatus, invited: z.number().nullable(), signed: z.number().nullable(),
  hadSigned: z.number().int().nullable().meta({ description: 'of a cancelled session: how many people had signed before their signatures were withdrawn; null where some had, for readers without a right to persons' }), figures: z.record(z.string(), FigureAnswer),
}).meta({ id: 'SessionLine' });
export const SessionsAnswer = shown(pageOf(SessionLine)).meta({ id: 'BoardSessions' });
const PersonLine = z.object({
  memberId: z.string(), ...personName, units: z.array(UnitName).meta({ description: 'of the units that the board counts those in which they have facts in these days; none where it counts one alone' }),
  figures: z.record(z.string(), FigureAnswer),
});
export const PersonsAnswer = shown(pageOf(PersonLine)).meta({ id: 'BoardPersons' });
const Unfinished = z.object({
  sessionId: z.string(), title: z.string(), day: z.iso.date(),
  step: z.enum(['close', 'sign', 'open', 'await', 'cancel']).meta({ description: 'it is open, somebody signed, and it may be closed; nobody signed: sign who was there, or cancel it; its day is over and it may still be opened; its day is still to come; nobody signed, and nobody can be signed for any more' }),
  until: z.iso.date().nullable().meta({ description: 'the last day on which it can be opened, or signed for; null where it is to be closed or cancelled' }),
});
const Owner = z.object({ memberId: z.string(), ...personName });
const MissedLine = z.object({
  unitId: z.string(), unitName: z.string(), week: z.string(), state: z.enum(['missed', 'mended']), key: FigureKeyAnswer,
  form: z.string().meta({ description: 'which form of study was missed, under the policy; of several that which still waits to be made good for' }), policy: PolicyAnswer,
  unfinished: Unfinished.nullable().meta({ description: 'a session that was planned for this week and form, and is not held yet' }),
  owners: z.array(Owner).nullable().meta({ description: 'who answers for the unit: its administrators, wherever they belong, else the nearest above; null for readers without a right to persons' }),
});
export const MissedAnswer = shown(pageOf(MissedLine)).meta({ id: 'MissedWeeks' });
export const SessionBoardAnswer = shown(z.object({
  session: SessionLine, path: z.array(UnitName), figures: z.array(FigureAnswer),
  units: z.array(UnitName.extend({ invited: z.string(), signed: z.string() })),
})).meta({ id: 'SessionBoard' });
export const MemberBoardAnswer = shown(z.object({
  person: z.object({ memberId: z.string(), ...personName, unitId: z.string(), unitName: z.string() }), from: z.iso.date(), to: z.iso.date(), running, open, figures: z.array(FigureAnswer),
  weeks: z.array(z.object({
    week: z.string(), invited: z.number(), signed: z.number(),
    sessions: z.array(z.object({
      sessionId: z.string(), title: z.string(), day: z.iso.date(), unitId: z.string(), invited: z.number(), signed: z.boolean(),
      withdrawn: z.string().nullable().meta({ description: 'why the signature was withdrawn, where it was' }),
      open: z.boolean().meta({ description: 'whether it is signed for now' }),
      signUntil: z.iso.date().nullable().meta({ description: 'the last day on which it could or can be signed for; null where it was cancelled' }),
    })),
  })),
})).meta({ id: 'MemberBoard' });

export type Cell = z.infer<typeof Cell>;
export type Child = z.infer<typeof Child>;
type Frame = 'running' | 'position' | 'at';
export type UnitBoard = Omit<z.infer<typeof UnitBoardAnswer>, Frame>;
export type MemberRecord = Omit<z.infer<typeof MemberBoardAnswer>, Frame | 'person' | 'from' | 'to'>;
export type SessionLine = z.infer<typeof SessionLine>;
export type PersonLine = z.infer<typeof PersonLine>;
export type MissedLine = z.infer<typeof MissedLine>;
export type Unfinished = z.infer<typeof Unfinished>;
export type Owner = z.infer<typeof Owner>;
