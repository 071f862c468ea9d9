import { describe, expect, it } from '@jest/globals';
import { StudySessionClosed, StudySessionReopened, type StudyForm } from '@lyceum/contracts/activity/study-session';
import { recorded, specify } from '@lyceum/core/specify';
import { cadence } from './cadence.decider.ts';
import { cadenceReactor } from './cadence.reactor.ts';
import { cadenceHeld, holdingWithdrawn, judge, makeUp, mended, mendingLifted, met, missed, missLifted, recordHolding, second, withdrawHolding } from './cadence.examples.ts';

const { given } = specify(cadence, { now: '2026-03-11T09:00:00.000Z' }); // when the week is over

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
  it('is met by exactly as many as are asked for', () => given(cadenceHeld(), cadenceHeld(second)).when(judge(2)).then(met(2)));
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

describe('a week that was judged before it was over, by a clock that was ahead', () => {
  const inside = specify(cadence, { now: '2026-03-08T15:59:59.999Z' }), over = specify(cadence, { now: '2026-03-08T16:00:00.000Z' });
  it('is no miss once enough is held before it is over', () => {
    inside.given(missed()).when(recordHolding()).then(cadenceHeld(), missLifted());
    inside.given(missed(0, 2)).when(recordHolding()).then(cadenceHeld());
    inside.given(missed(0, 2), cadenceHeld()).when(recordHolding(second)).then(cadenceHeld(second), missLifted(second));
  });
  it('stays one where that is held afterwards', () => over.given(missed()).when(recordHolding(makeUp)).then(cadenceHeld(makeUp), mended()));
  it('is as one that was judged in time from then on', () => {
    over.given(missed(), cadenceHeld(), missLifted()).when(judge()).thenNothing();
    over.given(missed(), cadenceHeld(), missLifted()).when(withdrawHolding()).then(holdingWithdrawn(), missed());
    over.given(missed(), cadenceHeld(), missLifted(), holdingWithdrawn(), missed()).when(recordHolding({}, 5)).then(cadenceHeld({}, 5), missLifted());
  });
});

describe('a session that is reopened', () => {
  const late = { ...second, day: '2026-03-07' };
  it('does not count before the week is judged', () => {
    given(cadenceHeld()).when(withdrawHolding()).then(holdingWithdrawn());
    given(cadenceHeld(), holdingWithdrawn()).when(judge()).then(missed());
  });
  it('counts again when it is closed again', () => given(cadenceHeld(), holdingWithdrawn()).when(recordHolding({}, 5)).then(cadenceHeld({}, 5)));
  it('takes back a verdict that rested on it', () => given(cadenceHeld(), met()).when(withdrawHolding()).then(holdingWithdrawn(), missed()));
  it('takes back none that another session bears', () => given(cadenceHeld(), cadenceHeld(second), met()).when(withdrawHolding()).then(holdingWithdrawn()));
  it('takes back one for which too few are left', () => given(cadenceHeld(), cadenceHeld(second), met(2)).when(withdrawHolding()).then(holdingWithdrawn(), missed(1, 2)));
  it('leaves a week missed and mended where enough was held late', () => given(cadenceHeld(), met(), cadenceHeld(makeUp)).when(withdrawHolding()).then(holdingWithdrawn(), missed(), mended()));
  it('leaves no trace in the verdict once it is closed again: as if it had stayed closed', () => {
    given(cadenceHeld(), met(), holdingWithdrawn(), missed()).when(recordHolding({}, 5)).then(cadenceHeld({}, 5), missLifted());
    given(cadenceHeld(), met(), holdingWithdrawn(), missed(), cadenceHeld({}, 5), missLifted()).when(withdrawHolding({}, 6)).then(holdingWithdrawn({}, 6), missed());
  });
  it('is no miss where the week was judged just then', () => given(cadenceHeld(), holdingWithdrawn(), missed()).when(recordHolding({}, 5)).then(cadenceHeld({}, 5), missLifted()));
  it('needs nothing that was held instead meanwhile', () =>
    given(cadenceHeld(), met(), holdingWithdrawn(), missed(), cadenceHeld(makeUp), mended()).when(recordHolding({}, 5)).then(cadenceHeld({}, 5), mendingLifted(), missLifted()));
  it('is owed again where it had mended, and mends again', () => {
    const before = [missed(), cadenceHeld(makeUp), mended()];
    given(...before).when(withdrawHolding(makeUp)).then(holdingWithdrawn(makeUp), mendingLifted());
    given(...before, holdingWithdrawn(makeUp), mendingLifted()).when(recordHolding(makeUp, 5)).then(cadenceHeld(makeUp, 5), mended());
  });
  it('is mended by what is left where the session that mended goes, and owed again once that goes too', () => {
    const both = [missed(), cadenceHeld(makeUp), mended(), cadenceHeld(late)];
    given(...both).when(withdrawHolding(makeUp)).then(holdingWithdrawn(makeUp), mendingLifted(makeUp), mended(late));
    given(...both, holdingWithdrawn(makeUp), mendingLifted(makeUp), mended(late)).when(withdrawHolding(late)).then(holdingWithdrawn(late), mendingLifted(late));
  });
  it('stays mended by whom it was where another goes and enough is left', () => given(missed(), cadenceHeld(makeUp), mended(), cadenceHeld(late)).when(withdrawHolding(late)).then(holdingWithdrawn(late)));
  it('lifts no miss that was one: it had not been closed when the week was judged', () =>
    given(missed(), cadenceHeld(), mended({ sessionId: 'friday10', day: '2026-03-06' }), holdingWithdrawn(), mendingLifted({ sessionId: 'friday10', day: '2026-03-06' }))
      .when(recordHolding({}, 5)).then(cadenceHeld({}, 5), mended({ sessionId: 'friday10', day: '2026-03-06' })));
  it('lifts no miss while too few are held', () =>
    given(cadenceHeld(), cadenceHeld(second), met(2), holdingWithdrawn(), missed(1, 2), holdingWithdrawn(second)).when(recordHolding({}, 5)).then(cadenceHeld({}, 5)));
  it('that was never recorded as held changes nothing', () => given().when(withdrawHolding()).thenNothing());
  it('is known by its revision: what comes late, or again, changes nothing', () => {
    given(cadenceHeld({}, 5)).when(withdrawHolding({}, 4)).thenNothing();
    given(cadenceHeld(), holdingWithdrawn()).when(withdrawHolding()).thenNothing();
    given(cadenceHeld(), holdingWithdrawn()).when(recordHolding({}, 3)).thenNothing();
  });
});

/** A form that the contract does not have yet, in facts as they would be read back. */
describe('a session of another form', () => {
  const ofAnotherForm = <F extends { readonly data: { readonly form: StudyForm } }>(fact: F): F => ({ ...fact, data: { ...fact.data, form: 'theme-day' as StudyForm } });
  it('does not meet a rule', () => given(ofAnotherForm(cadenceHeld())).when(judge()).then(missed(0, 1)));
  it('does not count beside one of the rule’s form', () => given(ofAnotherForm(cadenceHeld()), cadenceHeld(second)).when(judge(2)).then(missed(1, 2)));
  it('does not complete a late mending', () => given(ofAnotherForm(cadenceHeld()), missed(0, 2)).when(recordHolding(makeUp)).then(cadenceHeld(makeUp)));
  it('is not what mends at the judgement', () => given(ofAnotherForm(cadenceHeld(makeUp)), cadenceHeld({ ...second, day: '2026-03-11' })).when(judge()).then(missed(), mended({ ...second, day: '2026-03-11' })));
  it('does not mend: a miss under the rule of one form stays after a session of the other', () => given(ofAnotherForm(missed())).when(recordHolding(makeUp)).then(cadenceHeld(makeUp)));
  it('does not bear a verdict when one of the rule’s form is reopened', () => given(ofAnotherForm(cadenceHeld(second)), cadenceHeld(), met()).when(withdrawHolding()).then(holdingWithdrawn(), missed()));
  it('is judged for itself', () => {
    given(ofAnotherForm(met())).when(judge()).then(missed());
    given(missed(), ofAnotherForm(missed()), ofAnotherForm(cadenceHeld()), ofAnotherForm(mended())).when(recordHolding(makeUp)).then(cadenceHeld(makeUp), mended());
  });
});

describe('the reactor', () => {
  it('records a closed session for the week that it fulfils, not for that of its day', () => {
    const closed = StudySessionClosed({ ...makeUp, unitId: 'station', form: 'weekly-collective', week: '2026-W10', minutes: 60 });
    expect(cadenceReactor.react(recorded(closed, { revision: 3 }))).toEqual([recordHolding(makeUp)]);
  });
  it('withdraws one that is reopened, from the same week', () => {
    const reopened = StudySessionReopened({ ...makeUp, unitId: 'station', form: 'weekly-collective', week: '2026-W10', reason: '误点结束' });
    expect(cadenceReactor.react(recorded(reopened, { revision: 4 }))).toEqual([withdrawHolding(makeUp)]);
  });
});
