import { expect, it } from '@jest/globals';
import type { AttendanceController } from '@lyceum/activity/attendance/attendance.controller';
import type { SignController } from '@lyceum/activity/attendance/sign.controller';
import type { StudySessionController } from '@lyceum/activity/study-session/study-session.controller';
import type { LearningFileController } from '@lyceum/assessment/learning-file/learning-file.controller';
import type { PolicyController } from '@lyceum/assessment/policy/policy.controller';
import type { HistoryController } from '@lyceum/audit/history/history.controller';
import type { MomentsController } from '@lyceum/audit/history/moments.controller';
import type { RecordBoardController } from '@lyceum/dashboards/boards/record-board.controller';
import type { UnitBoardController } from '@lyceum/dashboards/boards/unit-board.controller';
import type { FigureController } from '@lyceum/dashboards/figures/figure.controller';
import type { AccountController } from '@lyceum/member/account/account.controller';
import type { AccountsController } from '@lyceum/member/account/accounts.controller';
import type { ActivationCodesController } from '@lyceum/member/account/activation-codes.controller';
import type { MeController } from '@lyceum/member/account/me.controller';
import type { MemberController } from '@lyceum/member/member/member.controller';
import type { GrantsController } from '@lyceum/member/roles/grants.controller';
import type { RolesController } from '@lyceum/member/roles/roles.controller';
import type { RosterImportController } from '@lyceum/member/roster-import/roster-import.controller';
import type { SetupController } from '@lyceum/member/setup.controller';
import type { UnitController } from '@lyceum/member/unit-tree/unit.controller';
import type * as read from './api-types.ts';

/** As it arrives: JSON knows nothing of what may not be written. */
type Sent<T> = T extends readonly (infer Item)[] ? Sent<Item>[] : T extends object ? { -readonly [K in keyof T]: Sent<T[K]> } : T;
type Told<Route extends (...asked: never[]) => unknown> = Sent<Awaited<ReturnType<Route>>>;
type Board = Told<UnitBoardController['board']>;
/** `true` where whatever a route answers is what the console reads; else the type check fails at its line. */
type Fits<Answer, Read> = Answer extends Read ? true : { told: Answer; read: Read };

const fits: readonly true[] = [
  true satisfies Fits<Told<MeController['me']>, read.Me>,
  true satisfies Fits<Told<MeController['looks']>, read.Dated & read.Page<read.Look>>,
  true satisfies Fits<Told<MeController['list']>, read.Page<read.Login>>,
  true satisfies Fits<Told<SetupController['needed']>, read.Beginning>,
  true satisfies Fits<Told<SetupController['run']>, { codes: read.FirstCode[] }>,
  true satisfies Fits<Told<AccountsController['find']>, read.AccountFound>,
  true satisfies Fits<Told<AccountController['issue']>, read.ActivationCode>,
  true satisfies Fits<Told<ActivationCodesController['lacking']>, read.Lacking>,
  true satisfies Fits<Told<ActivationCodesController['issue']>, read.CodesOfMany>,
  true satisfies Fits<Told<RolesController['list']>, read.Page<read.Grant>>,
  true satisfies Fits<Told<GrantsController['list']>, read.Page<read.Holder>>,
  true satisfies Fits<Told<GrantsController['candidates']>, read.Page<read.Candidate>>,
  true satisfies Fits<Told<UnitController['list']>, read.Dated & read.Page<read.Unit>>,
  true satisfies Fits<Told<UnitController['create']>, read.Written & { unitId: string }>,
  true satisfies Fits<Told<MemberController['list']>, read.Page<read.Person>>,
  true satisfies Fits<Told<MemberController['one']>, read.Dated & read.PersonWhole>,
  true satisfies Fits<Told<MemberController['register']>, read.Written & { memberId: string }>,
  true satisfies Fits<Told<RosterImportController['start']>, { importId: string }>,
  true satisfies Fits<Told<RosterImportController['show']>, read.RosterImport>,
  true satisfies Fits<Told<RosterImportController['rows']>, read.Page<read.ImportRow>>,
  true satisfies Fits<Told<StudySessionController['list']>, read.Dated & read.Page<read.Session>>,
  true satisfies Fits<Told<StudySessionController['mine']>, read.Page<read.MySession>>,
  true satisfies Fits<Told<StudySessionController['one']>, read.Dated & read.SessionWhole>,
  true satisfies Fits<Told<StudySessionController['plan']>, read.Written & { sessionId: string }>,
  true satisfies Fits<Told<AttendanceController['list']>, read.Dated & read.Page<read.Attendance>>,
  true satisfies Fits<Told<SignController['code']>, read.Code>,
  true satisfies Fits<Told<SignController['capture']>, read.Captured>,
  true satisfies Fits<Told<SignController['sign']>, read.Signed>,
  true satisfies Fits<Told<LearningFileController['one']>, read.LearningFile>,
  true satisfies Fits<Told<PolicyController['list']>, read.Dated & read.Page<read.Policy>>,
  true satisfies Fits<Told<HistoryController['history']>, read.Dated & read.Page<read.HistoryItem>>,
  true satisfies Fits<Told<HistoryController['event']>, read.EventWhole>,
  true satisfies Fits<Told<MomentsController['at']>, read.Moment>,
  true satisfies Fits<Told<FigureController['explain']>, read.Explanation>,
  true satisfies Fits<Omit<Board, 'children'>, Omit<read.UnitBoard, 'children'>>,
  true satisfies Fits<Omit<Board['children'][number], 'figures'>, Omit<read.ChildUnit, 'figures'>>, // which figures there are is asked for by the boards' own specs
  true satisfies Fits<Told<UnitBoardController['sessions']>, read.Dated & read.Page<read.BoardSession>>,
  true satisfies Fits<Told<UnitBoardController['persons']>, read.Dated & read.Page<Omit<read.BoardPerson, 'figures'>>>,
  true satisfies Fits<Told<UnitBoardController['missed']>, read.Dated & read.Page<read.Missed>>,
  true satisfies Fits<Told<RecordBoardController['session']>, read.SessionBoard>,
  true satisfies Fits<Told<RecordBoardController['member']>, read.MemberBoard>,
];

it('are what the API answers', () => expect(new Set(fits)).toEqual(new Set([true]))); // the type check is what can fail
