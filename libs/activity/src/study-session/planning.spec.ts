import { describe, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { planning } from './planning.ts';
import { changed, changeSession, planned, planSession, publish, published } from './study-session.examples.ts';

/** On this instant, with two days to sign; the unit was there in the week in question. */
const at = (now: string, unitThere = true) => specify(planning({ unitThere, lateSigningDays: 2 }), { now });

describe('planning what could never be opened', () => {
  const late = '2026-03-08T16:00:00.000Z'; // Monday, 00:00 in Shanghai: the third day after Friday
  const inTime = '2026-03-08T15:59:59.000Z';

  it('is refused from the day on when it would be too late to open it', () => {
    at(inTime).given().when(planSession()).then(planned());
    at(late).given().when(planSession()).thenRefuses('too-late-to-plan');
  });
  it('is refused of a change to such a day, and not of one away from it', () => {
    at(late).given(planned({ day: '2026-03-20' })).when(changeSession()).thenRefuses('too-late-to-plan');
    at(late).given(planned()).when(changeSession({ place: '礼堂' })).thenRefuses('too-late-to-plan');
    at(late).given(planned()).when(changeSession({ day: '2026-03-09' })).then(changed({ day: '2026-03-09' }));
  });
  it('is refused of publishing what was planned in time', () => {
    at(inTime).given(planned()).when(publish()).then(published());
    at(late).given(planned()).when(publish()).thenRefuses('too-late-to-plan');
    at(late).given(planned(), changed({ day: '2026-03-09' })).when(publish()).then(published());
  });
  it('is not refused where nothing changes: a second click comes whenever it comes', () => {
    at(late).given(planned(), published()).when(publish()).thenNothing();
    at(late).given(planned()).when(changeSession()).thenNothing();
  });
});

describe('planning for a week before the unit', () => {
  const friday = '2026-03-06T09:00:00.000Z';
  it('is refused, whether it is planned, changed or published', () => {
    at(friday, false).given().when(planSession({ week: '2026-W08' })).thenRefuses('week-before-unit');
    at(friday, false).given(planned()).when(changeSession({ week: '2026-W08' })).thenRefuses('week-before-unit');
    at(friday, false).given(planned({ week: '2026-W08' })).when(publish()).thenRefuses('week-before-unit');
    at(friday).given().when(planSession({ week: '2026-W08' })).then(planned({ week: '2026-W08' }));
  });
  it('says first what is wrong with the week itself', () => at(friday, false).given().when(planSession({ week: '2025-W53' })).thenRefuses('week-unknown'));
  it('is not refused where nothing changes: what was planned before the rule stays as it is, and is answered again', () => {
    at(friday, false).given(planned({ week: '2026-W08' }), published()).when(publish()).thenNothing();
  });
});
