import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import { refuse } from '@lyceum/core/decider';
import { inTimeToSign, studySession } from './study-session.decider.ts';

/** `unitThere`: whether the unit was there on any day of the week that the session is to fulfil. `lateSigningDays`: what it would be opened with today. */
type Known = { readonly unitThere: boolean; readonly lateSigningDays: number };

/**
 * A study session that is not planned, changed or published so that it could only be cancelled: for a day that is too late to open it, or for a week
 * before its unit. What changes nothing is not refused; a retry comes whenever it comes.
 */
export const planning = ({ unitThere, lateSigningDays }: Known): typeof studySession => ({
  ...studySession,
  decide: (wish, session, given) => {
    const facts = studySession.decide(wish, session, given);
    if (facts.length === 0) return facts;
    const { day, week } = facts.reduce(studySession.evolve, session);
    if (!unitThere) refuse('week-before-unit', { week });
    if (!inTimeToSign({ day, lateSigningDays }, given.now)) refuse('too-late-to-plan', { day, days: lateSigningDays, earliest: addDays(shanghaiDay(given.now), -lateSigningDays) });
    return facts;
  },
});
