import { Injectable, NotFoundException } from '@nestjs/common';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { studySession, type StudySession } from './study-session.decider.ts';

/** What a write must know of a session before it can be checked: from the log, since a row may lag behind the button that was just pressed. */
@Injectable()
export class StudySessions {
  constructor(private readonly store: EventStore) {}

  /** As the log has it now; 404 where it was never planned. */
  async now(sessionId: string): Promise<StudySession> {
    const events = await pastOf(this.store, vocabulary, `${studySession.category}-${sessionId}`);
    if (events.length === 0) throw new NotFoundException();
    return studySession.fold(events);
  }
}
