import { Injectable, NotFoundException } from '@nestjs/common';
import { Access } from '@lyceum/nest-kit/access';
import type { Call } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { attendance, seeing } from '../attendance/attendance.decider.ts';
import { attendanceId, stands, studySession, type StudySession } from './study-session.decider.ts';

/** What a write must know of a session before it can be checked: from the log, since a row may lag behind the button that was just pressed. */
@Injectable()
export class StudySessions {
  constructor(private readonly commands: Commands, private readonly access: Access) {}

  /** As the log has it now; 404 where it was never planned. */
  async now(sessionId: string): Promise<StudySession> {
    const { revision, state } = await this.commands.folded(studySession, `${studySession.category}-${sessionId}`);
    if (revision < 0) throw new NotFoundException();
    return state;
  }

  /** The same for whoever asks by its id alone, before it is known whether their right reaches it. */
  async asked(sessionId: string, call: Call): Promise<StudySession> {
    return this.now(sessionId).catch((error: unknown) => { if (error instanceof NotFoundException) return this.access.absent(call); throw error; });
  }

  /**
   * Closes it by one whose signature stands, and looks at nobody else's, so that a full hall goes on signing meanwhile. Where that comes to nothing,
   * and by now another's is the one that stands, it is closed by theirs: the first was withdrawn in between, or there was none yet.
   */
  async closing<T>(sessionId: string, close: (session: typeof studySession) => Promise<T>): Promise<T> {
    const signer = await this.signer(sessionId);
    try { return await close(seeing(signer)); } catch (error) {
      const other = await this.signer(sessionId);
      if (other.length === 0 || other[0] === signer[0]) throw error;
      return close(seeing(other));
    }
  }

  /** To cancel it: looks at everybody's, so that no signature comes in between and stands in a session that is not to take place. */
  async cancelling(sessionId: string): Promise<typeof studySession> {
    const { status, invitations } = await this.now(sessionId);
    return seeing(status === 'open' ? invitations.flat().map(({ memberId }) => memberId) : []);
  }

  /** The first of those invited whose signature stands, if there is one. */
  private async signer(sessionId: string): Promise<string[]> {
    const { status, invitations } = await this.now(sessionId);
    if (status === 'open') for (const { memberId } of invitations.flat()) {
      const { state } = await this.commands.folded(attendance, `${attendance.category}-${attendanceId(sessionId, memberId)}`);
      if (stands(state)) return [memberId];
    }
    return [];
  }
}
