import { describe, expect, it } from '@jest/globals';
import { StudySessionClosed, type StudyForm } from '@lyceum/contracts/activity/study-session';
import { recorded, specify } from '@lyceum/core/specify';
import { cadence } from './cadence.decider.ts';
import { cadenceReactor } from './cadence.reactor.ts';
import { cadenceHeld, judge, makeUp, mended, met, missed, recordHolding, second } from './cadence.examples.ts';

const { given } = specify(cadence);

describe('a session that was held', () => {
  it('is recorded for its week', () => given().when(recordHolding()).then(cadenceHeld()));
  it('counts once', () => given(cadenceHeld()).when(recordHolding()).thenNothing());
  it('is recorded beside another', () => given(cadenceHeld()).when(recordHolding(second)).then(cadenceHeld(second)));
  it('is recorded after a week that was met, and changes nothing else', () => given(cadenceHeld(), met()).when(recordHolding(second)).then(cadenceHeld(second)));
  it('mends a week that was missed', () => given(missed()).when(recordHolding(makeUp)).then(cadenceHeld(makeUp), mended()));
  it('mends by the version that judged', () =>
    given(missed(0, 2), cadenceHeld(makeUp)).when(recordHolding(second)).then(cadenceHeld(second), mended(second)));
  it('does not mend before enough is held', () => given(missed(0, 2)).when(recordHolding(makeUp)).then(cadenceHeld(makeUp)));
  it('counts what was held in time towards mending', () => given(cadenceHeld(), missed(1, 2)).when(recordHolding(makeUp)).then(cadenceHeld(makeUp), mended()));
  it('mends once', () => given(missed(), cadenceHeld(makeUp), mended()).when(recordHolding(second)).then(cadenceHeld(second)));
});

describe('the end of the week', () => {
  it('is met by a session', () => given(cadenceHeld()).when(judge()).then(met()));
  it('is missed without one, and says how many there were of how many', () => given().when(judge()).then(missed(0, 1)));
  it('is missed where two are asked for and one was held', () => given(cadenceHeld()).when(judge(2)).then(missed(1, 2)));
  it('is met by exactly as many as are asked for', () => given(cadenceHeld(), cadenceHeld(second)).when(judge(2)).then(met()));
  it('is missed where a session for it was held later, and mended at once by that', () => given(cadenceHeld(makeUp)).when(judge()).then(missed(), mended()));
  it('is mended by the session that completes it', () =>
    given(cadenceHeld(), cadenceHeld(makeUp)).when(judge(2)).then(missed(1, 2), mended()));
  it('counts the Sunday', () => given(cadenceHeld({ ...second, day: '2026-03-08' })).when(judge()).then(met()));
  it('does not count the Monday after', () =>
    given(cadenceHeld({ ...second, day: '2026-03-09' })).when(judge()).then(missed(), mended({ ...second, day: '2026-03-09' })));
  it('is judged once, though the job runs twice', () => given(missed()).when(judge()).thenNothing());
  it('is not judged anew by another policy', () => given(cadenceHeld(), met()).when(judge(2, 'stricter')).thenNothing());
  it('leaves a mended week mended', () => given(missed(), cadenceHeld(makeUp), mended()).when(judge(2)).thenNothing());
});

/** A form that the contract does not have yet, in facts as they would be read back. */
describe('a session of another form', () => {
  const ofAnotherForm = <F extends { readonly data: { readonly form: StudyForm } }>(fact: F): F => ({ ...fact, data: { ...fact.data, form: 'theme-day' as StudyForm } });
  it('does not meet a rule', () => given(ofAnotherForm(cadenceHeld())).when(judge()).then(missed(0, 1)));
  it('does not count beside one of the rule’s form', () => given(ofAnotherForm(cadenceHeld()), cadenceHeld(second)).when(judge(2)).then(missed(1, 2)));
  it('does not complete a late mending', () => given(ofAnotherForm(cadenceHeld()), missed(0, 2)).when(recordHolding(makeUp)).then(cadenceHeld(makeUp)));
  it('is not what mends at the judgement', () => given(ofAnotherForm(cadenceHeld(makeUp)), cadenceHeld({ ...second, day: '2026-03-11' })).when(judge()).then(missed(), mended({ ...second, day: '2026-03-11' })));
  it('does not mend: a miss under the rule of one form stays after a session of the other', () => given(ofAnotherForm(missed())).when(recordHolding(makeUp)).then(cadenceHeld(makeUp)));
  it('is judged for itself', () => {
    given(ofAnotherForm(met())).when(judge()).then(missed());
    given(missed(), ofAnotherForm(missed()), ofAnotherForm(cadenceHeld()), ofAnotherForm(mended())).when(recordHolding(makeUp)).then(cadenceHeld(makeUp), mended());
  });
});

describe('the reactor', () => {
  it('records a closed session for the week that it fulfils, not for that of its day', () => {
    const closed = StudySessionClosed({ ...makeUp, unitId: 'station', form: 'weekly-collective', week: '2026-W10', minutes: 60 });
    expect(cadenceReactor.react(recorded(closed))).toEqual([recordHolding(makeUp)]);
  });
});
