import type { Desk, Place } from './desk.ts';

export const relayCommand = ({ report, group, at, within }: Desk): void => {
  at(group('relay', 'what tells reactors of committed events').command('again').description('publish every event of the log again, for a reactor that missed some or is new; what was reacted to is known and changes nothing'))
    .action((place: Place) => within(place, async ({ relay, events }) => {
      await (await relay()).startAgain();
      const head = await events.head();
      report.answer({ head }, [`the log is published again from its beginning up to ${head || 'nothing yet'}, from the next event on that is recorded; see lyceum_relay_lag_seconds`]);
    }));
};
