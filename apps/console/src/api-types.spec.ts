import { expect, it } from '@jest/globals';
import type * as sessions from '@lyceum/activity/study-session/study-session.query';
import type { Attendance as Attending } from '@lyceum/activity/attendance/attendance.query';
import type { Entry } from '@lyceum/assessment/learning-file/learning-file.query';
import type { PolicyShown } from '@lyceum/assessment/policy/policy.query';
import type * as history from '@lyceum/audit/history/history.query';
import type * as boards from '@lyceum/dashboards/boards/answers';
import type * as figures from '@lyceum/dashboards/figures/answers';
import type * as grants from '@lyceum/member/roles/grants.query';
import type { UnitShown } from '@lyceum/member/unit-tree/unit.query';
import type { z } from 'zod';
import type * as read from './api-types.ts';

/** `true` where whatever the API tells is what the console reads; else the type check fails at its line. */
type Fits<Told, Read> = Told extends Read ? true : { told: Told; read: Read };

const fits: readonly true[] = [
  true satisfies Fits<UnitShown, read.Unit>,
  true satisfies Fits<grants.Holder, Omit<read.Holder, 'unitName'>>,
  true satisfies Fits<sessions.Session, read.Session>,
  true satisfies Fits<sessions.MySession, read.MySession>,
  true satisfies Fits<Attending, read.Attendance>,
  true satisfies Fits<Entry, read.FileEntry>,
  true satisfies Fits<PolicyShown, read.Policy>,
  true satisfies Fits<history.HistoryItem, read.HistoryItem>,
  true satisfies Fits<figures.Shown, read.Figure>,
  true satisfies Fits<figures.FigureEvent, read.FigureEvent>,
  true satisfies Fits<z.infer<typeof figures.ExplanationAnswer>, read.Explanation>,
  true satisfies Fits<Omit<boards.Child, 'figures'>, Omit<read.ChildUnit, 'figures'>>,
  true satisfies Fits<Omit<boards.UnitBoard, 'children'>, Omit<read.UnitBoard, 'children' | 'running' | keyof read.Dated>>,
  true satisfies Fits<boards.MemberRecord, Pick<read.MemberBoard, 'open' | 'figures' | 'weeks'>>,
  true satisfies Fits<boards.SessionLine, read.BoardSession>,
  true satisfies Fits<boards.MissedLine, read.Missed>,
  true satisfies Fits<Omit<boards.PersonLine, 'figures'>, Omit<read.BoardPerson, 'figures'>>,
];

it('are what the API answers', () => expect(new Set(fits)).toEqual(new Set([true]))); // the type check is what can fail
