import { Injectable, NotFoundException } from '@nestjs/common';
import { Commands } from '@lyceum/nest-kit/commands';
import { attendance, seeing } from '../attendance/attendance.decider.ts';
import { studySession, type StudySession } from './study-session.decider.ts';

/** What a write must know of a session before it can be checked: from the log, since a row may lag behind the button that was just pressed. */
@Injectable()
export class StudySessions {
  constructor(private readonly commands: Commands) {}

  /** As the log has it now; 404 where it was never planned. */
  async now(sessionId: string): Promise<StudySession> {
    const { revision, state } = await this.commands.folded(studySession, `${studySession.category}-${sessionId}`);
    if (revision < 0) throw new NotFoundException();
    return state;
  }

  /** To close it: looks for one whose signature stands, and at nobody else's, so that a full hall goes on signing meanwhile. */
  async closing(sessionId: string): Promise<ReturnType<typeof seeing>> {
    const { status, invitations } = await this.now(sessionId);
    if (status === 'open') for (const { memberId } of invitations.flat()) {
      const { state } = await this.commands.folded(attendance, `${attendance.category}-${sessionId}-${memberId}`);
      if (state === 'signed') return seeing([memberId]);
    }
    return seeing([]);
  }

  /** To cancel it: looks at everybody's, so that no signature comes in between and stands in a session that is not to take place. */
  async cancelling(sessionId: string): Promise<ReturnType<typeof seeing>> {
    const { status, invitations } = await this.now(sessionId);
    return seeing(status === 'open' ? invitations.flat().map(({ memberId }) => memberId) : []);
  }
}
