import { Injectable, NotFoundException } from '@nestjs/common';
import { Commands } from '@lyceum/nest-kit/commands';
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
}
